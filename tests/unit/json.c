/* The JSON reader takes what RFC 8259 takes and nothing else, says where and why, and keeps what it
 * read before a fault; look-ups see through escapes; duplicate keys are found at any size. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/json.h"

static struct arena arena;

static struct json parse(struct span text)
{
	struct json json;

	arena_reset(&arena);
	json_parse(&json, &arena, text);
	return json;
}

static void takes_json(void **state)
{
	static const char *const texts[] = {
		"null",
		" true ",
		"false",
		"0",
		"-0",
		"12",
		"-1.5e+10",
		"1E5",
		"0.25",
		"1e-7",
		"\"\"",
		"[]",
		"{}",
		"[ ]",
		"{\n}",
		"[1,[2,[3]],{}]",
		"{\"a\":1,\"b\":{\"a\":[]}}",
		"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD834\\udd1e\"",
		"\"\x7f\xc3\xa9\xf0\x9d\x84\x9e\"",
		"{\"\":0}",
		"[\t1\r,\n2 ]",
		"123456789012345678901234567890",
		"\"\\u0000\"",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct json json = parse(span_str(texts[i]));

		if (json.why || json.cut || !json.root)
			fail_msg("%s: %s", texts[i], json.why ? json.why : "cut");
	}
}

struct refused {
	const char *text;
	uint64_t at;
	bool cut;
};

static void refuses_the_rest(void **state)
{
	static const struct refused cases[] = {
		/* faults that end the tree */
		{ "", 0, true },
		{ " ", 1, true },
		{ "nul", 0, true },
		{ "True", 0, true },
		{ "01", 1, true },
		{ "-", 1, true },
		{ "+1", 0, true },
		{ ".5", 0, true },
		{ "1.", 2, true },
		{ "1.e1", 2, true },
		{ "1e", 2, true },
		{ "1e+", 3, true },
		{ "-a", 1, true },
		{ "[1,]", 3, true },
		{ "[,1]", 1, true },
		{ "[1 2]", 3, true },
		{ "[1", 2, true },
		{ "[1}", 2, true },
		{ "{\"a\":1]", 6, true },
		{ "]", 0, true },
		{ "{1:2}", 1, true },
		{ "{\"a\"}", 4, true },
		{ "{\"a\" 1}", 5, true },
		{ "{\"a\":}", 5, true },
		{ "{\"a\":1,}", 7, true },
		{ "{'a':1}", 1, true },
		{ "{\"a\":1 \"b\":2}", 7, true },
		{ "\"abc", 4, true },
		{ "\"\\", 1, true },
		{ "\"\\x41\"", 1, true },
		{ "\"\\u12g4\"", 1, true },
		{ "\"\\u12", 1, true },
		{ "[1] // x", 4, false },
		{ "/* x */ 1", 0, true },
		/* faults that a lenient loader overlooks */
		{ "NaN", 0, false },
		{ "[Infinity]", 1, false },
		{ "-Infinity", 0, false },
		{ "\xef\xbb\xbf[]", 0, false },
		{ "[] []", 3, false },
		{ "1 2", 2, false },
		{ "\"a\nb\"", 2, false },
		{ "\"\xff\"", 1, false },
		{ "\"\xc0\xaf\"", 1, false },
		{ "\"\xed\xa0\x80\"", 1, false },
		{ "\"\\ud800\"", 1, false },
		{ "\"\\udc00\"", 1, false },
		{ "\"\\ud800\\u0041\"", 1, false },
		{ "{\"a\":1,\"b\":2,\"a\":3}", 13, false },
		{ "{\"a\":1,\"\\u0061\":3}", 7, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct json json = parse(span_str(cases[i].text));

		if (!json.why || json.at != cases[i].at || json.cut != cases[i].cut)
			fail_msg("%s: %s at %d%s", cases[i].text, json.why ? json.why : "taken",
				 (int)json.at, json.cut ? ", cut" : "");
	}
}

static void keeps_what_came_before(void **state)
{
	struct json json = parse(span_str("{\"a\":[1,{\"b\":\"x\"}],\"c\":[2,"));
	const struct value *list = value_get(json.root, "a");

	(void)state;
	assert_true(json.cut);
	assert_int_equal(json.at, 26);
	assert_int_equal(list->size, 2);
	assert_int_equal(list[1].kind, VALUE_NUMBER);
	assert_true(value_is(value_get(&list[2], "b"), "x"));
	assert_int_equal(value_get(json.root, "c")->size, 1);
	json = parse(span_str("{\"a\":1,\"b\":"));
	assert_int_equal(json.root->size, 2);
	assert_true(value_is_kind(value_get(json.root, "b"), VALUE_NULL));
}

static void walks_are_loops(void **state)
{
	struct json json = parse(span_str("{\"a\":[1,[],\"x\"],\"b\":{\"c\":null}}"));
	size_t keys = 0;

	(void)state;
	assert_int_equal(json.root->nodes, 10);
	value_each (key, json.root) {
		assert_int_equal(key->kind, VALUE_KEY);
		assert_int_equal(key->nodes, 1 + value_of(key)->nodes);
		keys++;
	}
	assert_int_equal(keys, json.root->size);
	assert_null(value_get(value_get(value_get(json.root, "b"), "c"), "d"));
	assert_null(value_first(value_get(json.root, "none")));
	assert_int_equal(value_get(json.root, "b")->offset, 20);
}

static void sees_through_escapes(void **state)
{
	struct json json = parse(span_str("{\"\\u0061\\n\\ud834\\udd1e\\/\":\"\\u00e9z\"}"));
	const struct value *v = value_get(json.root, "a\n\xf0\x9d\x84\x9e/");

	(void)state;
	assert_non_null(v);
	assert_true(span_is(value_text(v, &arena), "\xc3\xa9z"));
	assert_true(value_is(v, "\xc3\xa9z"));
	assert_false(value_is(v, "\xc3\xa9"));
	assert_false(value_is(v, "\xc3\xa9zz"));
	assert_false(value_is(NULL, ""));
	assert_int_equal(value_raw(v).n, 7);
}

static void integers_are_exact(void **state)
{
	struct json json = parse(span_str("[18446744073709551615,18446744073709551616,"
					  "-9223372036854775808,-9223372036854775809,1.0,1e3,-0]"));
	static const bool is_u64[] = { true, false, false, false, false, false, false };
	static const bool is_i64[] = { false, false, true, false, false, false, true };
	uint64_t u = 0;
	int64_t n = 0;
	size_t i = 0;

	(void)state;
	value_each (item, json.root) {
		assert_int_equal(value_u64(item, &u), is_u64[i]);
		assert_int_equal(value_i64(item, &n), is_i64[i]);
		i++;
	}
	assert_true(u == UINT64_MAX);
	assert_int_equal(n, 0);
	assert_false(value_u64(NULL, &u));
	assert_false(value_i64(NULL, &n));
}

static void many_keys_are_compared(void **state)
{
	struct buf text;

	(void)state;
	for (int twice = 0; twice < 2; twice++) {
		buf_init(&text, MiB(4));
		buf_byte(&text, '{');
		for (int i = 0; i < 100000; i++)
			buf_printf(&text, "\"layer.%d.weight\":0,", i);
		buf_printf(&text, "\"layer.%s77.weight\":1}", twice ? "\\u0037" : "x");

		struct json json = parse(buf_view(&text));

		assert_int_equal(json.root->size, 100001);
		assert_int_equal(json.why != NULL, twice);
		assert_false(json.cut);
		if (twice)
			assert_string_equal(json.why, "a key stands twice in one object");
		buf_free(&text);
	}
}

static void depth_has_a_cap(void **state)
{
	struct buf text;

	(void)state;
	for (int depth = JSON_DEPTH_MAX; depth <= JSON_DEPTH_MAX + 1; depth++) {
		buf_init(&text, MiB(1));
		for (int i = 0; i < depth; i++)
			buf_str(&text, "[");
		for (int i = 0; i < depth; i++)
			buf_str(&text, "]");
		assert_int_equal(parse(buf_view(&text)).cut, depth > JSON_DEPTH_MAX);
		buf_free(&text);
	}
}

/* A walk over pairs meets a list: its items have no values, least of all the one behind them. */
static void items_have_no_values(void **state)
{
	struct json json = parse(span_str("[\"a\", \"b\"]"));

	(void)state;
	value_each (item, json.root) {
		assert_true(value_is_kind(value_of(item), VALUE_NULL));
		assert_int_equal(value_raw(value_of(item)).n, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_json),
		cmocka_unit_test(refuses_the_rest),
		cmocka_unit_test(keeps_what_came_before),
		cmocka_unit_test(walks_are_loops),
		cmocka_unit_test(sees_through_escapes),
		cmocka_unit_test(integers_are_exact),
		cmocka_unit_test(many_keys_are_compared),
		cmocka_unit_test(depth_has_a_cap),
		cmocka_unit_test(items_have_no_values),
	};
	int failed;

	arena_init(&arena, MiB(64), NULL, NULL);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(&arena);
	return failed;
}
