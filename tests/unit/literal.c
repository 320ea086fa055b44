/* The literal reader takes what ast.literal_eval() takes of the few kinds of values in an array's
 * header, and the element types come out with NumPy's sizes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "format/dtype.h"

/* Reads `source` into fresh memory of the promised size, so that a sanitizer sees every step
 * beyond. */
static const struct literal *parse(struct span source, uint8_t **room)
{
	uint64_t at;

	*room = malloc(literal_room(source.n));
	assert_non_null(*room);
	return literal_read(source, *room, &at);
}

static bool is_literal(const char *source)
{
	uint8_t *room;
	bool found = parse(span_str(source), &room);

	free(room);
	return found;
}

static void values_are_read(void **state)
{
	uint8_t *room;
	const struct literal *dict = parse(
		span_str(" {'a': (1, -2, 0x_ff, 10L), \"b\" : [None, True,],'c':(7), 'a': 9}\n"),
		&room);

	(void)state;
	assert_non_null(dict);
	assert_int_equal(dict->kind, LITERAL_DICT);
	assert_int_equal(dict->n, 4);
	assert_int_equal(literal_member(dict, "a")->number, 9);
	assert_int_equal(literal_member(dict, "c")->number, 7);
	assert_null(literal_member(dict, "d"));

	const struct literal *tuple = dict->first->next, *list = literal_member(dict, "b");

	assert_int_equal(tuple->kind, LITERAL_TUPLE);
	assert_int_equal(tuple->n, 4);
	assert_int_equal(tuple->first->next->number, -2);
	assert_int_equal(tuple->first->next->next->number, 255);
	assert_int_equal(tuple->first->next->next->next->number, 10);
	assert_true(span_is(tuple->source, "(1, -2, 0x_ff, 10L)"));
	assert_int_equal(list->n, 2);
	assert_int_equal(list->first->kind, LITERAL_NONE);
	assert_int_equal(list->first->next->kind, LITERAL_BOOL);
	free(room);
}

static void strings_are_decoded(void **state)
{
	static const char *const cases[][2] = {
		{ "'plain'", "plain" },
		{ "'de' \"sc\"\n'r'", "descr" },
		{ "'\\x64\\145\\u0073\\U00000063r'", "descr" },
		{ "'\\'\\\"\\\\\\n\\q'", "'\"\\\n\\q" },
		{ "'\\u20ac\\U0001f600'", "\xe2\x82\xac\xf0\x9f\x98\x80" },
		{ "'a\\\nb'", "ab" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint8_t *room;
		const struct literal *text = parse(span_str(cases[i][0]), &room);

		assert_non_null(text);
		assert_true(span_is(text->text, cases[i][1]));
		free(room);
	}
}

static void others_are_refused(void **state)
{
	static const char *const cases[] = {
		"",
		"(",
		"(((",
		"[1,,2]",
		"(,)",
		"{'a'}",
		"{'a':}",
		"{'a':1 'b':2}",
		"[1 2]",
		"1 2",
		"'a",
		"'a\n'",
		"'\\x4'",
		"'\\xgg'",
		"'\\N{DASH}'",
		"'\\U00110000'",
		"'''a'''",
		"b'a'",
		"u'a'",
		"f'{x}'",
		"1.5",
		"1e5",
		"1j",
		"01",
		"1__0",
		"1_",
		"0x",
		"--1",
		"none",
		"{1: 2}#c",
		"__import__('x')",
		"1+1",
		"(1).real",
		"\\",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (is_literal(cases[i]))
			fail_msg("taken: %s", cases[i]);
}

static void depth_and_size_are_bounded(void **state)
{
	char deep[2 * LITERAL_DEPTH_MAX + 3] = { 0 };
	uint8_t *room;

	(void)state;
	memset(deep, '[', LITERAL_DEPTH_MAX);
	memset(deep + LITERAL_DEPTH_MAX, ']', LITERAL_DEPTH_MAX);
	assert_true(is_literal(deep));
	memset(deep, '[', LITERAL_DEPTH_MAX + 1);
	memset(deep + LITERAL_DEPTH_MAX + 1, ']', LITERAL_DEPTH_MAX + 1);
	assert_false(is_literal(deep));

	const struct literal *huge = parse(span_str("9223372036854775808"), &room);

	assert_int_equal(huge->kind, LITERAL_HUGE);
	free(room);
}

static void element_types_have_their_size(void **state)
{
	static const struct {
		const char *descr;
		uint64_t size;
		bool objects;
	} cases[] = {
		{ "'<f8'", 8, false },
		{ "'|O'", 8, true },
		{ "'b1'", 1, false },
		{ "'<U7'", 28, false },
		{ "'<M8[25s]'", 8, false },
		{ "'|V0'", 0, false },
		{ "('<f4', (2, 3))", 24, false },
		{ "[('a', '<i4'), ('', '|V4'), (('t', 'b'), '<f8', (2,))]", 24, false },
		{ "[('a', [('b', '|O')], 3)]", 24, true },
	};
	static const char *const unknown[] = {
		"'f3'",		"'f'  '9'",
		"'float64'",	"'f4,O'",
		"'3f4'",	"''",
		"'<'",		"'S2147483648'",
		"'U600000000'", "'M8[D'",
		"['xO']",	"{'names': ['a'], 'formats': ['O']}",
		"('S', 3)",	"('f8', -1)",
		"('f8', 'O')",	"[('a', 'V2000000000'), ('b', 'V2000000000')]",
		"None",		"('<f4', (65536, 65536, 65536, 65536, 1))",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct dtype dtype = { 0 };
		uint8_t *room;

		assert_true(dtype_descr(parse(span_str(cases[i].descr), &room), &dtype));
		assert_int_equal(dtype.size, cases[i].size);
		assert_int_equal(dtype.objects, cases[i].objects);
		free(room);
	}
	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
		struct dtype dtype = { 0 };
		uint8_t *room;

		if (dtype_descr(parse(span_str(unknown[i]), &room), &dtype))
			fail_msg("taken: %s", unknown[i]);
		free(room);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_read),
		cmocka_unit_test(strings_are_decoded),
		cmocka_unit_test(others_are_refused),
		cmocka_unit_test(depth_and_size_are_bounded),
		cmocka_unit_test(element_types_have_their_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
