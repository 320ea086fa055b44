/* The wire gives back what was written, and survives any bytes: a worker may be taken over. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>

#include "core/wire.h"

enum { STREAM_MAX = 1 << 16, RANDOM_STREAMS = 20000, N_FORMATS = 3 };

/* A sink that writes again what it is told, and checks the order of events. */
struct echo {
	struct job_sink wire;
	struct buf out;
	int depth;
};

static void on_open(void *context, struct span name, uint64_t size, uint64_t offset)
{
	struct echo *echo = context;

	echo->depth++;
	echo->wire.open(echo->wire.context, name, size, offset);
}

static void on_format(void *context, size_t index)
{
	struct echo *echo = context;

	assert_true(echo->depth > 0);
	assert_true(index < N_FORMATS);
	echo->wire.format(echo->wire.context, index);
}

static void on_fact(void *context, const struct fact *fact)
{
	struct echo *echo = context;

	assert_true(echo->depth > 0);
	echo->wire.fact(echo->wire.context, fact);
}

static void on_close(void *context, enum status status, const uint8_t *digest)
{
	struct echo *echo = context;

	assert_true(echo->depth-- > 0);
	echo->wire.close(echo->wire.context, status, digest);
}

static bool replay(struct span stream, struct echo *echo)
{
	const struct wire_limits limits = { .n_formats = N_FORMATS, .depth = 4 };
	const struct job_sink sink = { on_open, on_format, on_fact, on_close, echo };

	buf_clear(&echo->out);
	echo->depth = 0;

	bool good = wire_read(stream, &limits, &sink);

	assert_int_equal(echo->depth, 0);
	return good;
}

static void write_sample(struct buf *out)
{
	struct job_sink wire = wire_sink(out);
	const struct attr attrs[] = { ATTR_WORD("global", "posix.system"),
				      ATTR_NUMBER("n", UINT64_MAX),
				      ATTR_TEXT("empty", (struct span){ 0 }) };
	const struct fact fact = { FACT_CALL, 42, 7, attrs, 3 };
	const uint8_t digest[DIGEST_SIZE] = { 1, 2, 3 };

	wire.open(out, span_str("a.zip"), UINT64_MAX, 0);
	wire.format(out, 2);
	wire.fact(out, &fact);
	wire.open(out, span_of("in\0side", 7), 5, OFFSET_NONE);
	wire.close(out, STATUS_INCONCLUSIVE, NULL);
	wire.close(out, STATUS_COMPLETE, digest);
}

struct fixture {
	struct buf sample;
	struct echo echo;
};

static int set_up(void **state)
{
	static struct fixture fixture;

	buf_init(&fixture.sample, STREAM_MAX);
	buf_init(&fixture.echo.out, 2 * STREAM_MAX);
	fixture.echo.wire = wire_sink(&fixture.echo.out);
	write_sample(&fixture.sample);
	*state = &fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	buf_free(&fixture->sample);
	buf_free(&fixture->echo.out);
	return 0;
}

static void gives_back_what_was_written(void **state)
{
	struct fixture *f = *state;

	assert_true(replay(buf_view(&f->sample), &f->echo));
	assert_true(span_eq(buf_view(&f->sample), buf_view(&f->echo.out)));
}

static void a_cut_stream_is_closed_and_refused(void **state)
{
	struct fixture *f = *state;

	for (size_t n = 0; n < f->sample.n; n++)
		assert_false(replay(span_part(buf_view(&f->sample), 0, n), &f->echo));
}

static void refuses_what_no_worker_writes(void **state)
{
	struct fixture *f = *state;
	struct buf b;
	struct job_sink wire = wire_sink(&b);

	buf_init(&b, STREAM_MAX);
	wire.open(&b, span_str("x"), 0, 0);
	wire.format(&b, N_FORMATS);
	assert_false(replay(buf_view(&b), &f->echo));
	buf_clear(&b);
	for (int i = 0; i < 6; i++)
		wire.open(&b, span_str("x"), 0, 0);
	assert_false(replay(buf_view(&b), &f->echo));
	buf_clear(&b);
	wire.close(&b, STATUS_COMPLETE, NULL);
	assert_false(replay(buf_view(&b), &f->echo));
	buf_clear(&b);
	buf_span(&b, buf_view(&f->sample));
	buf_byte(&b, 'o');
	assert_false(replay(buf_view(&b), &f->echo));
	buf_free(&b);
}

static void survives_any_bytes(void **state)
{
	struct fixture *f = *state;
	unsigned seed = 1;
	struct buf b;

	buf_init(&b, STREAM_MAX);
	for (int i = 0; i < RANDOM_STREAMS; i++) {
		buf_clear(&b);
		buf_span(&b, buf_view(&f->sample));
		for (int flips = 1 + rand_r(&seed) % 4; flips > 0; flips--)
			b.p[(size_t)rand_r(&seed) % b.n] = (uint8_t)rand_r(&seed);
		(void)replay(buf_view(&b), &f->echo); /* its order of events is checked inside */
	}
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(gives_back_what_was_written, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_cut_stream_is_closed_and_refused, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(refuses_what_no_worker_writes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(survives_any_bytes, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
