/* What of an identity stays from release to release. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "trust/continuity.h"

#define W "https://github.com/o/r/.github/workflows/"

static const struct {
	const char *identity, *kept;
} rows[] = {
	{ "", "" },
	{ "a@example.com", "a@example.com" },
	{ W "w.yml@refs/heads/main", W "w.yml@refs/heads/main" },
	{ W "w.yml@refs/tags/v1.0", W "w.yml@refs/tags/*" },
	{ W "w.yml@refs/tags/pkg@1.0", W "w.yml@refs/tags/*" },
	/* A file or a branch that looks like a tag does not pass for one. */
	{ W "w.yml@refs/tags/x.yml@refs/heads/evil", W "w.yml@refs/tags/x.yml@refs/heads/evil" },
	{ W "w.yml@refs/heads/x@refs/tags/v1", W "w.yml@refs/heads/x@refs/tags/*" },
	{ "a\tb\nc%", "a%09b%0Ac%25" },
	{ "@refs/tags/", "@refs/tags/*" },
};

static void keeps_what_stays(void **state)
{
	struct arena arena;

	(void)state;
	arena_init(&arena, MiB(1), NULL, NULL);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span kept = continuity_identity(span_str(rows[i].identity), &arena);

		assert_string_equal(arena_text(&arena, kept), rows[i].kept);
	}
	arena_free(&arena);
}

/* What is too long to be kept is another when its last byte is. */
static void tells_long_ones_apart(void **state)
{
	struct span a, b;
	struct arena arena;
	char text[5000];

	(void)state;
	arena_init(&arena, MiB(1), NULL, NULL);
	memset(text, 'x', sizeof(text));
	a = continuity_identity(span_of(text, sizeof(text)), &arena);
	text[sizeof(text) - 1] = 'y';
	b = continuity_identity(span_of(text, sizeof(text)), &arena);
	assert_false(span_eq(a, b));
	assert_true(a.n < 100);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_what_stays),
		cmocka_unit_test(tells_long_ones_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
