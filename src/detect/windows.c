/* Cutting files into windows, and windows into features. */
#include "detect/windows.h"

enum { SEEN_WORDS = FEATURES / 64 };

/* Which features a window has already. */
struct seen {
	uint64_t bits[SEEN_WORDS];
};

static struct span last_part(struct span path)
{
	const uint8_t *slash = path.n ? memrchr(path.p, '/', path.n) : NULL;

	return slash ? span_from(path, (uint64_t)(slash + 1 - path.p)) : path;
}

enum window_role window_role_of(struct span path)
{
	static const struct {
		const char *name;
		enum window_role role;
	} names[] = {
		{ "setup.py", ROLE_SETUP },	    { "__init__.py", ROLE_PACKAGE },
		{ "__main__.py", ROLE_PACKAGE },    { "sitecustomize.py", ROLE_START },
		{ "usercustomize.py", ROLE_START },
	};
	struct span name = last_part(path);

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (span_is(name, names[i].name))
			return names[i].role;
	return span_ends(name, ".pth") ? ROLE_START : ROLE_OTHER;
}

static bool is_one_of(struct span part, const char *const *names)
{
	for (; *names; names++)
		if (span_is(part, *names))
			return true;
	return false;
}

bool window_is_aside(struct span path)
{
	static const char *const folders[] = { "test",	     "tests",	"testing",  "doc",
					       "docs",	     "example", "examples", "demo",
					       "demos",	     "sample",	"samples",  "benchmark",
					       "benchmarks", NULL };
	struct span part = path;

	for (size_t i = 0; i < path.n; i++) {
		if (path.p[i] != '/' && path.p[i] != '!')
			continue;
		if (is_one_of(span_part(part, 0, (size_t)(path.p + i - part.p)), folders))
			return true;
		part = span_from(path, i + 1);
	}
	return span_starts(part, "test_") || span_ends(part, "_test.py") ||
	       span_is(part, "conftest.py");
}

/* The upper half of a product has mixed every bit of both. */
static uint16_t fold(uint64_t word)
{
	return (uint16_t)((word * UINT64_C(0x9e3779b97f4a7c15)) >> (64 - FEATURE_BITS));
}

static uint16_t one(uint32_t a)
{
	return fold(a + UINT64_C(0x51ed270b0000000));
}

static uint16_t two(uint32_t a, uint32_t b)
{
	return fold((a * UINT64_C(0xff51afd7ed558ccd)) ^ b);
}

static uint16_t three(uint32_t a, uint32_t b, uint32_t c)
{
	return fold((((a * UINT64_C(0xc4ceb9fe1a85ec53)) ^ b) * UINT64_C(0xff51afd7ed558ccd)) + c);
}

uint16_t window_gram(const struct token *t, size_t n)
{
	switch (n) {
	case 1:
		return one(t[0].hash);
	case 2:
		return two(t[0].hash, t[1].hash);
	default:
		return three(t[0].hash, t[1].hash, t[2].hash);
	}
}

uint16_t window_role_gram(const struct token *token, enum window_role role)
{
	return fold((token->hash ^ UINT64_C(0x2127599bf4325c37)) +
		    (uint64_t)role * UINT64_C(0x880355f21e6d1965));
}

/* Without a branch: whether it was seen decides only whether it stays. */
static size_t add(struct seen *seen, uint16_t *features, size_t n, uint16_t feature)
{
	uint64_t bit = UINT64_C(1) << (feature % 64), *word = &seen->bits[feature / 64];

	features[n] = feature;
	n += (*word & bit) == 0;
	*word |= bit;
	return n;
}

static size_t take_features(const struct token *t, size_t n_tokens, enum window_role role,
			    uint16_t *features)
{
	struct seen seen;
	size_t n = 0;

	memset(&seen, 0, sizeof(seen));
	for (size_t i = 0; i < n_tokens; i++) {
		n = add(&seen, features, n, one(t[i].hash));
		if (i >= 1)
			n = add(&seen, features, n, two(t[i - 1].hash, t[i].hash));
		if (i >= 2)
			n = add(&seen, features, n, three(t[i - 2].hash, t[i - 1].hash, t[i].hash));
		if (role != ROLE_OTHER)
			n = add(&seen, features, n, window_role_gram(&t[i], role));
	}
	return n;
}

void windows_read(struct span text, enum window_role role,
		  void (*each)(void *context, const struct window *window), void *context)
{
	struct token_reader reader = token_reader_of(text);
	struct token tokens[WINDOW_TOKENS];
	uint16_t features[WINDOW_FEATURES_MAX + 1];
	size_t kept = 0;

	for (;;) {
		size_t n = kept + tokens_read(&reader, tokens + kept, WINDOW_TOKENS - kept);

		if (n == kept)
			return;

		const struct token *last = &tokens[n - 1];
		struct window window = { .tokens = tokens,
					 .n_tokens = n,
					 .features = features,
					 .role = role,
					 .at = tokens[0].at,
					 .end = last->at + last->length };

		window.n_features = take_features(tokens, n, role, features);
		each(context, &window);
		if (n < WINDOW_TOKENS)
			return;
		kept = WINDOW_TOKENS - WINDOW_STRIDE;
		memmove(tokens, tokens + WINDOW_STRIDE, kept * sizeof(*tokens));
	}
}
