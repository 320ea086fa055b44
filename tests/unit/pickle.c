/* The pickle machine at its edges: what is counted, kept, shared, skipped and given up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/buf.h"
#include "format/job_run.h"
#include "format/pickle.h"

#define BYTES(literal) span_of(literal, sizeof(literal) - 1)

/* Facts as lines: "call posix.system('true') x1". */
struct seen {
	struct buf lines, inside;
	struct job *job;
	uint64_t n;
};

static void on_open(void *context, struct span name, uint64_t size, uint64_t offset)
{
	(void)context, (void)name, (void)size, (void)offset;
}

static void on_format(void *context, size_t index)
{
	(void)context, (void)index;
}

static void on_close(void *context, enum status status, const uint8_t *digest)
{
	(void)context, (void)status, (void)digest;
}

static void on_fact(void *context, const struct fact *fact)
{
	struct seen *seen = context;

	seen->n++;
	if (fact->kind == FACT_CALL) {
		buf_span(&seen->lines, fact_text(fact, "operation"));
		buf_byte(&seen->lines, ' ');
		buf_span(&seen->lines, fact_text(fact, "global"));
		buf_span(&seen->lines, fact_text(fact, "arguments"));
		buf_printf(&seen->lines, " x%llu\n", (unsigned long long)fact->count);
		buf_span(&seen->inside, fact_text(fact, "inside"));
	} else {
		buf_str(&seen->lines, fact_kind_word(fact->kind));
		buf_byte(&seen->lines, ' ');
		buf_span(&seen->lines, fact_text(fact, "what"));
		buf_span(&seen->lines, fact_text(fact, "why"));
		buf_byte(&seen->lines, '\n');
	}
}

static int setup(void **state)
{
	static struct seen seen;
	const struct job_sink sink = { on_open, on_format, on_fact, on_close, &seen };
	const struct job_options options = { .limits = limits_default, .scratch_fd = -1 };

	seen = (struct seen){ 0 };
	buf_init(&seen.lines, MiB(1));
	buf_init(&seen.inside, MiB(1));
	seen.job = job_new(&options, &sink, NULL, NULL);
	*state = &seen;
	return 0;
}

static int teardown(void **state)
{
	struct seen *seen = *state;

	job_free(seen->job);
	buf_free(&seen->lines);
	buf_free(&seen->inside);
	return 0;
}

/* Runs a whole file and gives its facts. */
static const char *facts_of(struct seen *seen, struct span bytes)
{
	buf_clear(&seen->lines);
	buf_clear(&seen->inside);
	seen->n = 0;
	job_run(seen->job, bytes, span_str("x.pkl"));
	return seen->lines.n ? (const char *)seen->lines.p : "";
}

static bool says(struct seen *seen, struct span bytes, const char *line)
{
	return strstr(facts_of(seen, bytes), line) != NULL;
}

static void same_uses_are_one_fact(void **state)
{
	struct seen *seen = *state;
	struct buf b;

	buf_init(&b, MiB(1));
	buf_str(&b, "cm\nf\np0\n");
	for (unsigned i = 0; i < 1000; i++)
		buf_printf(&b, "0g0\n(I%u\ntR", i);
	buf_byte(&b, '.');
	assert_true(says(seen, buf_view(&b), "call m.f(0) x1000\n"));
	assert_int_equal(seen->n, 2); /* and the import */
	buf_free(&b);
}

static void uses_that_are_judged_apart_are_not(void **state)
{
	struct seen *seen = *state;

	facts_of(seen, BYTES("(cm\nf\n(cm\na\ntRcm\nf\n(cm\nb\ntRt."));
	assert_non_null(strstr((const char *)seen->lines.p, "call m.f(m.a) x1\n"));
	assert_non_null(strstr((const char *)seen->lines.p, "call m.f(m.b) x1\n"));
	facts_of(seen,
		 BYTES("(c__builtin__\ngetattr\n(I1\nVa\ntRc__builtin__\ngetattr\n(I1\nVb\ntRt."));
	assert_non_null(strstr((const char *)seen->lines.p, "call builtins.getattr(1, 'a') x1\n"));
	assert_non_null(strstr((const char *)seen->lines.p, "call builtins.getattr(1, 'b') x1\n"));
}

static void values_are_shared_through_the_memo(void **state)
{
	struct seen *seen = *state;

	/* a = []; a.append(m.x); f(a) where f's argument came from the memo before the append */
	assert_true(says(seen,
			 BYTES("]q\0cm\nf\nh\0\x85q\1"
			       "0h\0cm\nx\na0h\1R."),
			 "call m.x") == false);
	assert_true(says(seen,
			 BYTES("]q\0h\0\x85q\1"
			       "0h\0cm\nx\na0cm\nf\nh\1R."),
			 "call m.f([m.x]) x1"));
}

static void a_long_memo_and_odd_keys_are_kept(void **state)
{
	struct seen *seen = *state;

	assert_true(says(seen,
			 BYTES("cm\nf\nr\xff\xff\xff\xff"
			       "0j\xff\xff\xff\xff)R."),
			 "call m.f() x1"));
	assert_true(says(seen,
			 BYTES("cm\nf\np99999999999999999999999\n0g99999999999999999999999\n)R."),
			 "call m.f() x1"));
	assert_true(says(seen, BYTES("cm\nf\nh\7)R."), "never set"));
}

static void marks_fence_the_stack(void **state)
{
	struct seen *seen = *state;

	assert_true(says(seen, BYTES("cm\nf\n(0)R."), "call m.f() x1")); /* POP takes the mark */
	assert_true(says(seen, BYTES("cm\nf\n()R."), "below a mark"));
	assert_true(says(seen, BYTES("cm\nf\n(\x85R."), "marks-differ"));
	assert_true(says(seen, BYTES("t."), "there is no mark"));
}

static void deep_and_shared_structure_stays_cheap(void **state)
{
	struct seen *seen = *state;
	struct buf b;

	/* x = (x, x), 200 times over an instance: 2^200 leaves. */
	buf_init(&b, MiB(1));
	buf_str(&b, "cm\nf\ncm\nC\n)\x81");
	for (unsigned i = 0; i < 200; i++)
		buf_str(&b, "2\x86");
	buf_str(&b, "\x85R.");
	assert_true(says(seen, buf_view(&b), "call m.f(("));
	buf_clear(&b);
	for (unsigned i = 0; i < 100000; i++)
		buf_byte(&b, '(');
	buf_str(&b, "cm\nf\n)R.");
	assert_true(says(seen, buf_view(&b), "call m.f() x1"));
	buf_free(&b);
}

/* The facts' words come out of walks through arguments; many calls over one large list. */
static void walks_have_a_budget(void **state)
{
	struct seen *seen = *state;
	struct buf b;

	buf_init(&b, MiB(8));
	buf_str(&b, "](");
	for (unsigned i = 0; i < 20000; i++)
		buf_str(&b, "]");
	buf_str(&b, "e\x85q\1cm\nf\nq\2");
	for (unsigned i = 0; i < 20000; i++)
		buf_add(&b, "0h\2h\1R", 6);
	buf_byte(&b, '.');
	assert_true(says(seen, buf_view(&b), "call m.f("));
	buf_free(&b);
}

static void names_are_what_the_loader_makes_of_them(void **state)
{
	struct seen *seen = *state;

	assert_true(says(seen, BYTES("c__builtin__\neval\n."), "import builtins.eval x1"));
	assert_true(says(seen,
			 BYTES("\x80\x03"
			       "c__builtin__\neval\n."),
			 "import __builtin__.eval x1"));
	assert_true(says(seen, BYTES("S'\\x6d'\nV\\u0066\n\x93."), "import m.f x1"));
	assert_true(says(seen, BYTES("U\1mS'a\\142'\n\x93."), "import m.ab x1"));
	assert_true(says(seen, BYTES("cm\nf\n)RU\1x\x93."), "import import(m.f(), 'x') x1"));
	assert_true(says(seen, BYTES("K\1U\1x\x93."), "is no text"));
	assert_true(says(seen, BYTES("(S'a'\nim\nfx"), "call m.f('a') x1")); /* no last newline */
}

static void attributes_of_a_state_are_called(void **state)
{
	struct seen *seen = *state;

	assert_true(says(seen, BYTES("cm\nC\n)\x81}Vappend\ncm\nf\nsbVx\na."), "call m.f('x') x1"));
	assert_true(says(seen, BYTES("cm\nC\n)\x81}V__setstate__\ncm\nf\nsbVx\nb."),
			 "call m.f('x') x1"));
	assert_true(says(seen,
			 BYTES("cm\nC\n)\x81N}V__setstate__\ncm\nf\ns\x86"
			       "bVx\nb."),
			 "call m.f('x') x1"));
}

/* What the arguments of the calls in a stream hold, when it begins behind so many values that plain
 * data are no longer kept. */
static const char *inside_large(struct seen *seen, struct span stream)
{
	enum { MANY = 1100 * 1000 };
	struct buf b;

	buf_init(&b, MiB(4));
	buf_byte(&b, '(');
	for (unsigned i = 0; i < MANY; i++)
		buf_byte(&b, 'N');
	buf_str(&b, "t0NNNNN"); /* nothing near looks like an object with its state */
	buf_span(&b, stream);
	facts_of(seen, buf_view(&b));
	buf_free(&b);
	return buf_text(&seen->inside);
}

static void what_large_pickles_drop_is_missed(void **state)
{
	struct seen *seen = *state;

	/* f([{'k': 1}]) */
	assert_string_equal(inside_large(seen, BYTES("]q\1}q\0VkI1\nsa0cm\nf\nh\1\x85R.")), "");
	/* d = {}; l = [d]; d['k'] = m.x; f(l) */
	assert_string_equal(inside_large(seen, BYTES("]q\1}q\0a0h\0Vk\ncm\nx\ns0cm\nf\nh\1\x85R.")),
			    "?");
	/* the same, but d is filled first; and with marks, in one go */
	assert_string_equal(inside_large(seen, BYTES("]q\1}q\0Vk\ncm\nx\nsa0cm\nf\nh\1\x85R.")),
			    "gm.x");
	assert_string_equal(inside_large(seen, BYTES("]q\1(}q\0(Vk\ncm\nx\nue0cm\nf\nh\1\x85R.")),
			    "gm.x");
	/* l = []; l.append(l); f(l): the copy is kept */
	assert_string_equal(inside_large(seen, BYTES("]q\1h\1a0h\1cm\nx\na0cm\nf\nh\1\x85R.")),
			    "?");
	/* d twice by DUP, filled through the copy: it might have been dropped */
	assert_string_equal(inside_large(seen, BYTES("]q\1}2Vk\ncm\nx\ns0a0cm\nf\nh\1\x85R.")),
			    "?");
	assert_string_equal(
		inside_large(seen, BYTES("}2q\2]q\1h\2a0Vk\ncm\nx\ns0cm\nf\nh\1\x85R.")), "?");
	/* a state that is not under its object when it is filled */
	assert_true(strstr(inside_large(seen, BYTES("}q\1Vk\nI1\ns0cm\nC\n)\x81h\1b.")), "m") ==
		    NULL);
	assert_non_null(strstr((const char *)seen->lines.p, "build m.C"));
}

static void frames_are_seen_both_ways(void **state)
{
	struct seen *seen = *state;

	/* A frame of three bytes ends inside GLOBAL's first line. */
	facts_of(seen, BYTES("\x80\4\x95\3\0\0\0\0\0\0\0cabm\nf\n)R."));
	assert_non_null(strstr((const char *)seen->lines.p, "call abm.f() x1"));
	assert_non_null(strstr((const char *)seen->lines.p, "call m.f() x1"));
	assert_non_null(strstr((const char *)seen->lines.p, "pickle-frames-differ"));
	assert_string_equal(facts_of(seen, BYTES("\x80\4\x95\2\0\0\0\0\0\0\0N.")), "");
}

static void payloads_are_run(void **state)
{
	struct seen *seen = *state;

	assert_true(says(seen,
			 BYTES("cpickle\nloads\nC\x8"
			       "cm\nf\n)R.\x85R."),
			 "call m.f() x1"));
	assert_true(says(seen,
			 BYTES("c_pickle\nloads\n(c_codecs\nencode\n(Vcm\\u000af\\u000a)R.\n"
			       "Vlatin1\ntRtR."),
			 "call m.f() x1"));
}

static void damage_is_said_once_and_calls_are_kept(void **state)
{
	struct seen *seen = *state;

	facts_of(seen, BYTES("\x80\2cm\nf\n)R\xff"
			     "\x80\2cm\ng\n)R."));
	assert_non_null(strstr((const char *)seen->lines.p, "call m.f() x1"));
	assert_non_null(strstr((const char *)seen->lines.p, "call m.g() x1"));
	assert_non_null(strstr((const char *)seen->lines.p, "malformed there is no such opcode\n"));
}

/* The interface for formats built around pickles. */

static bool skip_three(struct pickle *pickle, struct pickle_value object, uint64_t at,
		       uint64_t *raw, void *context)
{
	uint64_t *seen_at = context;
	struct pickle_value state, value;
	int64_t n = 0;

	if (!span_is(pickle_global(pickle, object), "m.Raw"))
		return false;
	assert_true(pickle_state(pickle, object, &state));
	assert_true(pickle_entry(pickle, state, "n", &value));
	assert_true(pickle_int(pickle, value, &n));
	*seen_at = at;
	*raw = (uint64_t)n;
	return true;
}

static void a_hook_leaves_bytes_out(void **state)
{
	struct seen *seen = *state;
	uint64_t at = 0, to = 0;
	const struct pickle_hooks hooks = { .built = skip_three, .context = &at };
	const struct pickle_options options = { .hooks = &hooks, .silent = true };
	struct span bytes = BYTES("cm\nRaw\n)\x81}Vn\nI3\nsb\xff\xff\xff(VIn it\nVx\nl\x86.");
	struct pickle *pickle = pickle_open(seen->job, bytes, &options);
	struct pickle_value result, list, item;

	assert_int_equal(pickle_run(pickle, 0, &to), PICKLE_STOPPED);
	assert_int_equal(at, 18);
	assert_int_equal(to, bytes.n);
	result = pickle_result(pickle);
	assert_int_equal(pickle_kind(pickle, result), PICKLE_TUPLE);
	assert_true(pickle_item(pickle, result, 1, &list));
	assert_int_equal(pickle_count(pickle, list), 2);
	assert_true(pickle_item(pickle, list, 1, &item));
	assert_true(span_is(pickle_text(pickle, item), "x"));
	assert_false(pickle_item(pickle, list, 2, &item));
	pickle_close(pickle);
}

static void integers_are_exact(void **state)
{
	static const struct {
		struct span bytes;
		uint64_t low;
		int64_t high;
	} rows[] = {
		{ SPAN("K\xff."), 255, 0 },
		{ SPAN("J\xff\xff\xff\xff."), UINT64_MAX, -1 },
		{ SPAN("\x8a\x0alzk\xf9\x20\x6a\xa8\x50\x19\x00."), 0x50a86a20f96b7a6c, 0x19 },
		{ SPAN("L-5L\n."), (uint64_t)-5, -1 },
		{ SPAN("I01\n."), 1, 0 },
		{ SPAN("\x8a\0."), 0, 0 },
	};
	struct seen *seen = *state;
	const struct pickle_options options = { .silent = true };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct pickle *pickle = pickle_open(seen->job, rows[i].bytes, &options);
		uint64_t to, low;
		int64_t high;

		assert_int_equal(pickle_run(pickle, 0, &to), PICKLE_STOPPED);
		assert_true(pickle_int128(pickle, pickle_result(pickle), &low, &high));
		assert_int_equal(low, rows[i].low);
		assert_int_equal(high, rows[i].high);
		pickle_close(pickle);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(same_uses_are_one_fact),
		TEST(uses_that_are_judged_apart_are_not),
		TEST(values_are_shared_through_the_memo),
		TEST(a_long_memo_and_odd_keys_are_kept),
		TEST(marks_fence_the_stack),
		TEST(deep_and_shared_structure_stays_cheap),
		TEST(walks_have_a_budget),
		TEST(names_are_what_the_loader_makes_of_them),
		TEST(attributes_of_a_state_are_called),
		TEST(what_large_pickles_drop_is_missed),
		TEST(frames_are_seen_both_ways),
		TEST(payloads_are_run),
		TEST(damage_is_said_once_and_calls_are_kept),
		TEST(a_hook_leaves_bytes_out),
		TEST(integers_are_exact),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
