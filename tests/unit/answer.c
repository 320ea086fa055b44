/* What a locked child answers: it comes back as it was put, and nothing else is taken for it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "trust/answer.h"

enum { ROOM = 1 << 10 };

struct written {
	struct sink_buf sink;
	struct buf buf;
};

static struct sink *begin(struct written *written)
{
	buf_init(&written->buf, ROOM);
	sink_into_buf(&written->sink, &written->buf);
	return &written->sink.sink;
}

static struct reader end(struct written *written)
{
	assert_int_equal(sink_flush(&written->sink.sink), OK);
	return reader_of(buf_view(&written->buf));
}

static void all_comes_back(void **state)
{
	struct written written;
	struct sink *out = begin(&written);
	struct reader r;

	(void)state;
	answer_put_u8(out, 0xfe);
	answer_put_u32(out, 0xfffefdfc);
	answer_put_u64(out, 0xfffefdfcfbfaf9f8);
	answer_put_text(out, (struct span)SPAN("a\0b"));
	answer_put_text(out, (struct span){ 0 });
	answer_put_reason(out, REASON_NONE);
	answer_put_reason(out, (enum reason)(REASON_COUNT - 1));
	r = end(&written);
	assert_int_equal(reader_u8(&r), 0xfe);
	assert_int_equal(reader_u32le(&r), 0xfffefdfc);
	assert_true(reader_u64le(&r) == 0xfffefdfcfbfaf9f8);
	assert_true(span_eq(answer_text(&r), (struct span)SPAN("a\0b")));
	assert_int_equal(answer_text(&r).n, 0);
	assert_int_equal(answer_reason(&r), REASON_NONE);
	assert_int_equal(answer_reason(&r), REASON_COUNT - 1);
	assert_int_equal(answer_end(&r, "nothing"), OK);
	buf_free(&written.buf);
}

/* Each is wrong, and stays so whatever is read afterwards. */
static void wrong_answers_are_no_answers(void **state)
{
	static const struct span wrong[] = {
		SPAN(""),		   /* nothing */
		SPAN("\0\0\0\0"),	   /* a reason, and no text */
		SPAN("\0\0\0\0\2\0\0\0a"), /* a text that is cut */
		SPAN("\0\0\0\0\0\0\0\0a"), /* and more */
		SPAN("\0\0\1\0\0\0\0\0"),  /* no such reason */
		SPAN("\xff\xff\xff\xff\0\0\0\0"),
		SPAN("\0\0\0\0\xff\xff\xff\xff"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		struct reader r = reader_of(wrong[i]);

		(void)answer_reason(&r);
		(void)answer_text(&r);
		assert_int_equal(answer_end(&r, "samples"), ERR_FORMAT);
		assert_string_equal(err_text(),
				    "the process that reads samples gave no sound answer");
	}
}

static void numbers_have_a_limit(void **state)
{
	static const uint8_t three[] = { 3, 0, 0, 0, 3, 0, 0, 0, 3, 0, 0, 0 };
	struct reader r = reader_of(span_of(three, sizeof(three)));

	(void)state;
	assert_int_equal(answer_at_most(&r, 3), 3);
	assert_int_equal(answer_at_most(&r, 2), 0);
	assert_int_equal(answer_at_most(&r, 3), 0); /* a failure stays */
	assert_int_equal(answer_end(&r, "samples"), ERR_FORMAT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_comes_back),
		cmocka_unit_test(wrong_answers_are_no_answers),
		cmocka_unit_test(numbers_have_a_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
