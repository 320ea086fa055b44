/* The digest of the features. */
#include "detect/schema.h"

#include "detect/windows.h"
#include "sys/digest.h"

enum { PARTS_MAX = 2 * (ROLE_COUNT + 1) };

/* Every kind of token, in a text of more than one window. */
#define LINE  "total = value_%d + other[3] * call(name, key='x y', *rest) - 0x1f2e3d\n"
#define LINES LINE LINE LINE LINE LINE LINE LINE LINE
#define RUN   "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU2Nzg5+/=="

static const char text[] =
	"\xef\xbb\xbf"
	"'''A docstring.'''\n"
	"import os, sys  # a comment\n"
	"data = [104, 101, 108, 108, 111, 32, 119, 111, 114, 108, 100]\n"
	"raw = rb'\\x41\\x42\\x43\\n\\101' + f\"{data!r} https://example.invalid/a/b?c=d\"\n"
	"blob = '" RUN "', '0123456789abcdef0123456789abcdef0123456789'\n"
	"_0x3fa2 = lIlIlI1 = a_name_that_is_so_long_that_only_a_machine_writes_it()\n"
	"\xc3\xa9tat = '\xc3\xa9'; x = 1;" LINES LINES
	"                                                                        "
	"                                exec(x)\n"
	"'not closed\n";

struct parts {
	struct span rows[PARTS_MAX];
	uint16_t features[PARTS_MAX][WINDOW_FEATURES_MAX];
	size_t n;
};

static void each(void *context, const struct window *window)
{
	struct parts *parts = context;

	if (parts->n == PARTS_MAX)
		return;
	memcpy(parts->features[parts->n], window->features,
	       window->n_features * sizeof(*window->features));
	parts->rows[parts->n] =
		span_of(parts->features[parts->n], window->n_features * sizeof(*window->features));
	parts->n++;
}

void schema_digest(uint8_t digest[SCHEMA_SIZE])
{
	struct parts parts = { .n = 0 };

	for (int role = 0; role < ROLE_COUNT; role++)
		windows_read(span_of(text, sizeof(text) - 1), (enum window_role)role, each, &parts);
	digest_of_parts(parts.rows, parts.n, digest);
}
