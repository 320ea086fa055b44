/* Orders of versions: what is one and what is not, that an unknown is no answer, and the ranges. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "version/range.h"
#include "version/version.h"

struct taken {
	const char *order, *version;
	bool is_one;
};

static void knows_its_versions(void **state)
{
	static const struct taken cases[] = {
		{ "pep440", "1!2.0.post1.dev3+ubuntu.1", true },
		{ "pep440", " v1.0-RC.1 ", true },
		{ "pep440", "2004d", false },
		{ "pep440", "", false },
		{ "pep440", "1.0+", false },
		{ "semver", "1.0.0-rc.1+5", true },
		{ "semver", "01.0.0", false },
		{ "semver", "1.0", false },
		{ "semver", "1.0.0-01", false },
		{ "npm", " v1.0.0", true },
		{ "npm", "9007199254740992.0.0", false },
		{ "go", "v0.0.0-20191109021931-daa7c04131f5", true },
		{ "go", "v2.0.0+incompatible", true },
		{ "go", "v1.2", true },
		{ "go", "v1.02", false },
		{ "debian", "2:1.0~rc1-1", true },
		{ "debian", "a:1", false },
		{ "debian", "1.0-", false },
		{ "debian", "4294967296:1", false },
		{ "rpm", "1:2.0^git1-3.el9", true },
		{ "rpm", "-1", false },
		{ "alpine", "1.2.3b_rc1_p2-r0", true },
		{ "alpine", "1.2-r", false },
		{ "alpine", "1..2", false },
		{ "maven", "1.0-SNAPSHOT", true },
		{ "maven", "${project.version}", false },
		{ "gem", "1.0.0.pre1-x86", true },
		{ "gem", "x1", false },
		{ "nuget", "1.0.0.1-BETA+a", true },
		{ "nuget", "1.0.0.0.0", false },
		{ "packagist", "v1.0.0-beta.2", true },
		{ "packagist", "dev-main", false },
		{ "cran", "1.0-2", true },
		{ "cran", "1", false },
		{ "hackage", "1", true },
		{ "hackage", "1..2", false },
		{ "pub", "1.0.0+1", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (version_parses(version_order_find(cases[i].order),
				   span_str(cases[i].version)) != cases[i].is_one)
			fail_msg("%s: \"%s\"", cases[i].order, cases[i].version);
}

static void compares_only_versions(void **state)
{
	const struct version_order *pep440 = version_order_find("pep440");
	static char digits[VERSION_MAX + 1];
	int order = 7;

	(void)state;
	memset(digits, '1', sizeof(digits));
	assert_false(version_compare(pep440, span_str("1.0"), span_str("nightly"), &order));
	assert_false(version_compare(NULL, span_str("1.0"), span_str("1.0"), &order));
	assert_false(
		version_compare(pep440, span_of(digits, sizeof(digits)), span_str("1"), &order));
	assert_int_equal(order, 7);
	assert_true(version_compare(pep440, span_of(digits, VERSION_MAX), span_str("1"), &order));
	assert_int_equal(order, 1);
	assert_null(version_order_find("none"));
}

/* Whatever it is given, an order gives the opposite for the opposite question. */
static void opposites_agree(void **state)
{
	static const char *const texts[] = {
		"",	 "1",	  "1.0",      "01",    "1.0-1",	  "1-",	   "-",	      "~",
		"1~",	 "1^",	  "1.0a",     "a",     "1.0_p1",  "1.0_x", "1.0-r",   "1.0-r1",
		"1.ga",	 "1-0-x", "1.0.x",    "1..2",  "v1",	  "dev-a", "1.0-dev", "1!1",
		"1:1",	 ":1",	  "1.0+a",    "1.0+1", "1.0.0-0", "#",	   "1.#",     "1.0.dev1",
		"1.0c1", "\xff",  "1.\xff.2", "é",     "final",	  "--0-a", "0-final", "1.0-rc",
	};
	enum { N = sizeof(texts) / sizeof(texts[0]) };

	(void)state;
	for (size_t o = 0; version_orders[o]; o++)
		for (size_t i = 0; i < N; i++)
			for (size_t j = 0; j < N; j++) {
				struct span a = span_str(texts[i]), b = span_str(texts[j]);
				int there = version_orders[o]->compare(a, b);

				if (there != -version_orders[o]->compare(b, a) ||
				    (i == j && there != 0))
					fail_msg("%s: \"%s\" and \"%s\"", version_orders[o]->name,
						 texts[i], texts[j]);
			}
}

struct asked {
	const char *range, *version;
	int in; /* -1: cannot be read */
};

static void check_ranges(bool (*in_range)(struct span, struct span, bool *),
			 const struct asked *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bool in = false;
		bool known = in_range(span_str(cases[i].range), span_str(cases[i].version), &in);

		if ((known ? in : -1) != cases[i].in)
			fail_msg("\"%s\" in \"%s\"", cases[i].version, cases[i].range);
	}
}

static void reads_specifiers(void **state)
{
	static const struct asked cases[] = {
		{ "", "1.0", 1 },
		{ ">=1.0, <2", "1.5", 1 },
		{ ">=1.0,<2", "2.0.dev1", 0 },
		{ "<2.0rc1", "2.0b1", 1 },
		{ "~=1.4.2", "1.4.9", 1 },
		{ "~=1.4.2", "1.5", 0 },
		{ "~=1", "1.0", -1 },
		{ "==1.*", "1.9rc1", 1 },
		{ "!=1.*", "1.9", 0 },
		{ "==1.0", "1.0+local", 1 },
		{ "==1.0+a", "1.0+b", 0 },
		{ "===1.00", "1.0", 0 },
		{ "===1.0", "v1.0", 1 },
		{ ">1.0", "1.0.post1", 0 },
		{ ">1.0", "1.0+local", 0 },
		{ ">=1.0.*", "1.0", -1 },
		{ "1.0", "1.0", -1 },
		{ ">=1.0", "nightly", -1 },
	};

	(void)state;
	check_ranges(version_in_specifier, cases, sizeof(cases) / sizeof(cases[0]));
}

static void reads_npm_ranges(void **state)
{
	static const struct asked cases[] = {
		{ "", "1.0.0", 1 },
		{ "^1.2", "1.9.9", 1 },
		{ "^0.2.3", "0.3.0", 0 },
		{ "^0.0.3", "0.0.4", 0 },
		{ "~1.2.3", "1.3.0", 0 },
		{ "1.x || >=2.5.0 <3", "2.7.1", 1 },
		{ "1.2 - 2.3", "2.3.9", 1 },
		{ ">1", "1.9.0", 0 },
		{ "<=1.2", "1.2.9", 1 },
		{ "*", "1.0.0-rc.1", 0 },
		{ ">=1.0.0-rc.1", "1.0.0-rc.2", 1 },
		{ ">=1.0.0-rc.1", "1.0.1-rc.2", 0 },
		{ ">= 1.0", "1.0.0", 1 },
		{ "latest", "1.0.0", -1 },
		{ "^1", "1.0", -1 },
	};

	(void)state;
	check_ranges(version_in_npm_range, cases, sizeof(cases) / sizeof(cases[0]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_its_versions), cmocka_unit_test(compares_only_versions),
		cmocka_unit_test(opposites_agree),    cmocka_unit_test(reads_specifiers),
		cmocka_unit_test(reads_npm_ranges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
