/* Floor 0: spans and readers never leave their bytes, buffers and arenas keep their caps, and
 * nothing that an artifact says reaches a terminal unescaped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/escape.h"
#include "base/reader.h"
#include "base/value_build.h"

static void reader_is_sticky(void **state)
{
	struct reader r = reader_of(span_str("\x01\x02\x03"));

	(void)state;
	assert_int_equal(reader_u16le(&r), 0x0201);
	assert_int_equal(reader_u32le(&r), 0);
	assert_true(r.bad);
	assert_int_equal(reader_u8(&r), 0); /* one byte is left, but the reader has failed */
	assert_int_equal(reader_rest(&r).n, 0);
}

static void reader_refuses_huge_sizes(void **state)
{
	struct span whole = span_str("abcdef");
	struct reader r = reader_of(whole), sub;

	(void)state;
	(void)reader_take(&r, UINT64_MAX);
	assert_true(r.bad);
	assert_false(reader_at(whole, UINT64_MAX, 2, &sub));
	assert_false(reader_at(whole, 2, UINT64_MAX, &sub));
	assert_true(reader_at(whole, 6, 0, &sub));
	assert_int_equal(span_part(whole, 4, UINT64_MAX).n, 2);
	assert_int_equal(span_part(whole, 9, 1).n, 0);
}

static void buf_keeps_its_cap(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 4);
	buf_str(&b, "abc");
	buf_str(&b, "de");
	assert_true(b.over);
	assert_string_equal((const char *)b.p, "abc");
	buf_clear(&b);
	buf_le(&b, 0x04030201, 4);
	assert_memory_equal(b.p, "\1\2\3\4", 4);
	assert_false(b.over);
	buf_free(&b);
}

static jmp_buf past_budget;

static void jump(void *context)
{
	(void)context;
	longjmp(past_budget, 1);
}

static void arena_keeps_its_budget(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a, KiB(256), jump, NULL);
	for (int round = 0; round < 3; round++) {
		uint8_t *p = arena_alloc(&a, 100);

		assert_int_equal(p[99], 0);
		memset(p, 0xff, 100);
		arena_reset(&a);
	}
	if (setjmp(past_budget) == 0) {
		assert_null(arena_array(&a, SIZE_MAX / 2, 3));
		fail_msg("an overflowing product was allocated");
	}
	if (setjmp(past_budget) == 0) {
		for (;;)
			assert_non_null(arena_alloc(&a, KiB(10)));
	}
	assert_true(a.used <= KiB(256));
	arena_free(&a);
}

static void text_is_escaped(void **state)
{
	static const char *const cases[][2] = {
		{ "plain \xc3\xa9", "plain \xc3\xa9" },
		{ "\x1b[31m", "\\x1b[31m" },
		{ "a\nb", "a\\x0ab" },
		{ "\xff\xc0\x80", "\\xff\\xc0\\x80" },
		{ "\xed\xa0\x80", "\\xed\\xa0\\x80" },		/* a surrogate is not UTF-8 */
		{ "\xe2\x80\xae", "\\u{202e}" },		/* right-to-left override */
		{ "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80" }, /* past U+10FFFF */
	};
	struct buf b;

	(void)state;
	buf_init(&b, 1000);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		buf_clear(&b);
		escape_text(&b, span_str(cases[i][0]));
		assert_string_equal((const char *)b.p, cases[i][1]);
	}
	buf_clear(&b);
	escape_path(&b, span_str("a%\n\xff"));
	assert_string_equal((const char *)b.p, "a%25%0A%FF");
	buf_free(&b);
}

/* However little room there is, behind each key is its value. */
static void no_key_without_a_value(void **state)
{
	(void)state;
	for (size_t room = 1; room < 8; room++) {
		struct value values[8] = { 0 };
		uint8_t texts[16];
		struct value_build b =
			value_build_of((struct value_room){ values, room, texts, sizeof(texts) });

		(void)(value_build_open(&b, VALUE_MAP) &&
		       value_build_scalar(&b, span_str("a"), "") &&
		       value_build_open(&b, VALUE_MAP) &&
		       value_build_scalar(&b, span_str("b"), "") &&
		       value_build_scalar(&b, span_str("c"), "") &&
		       value_build_scalar(&b, span_str("d"), ""));
		value_build_end(&b);
		assert_int_equal(values[0].nodes, b.n);
		assert_true(values[b.n - 1].kind != VALUE_KEY);
		value_each (key, &values[0])
			assert_ptr_equal(value_of(key) + value_of(key)->nodes, key + key->nodes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reader_is_sticky),  cmocka_unit_test(reader_refuses_huge_sizes),
		cmocka_unit_test(buf_keeps_its_cap), cmocka_unit_test(arena_keeps_its_budget),
		cmocka_unit_test(text_is_escaped),   cmocka_unit_test(no_key_without_a_value),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
