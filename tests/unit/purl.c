/* Package URLs that nobody would publish: what is hostile is refused or written harmlessly. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/purl.h"

static struct arena arena;

static void refuses(void **state)
{
	static const char *const texts[] = {
		"",
		"pkg",
		"pkg:",
		"pkg:npm",
		"pkg:npm/",
		"pkg:npm//",
		"pkg:npm/%",
		"pkg:npm/%4",
		"pkg:npm/%zz",
		"pkg:npm/%ff",
		"pkg:npm/a%2fb/c",
		"pkg:npm/a?b=1&b=2",
		"pkg:npm/a?=1",
		"pkg:npm/a?1b=1",
		"pkg:npm/a#%2e%2e%2fb",
		"http://example.invalid/a",
		"pkg:swift/a",
		"pkg:pypi/a/b",
	};
	struct purl purl;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const char *why = NULL;

		if (purl_parse(&purl, &arena, span_str(texts[i]), &why) || !why)
			fail_msg("%s", texts[i]);
	}
}

struct rewritten {
	const char *text, *canonical;
};

static void writes_one_text(void **state)
{
	static const struct rewritten cases[] = {
		{ "PKG://PyPI/Zope_Interface@5.0", "pkg:pypi/zope-interface@5.0" },
		{ "pkg:npm/%40a/b/@1", NULL },
		{ "pkg:npm/@a/b@1", "pkg:npm/%40a/b@1" },
		{ "pkg:npm/a@1?b=&a=2", "pkg:npm/a@1?a=2" },
		{ "pkg:npm/a#../b/./c/", "pkg:npm/a#b/c" },
		{ "pkg:generic/a%0ab@%3Cscript%3E", "pkg:generic/a%0Ab@%3Cscript%3E" },
		{ "pkg:generic/a@1?u=%E2%80%AE", "pkg:generic/a@1?u=%E2%80%AE" },
		{ "pkg:chrome-extension/aaaabbbbccccddddeeeeffffgggghhhh@1.2.", NULL },
		{ "pkg:mlflow/M?repository_url=a.databricks.com",
		  "pkg:mlflow/m?repository_url=a.databricks.com" },
		{ "pkg:git/github.com/A/B/C", "pkg:git/github.com/a/b/c" },
	};
	struct purl purl;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		bool good = purl_parse(&purl, &arena, span_str(cases[i].text), NULL);

		if (good != (cases[i].canonical != NULL))
			fail_msg("%s", cases[i].text);
		if (good && !span_is(purl_text(&purl, &arena), cases[i].canonical))
			fail_msg("%s: %s", cases[i].text, purl_text(&purl, &arena).p);
	}
}

static void has_caps(void **state)
{
	static char text[PURL_TEXT_MAX + 1];
	struct purl purl = { .type = SPAN("generic"), .name = SPAN("a") };

	(void)state;
	memset(text, 'a', sizeof(text));
	memcpy(text, "pkg:npm/", 8);
	assert_false(purl_parse(&purl, &arena, span_of(text, sizeof(text)), NULL));
	assert_true(purl_parse(&purl, &arena, span_of(text, PURL_TEXT_MAX), NULL));
	for (int i = 0; i < PURL_QUALIFIERS_MAX; i++)
		assert_true(purl_add_qualifier(&purl, span_str("k"), span_str("")));
	assert_false(purl_add_qualifier(&purl, span_str("k"), span_str("")));
	assert_true(purl_normalise(&purl, &arena, NULL));
	assert_int_equal(purl.n_qualifiers, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses),
		cmocka_unit_test(writes_one_text),
		cmocka_unit_test(has_caps),
	};
	int failed;

	arena_init(&arena, MiB(16), NULL, NULL);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(&arena);
	return failed;
}
