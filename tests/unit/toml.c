/* The TOML reader says what is wrong and where, keeps what it read before, puts tables together
 * that are opened again, and is linear on documents made to be slow. tests/toml/run proves what it
 * takes against another reader. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/toml.h"

static struct arena arena;

static struct toml read_span(struct span text)
{
	struct toml toml;

	arena_reset(&arena);
	toml_read(&toml, &arena, text);
	return toml;
}

static struct toml read_text(const char *text)
{
	return read_span(span_str(text));
}

static const struct value *second_of(const struct value *list)
{
	const struct value *first = value_first(list);

	return first ? value_next(list, first) : NULL;
}

static void puts_tables_together(void **state)
{
	struct toml toml = read_text("[a.x]\nn = 1\n[b]\n[[a.list]]\nn = 2\n[a]\nn = 3\n"
				     "[[a.list]]\nn = 4\n[a.list.in]\nm = 5\n");
	const struct value *a = value_get(toml.root, "a"), *list = value_get(a, "list"), *second;
	uint64_t n = 0;

	(void)state;
	assert_null(toml.why);
	assert_int_equal(toml.root->size, 2);
	assert_int_equal(a->size, 3);
	assert_true(value_u64(value_get(value_get(a, "x"), "n"), &n) && n == 1);
	assert_true(value_u64(value_get(a, "n"), &n) && n == 3);
	assert_int_equal(list->size, 2);
	second = second_of(list);
	assert_true(value_u64(value_get(second, "n"), &n) && n == 4);
	assert_true(value_u64(value_get(value_get(second, "in"), "m"), &n) && n == 5);
	assert_int_equal(value_get(a, "x")->offset, 3);
}

static void gives_texts(void **state)
{
	struct toml toml =
		read_text("a = \"\\u00e9\\\"\\U0001F600\"\nb = '''\r\nx\r\ny'''\n"
			  "c = \"\"\"1\\\n   2\"\"\"\nd = 1979-05-27 07:32:00Z # e\ne = 0x1_f\n");

	(void)state;
	assert_null(toml.why);
	assert_true(value_is(value_get(toml.root, "a"), "\xc3\xa9\"\xf0\x9f\x98\x80"));
	assert_true(value_is(value_get(toml.root, "b"), "x\ny"));
	assert_true(value_is(value_get(toml.root, "c"), "12"));
	assert_true(value_is(value_get(toml.root, "d"), "1979-05-27 07:32:00Z"));
	assert_true(span_is(value_raw(value_get(toml.root, "e")), "0x1_f"));
	assert_true(value_is_kind(value_get(toml.root, "e"), VALUE_NUMBER));
}

struct refused {
	const char *text, *why;
	uint64_t at;
};

static void says_what_is_wrong(void **state)
{
	static const struct refused rows[] = {
		{ "a = 1\na = 2", "a key stands twice in one table", 6 },
		{ "[a]\n[a]", "a table stands twice", 5 },
		{ "a.b = 1\n[a]", "a table stands twice", 9 },
		{ "[a.b]\n[a]\nb.c = 1", "a dotted key changes a table elsewhere", 10 },
		{ "a = {}\n[a.b]", "a key has a value already", 8 },
		{ "a = []\n[[a]]", "a key has a value already", 9 },
		{ "a", "an equals sign is missing", 1 },
		{ "= 1", "a key is missing", 0 },
		{ "a = ", "the text ends too early", 4 },
		{ "a = what", "not the beginning of a value", 4 },
		{ "a = 'b", "the text ends inside a string", 6 },
		{ "a = 'b\n'", "a string holds a byte that needs an escape", 6 },
		{ "a = \"\\ud800\"", "an escape is not a character of Unicode", 11 },
		{ "a = 2023-02-29", "no calendar has that day", 4 },
		{ "a = [1 2]", "a comma is missing", 7 },
		{ "[a", "a bracket is missing", 2 },
		{ "a = 1 b = 2", "a line goes on where it should end", 6 },
		{ "a = 1 # \x01", "a line goes on where it should end", 8 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct toml toml = read_text(rows[i].text);

		if (!toml.cut || !toml.why || strcmp(toml.why, rows[i].why) != 0 ||
		    toml.at != rows[i].at)
			fail_msg("%s: %s at %d", rows[i].text, toml.why ? toml.why : "taken",
				 (int)toml.at);
	}
}

static void keeps_what_it_read(void **state)
{
	struct toml toml = read_text("\xef\xbb\xbf[a]\nb = [1, {c = ?");
	const struct value *list = value_get(value_get(toml.root, "a"), "b");

	(void)state;
	assert_true(toml.cut);
	assert_string_equal(toml.why, "the text begins with a byte order mark");
	assert_int_equal(list->size, 2);
	assert_true(value_is_kind(value_get(second_of(list), "c"), VALUE_NULL));
}

/* A document of `n` times the same. */
static struct toml read_many(struct buf *b, const char *before, const char *each, size_t n)
{
	buf_clear(b);
	buf_str(b, before);
	for (size_t i = 0; i < n; i++)
		buf_str(b, each);
	return read_span(buf_view(b));
}

static void bears_deep_and_long(void **state)
{
	struct buf b;
	struct toml toml;

	(void)state;
	buf_init(&b, MiB(64));
	assert_string_equal(read_many(&b, "a = ", "[", 100000).why,
			    "tables and arrays are nested too deep");
	assert_string_equal(read_many(&b, "a = ", "{a = ", 100000).why,
			    "tables and arrays are nested too deep");
	assert_string_equal(read_many(&b, "[a", ".a", 100000).why,
			    "tables and arrays are nested too deep");
	toml = read_many(&b, "", "[[a.b]]\nc.d = \"\\n\"\n", 100000);
	assert_null(toml.why);
	assert_int_equal(value_get(value_get(toml.root, "a"), "b")->size, 100000);
	buf_clear(&b);
	for (unsigned i = 0; i < 200000; i++)
		buf_printf(&b, "%x = %u\n", i, i);
	assert_null(read_span(buf_view(&b)).why);
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(puts_tables_together), cmocka_unit_test(gives_texts),
		cmocka_unit_test(says_what_is_wrong),	cmocka_unit_test(keeps_what_it_read),
		cmocka_unit_test(bears_deep_and_long),
	};
	int failed;

	arena_init(&arena, MiB(256), NULL, NULL);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(&arena);
	return failed;
}
