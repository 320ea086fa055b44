/* The parts of vetting: names near others, places of members, commands of hooks, moments. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/report.h"
#include "eco/popular.h"
#include "vet/command.h"
#include "vet/layout.h"

static const struct span npm = SPAN("npm"), pypi = SPAN("pypi"), cargo = SPAN("cargo");

static void test_has(void **state)
{
	static const char *const pythons[] = { "requests",	    "Requests", "typing_extensions",
					       "typing.extensions", "numpy",	"litellm" };
	static const char *const nodes[] = { "lodash", "@babel/core", "express", "zod" };

	(void)state;
	for (size_t i = 0; i < sizeof(pythons) / sizeof(*pythons); i++)
		assert_true(popular_has(pypi, span_str(pythons[i])));
	for (size_t i = 0; i < sizeof(nodes) / sizeof(*nodes); i++)
		assert_true(popular_has(npm, span_str(nodes[i])));
	assert_false(popular_has(pypi, span_str("reqeusts")));
	assert_false(popular_has(npm, span_str("")));
	assert_false(popular_has(npm, span_str("zzzzzzzzzzzzzzz")));
	assert_false(popular_has(npm, span_str("!")));
	assert_true(popular_has(cargo, span_str("whatever"))); /* no list says otherwise */
	assert_true(popular_leads(pypi, span_str("requests")));
	assert_false(popular_leads(pypi, span_str("reqeusts")));
}

static void check_near(struct span ecosystem, const char *name, enum nearness want,
		       const char *want_near)
{
	struct span near;

	if (popular_near(ecosystem, span_str(name), &near) != want)
		fail_msg("%s", name);
	if (!span_is(near, want_near))
		fail_msg("%s: near %.*s", name, (int)near.n, (const char *)near.p);
}

static void test_near(void **state)
{
	char name[300];

	(void)state;
	check_near(pypi, "reqeusts", NEAR_SLIP, "requests");
	check_near(pypi, "request5", NEAR_LOOK, "requests");
	check_near(pypi, "requests", NEAR_NOT, "");
	check_near(pypi, "pandsa", NEAR_SLIP, "pandas");
	check_near(pypi, "beautifullsoop4", NEAR_SLIP, "beautifulsoup4");
	check_near(pypi, "typingextensions", NEAR_SEPARATOR, "typing-extensions");
	check_near(pypi, "python-numpy", NEAR_AFFIX, "numpy");
	check_near(pypi, "acme", NEAR_NOT, "");
	check_near(pypi, "sx", NEAR_NOT, ""); /* all short names are near each other */
	check_near(npm,
		   "ex\xd1\x80"
		   "ress",
		   NEAR_LOOK, "express");
	check_near(npm, "@acme/lodash", NEAR_SCOPE, "lodash");
	check_near(cargo, "reqeusts", NEAR_NOT, "");
	memset(name, 'a', sizeof(name) - 1);
	name[sizeof(name) - 1] = 0;
	check_near(npm, name, NEAR_NOT, "");
}

static void check_place(const struct layout *layout, const char *path, const char *want)
{
	uint8_t room[LAYOUT_PLACE_MAX];
	struct span got = span_of(room, layout_place(layout, span_str(path), room));

	if (!span_is(got, want))
		fail_msg("%s: got '%.*s'", path, (int)got.n, (const char *)got.p);
}

static void test_places(void **state)
{
	const struct layout tar = { .depth = 2, .strip = 1 }, wheel = { .depth = 1 };
	const struct layout folder = { .target = span_str("./tree/a") };
	char path[2 * LAYOUT_PLACE_MAX];

	(void)state;
	check_place(&tar, "package/lib/a.js", "lib/a.js");
	check_place(&tar, "./acme-1.2//./lib/a.js", "lib/a.js");
	check_place(&tar, "/acme-1.2/a", "a");
	check_place(&tar, "a", "a");
	check_place(&tar, "acme-1.2/", "acme-1.2");
	check_place(&tar, "", "");
	check_place(&wheel, "acme_words-1.2.dist-info/METADATA", "acme_words.dist-info/METADATA");
	check_place(&wheel, "acme_words-1.2.data/purelib/a.pth", "acme_words.data/purelib/a.pth");
	check_place(&wheel, "acme-words/a", "acme-words/a");
	check_place(&wheel, "acme.dist-info/METADATA", "acme.dist-info/METADATA");
	check_place(&wheel, "acme/words-1.data", "acme/words-1.data");
	check_place(&folder, "tree/a/b.py", "b.py");
	check_place(&folder, "./tree/a/b.py", "b.py");
	memset(path, 'a', sizeof(path) - 1);
	path[sizeof(path) - 1] = 0;
	check_place(&wheel, path, "");
}

/* A release of files with these places, in order. */
static void release_of(struct release *release, struct report *report, const char *const *places,
		       struct arena *arena)
{
	const struct layout layout = { 0 };

	report_init(report);
	for (size_t i = 0; places[i]; i++)
		report_artifact(report)->name = span_str(places[i]);
	release_read(release, report, &layout, arena);
}

static void test_commands(void **state)
{
	static const char *const places[] = { "dist/index.js", "lib/setup/index.js", "setup.js",
					      NULL };
	struct release release;
	struct report report;
	struct arena arena;

	(void)state;
	arena_init(&arena, MiB(1), NULL, NULL);
	release_of(&release, &report, places, &arena);
	assert_int_equal(command_files(&release, span_str("./setup"), NULL, NULL), 1);
	assert_int_equal(command_files(&release, span_str("lib/setup/"), NULL, NULL), 1);
	assert_int_equal(command_files(&release, span_str("lib"), NULL, NULL), 0);
	assert_int_equal(command_files(&release, span_str(""), NULL, NULL), 0);
	assert_true(command_stays_inside(&release, span_str("node setup.js")));
	assert_true(command_stays_inside(&release, span_str("node ./dist --exec install")));
	assert_false(command_stays_inside(&release, span_str("node setup.js | sh")));
	assert_false(command_stays_inside(&release, span_str("node other.js")));
	assert_false(command_stays_inside(&release, span_str("node -e 1 setup.js")));
	assert_false(command_stays_inside(&release, span_str("curl setup.js")));
	assert_false(command_stays_inside(&release, span_str("node setup.js http://x.invalid/")));
	assert_true(command_builds(span_str("node-gyp rebuild")));
	assert_true(command_builds(span_str("prebuild-install || node-gyp rebuild --release")));
	assert_false(command_builds(span_str("node-gyp rebuild && node setup.js")));
	assert_false(command_builds(span_str("node-gyp `x`")));
	assert_false(command_builds(span_str("")));
	report_free(&report);
	arena_free(&arena);
}

static void check_moment(const struct release *release, const char *place, enum moment want)
{
	const struct member *member = release_member(release, span_str(place));

	assert_non_null(member);
	if (member->moment != want)
		fail_msg("%s: %s", place, moment_word(member->moment));
}

static void test_moments(void **state)
{
	static const char *const places[] = { "acme.data/purelib/x.pth",
					      "acme/__init__.py",
					      "acme/core.py",
					      "acme/tests/core.py",
					      "binding.gyp",
					      "docs/index.js",
					      "index.js",
					      "lib/a.js",
					      "setup.py",
					      "sitecustomize.py",
					      "sub/sitecustomize.py",
					      "x.pth",
					      NULL };
	struct release release;
	struct report report;
	struct arena arena;

	(void)state;
	arena_init(&arena, MiB(1), NULL, NULL);
	release_of(&release, &report, places, &arena);
	check_moment(&release, "acme.data/purelib/x.pth", MOMENT_START);
	check_moment(&release, "x.pth", MOMENT_START);
	check_moment(&release, "sitecustomize.py", MOMENT_START);
	check_moment(&release, "sub/sitecustomize.py", MOMENT_USE);
	check_moment(&release, "setup.py", MOMENT_INSTALL);
	check_moment(&release, "binding.gyp", MOMENT_INSTALL);
	check_moment(&release, "acme/__init__.py", MOMENT_IMPORT);
	check_moment(&release, "index.js", MOMENT_IMPORT);
	check_moment(&release, "acme/core.py", MOMENT_USE);
	check_moment(&release, "lib/a.js", MOMENT_USE);
	check_moment(&release, "acme/tests/core.py", MOMENT_ASIDE);
	check_moment(&release, "docs/index.js", MOMENT_ASIDE);
	report_free(&report);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_has),	cmocka_unit_test(test_near),
		cmocka_unit_test(test_places),	cmocka_unit_test(test_commands),
		cmocka_unit_test(test_moments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
