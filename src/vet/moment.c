/* When code of a package runs. */
#include "vet/moment.h"

#include <assert.h>

#include "core/fact.h"
#include "eco/place.h"
#include "eco/pypi/site.h"
#include "vet/command.h"
#include "vet/release.h"

static const struct {
	const char *word, *when;
} moments[] = {
#define X(symbol, word, when) { word, when },
	MOMENTS(X)
#undef X
};

const char *moment_word(enum moment moment)
{
	assert(moment < MOMENT_COUNT);
	return moments[moment].word;
}

const char *moment_when(enum moment moment)
{
	assert(moment < MOMENT_COUNT);
	return moments[moment].when;
}

static bool is_any(struct span text, const char *const *words)
{
	for (size_t i = 0; words[i]; i++)
		if (span_is(text, words[i]))
			return true;
	return false;
}

/* Files that no import and no installation runs by itself. */
static bool lies_aside(struct span place)
{
	static const char *const folders[] = {
		"test",	 "tests",     "testing",    "__tests__", "spec",    "specs",	"doc",
		"docs",	 "example",   "examples",   "sample",	 "samples", "demo",	"demos",
		"bench", "benchmark", "benchmarks", "fixtures",	 "e2e",	    "testdata", NULL
	};
	ptrdiff_t slash;

	for (struct span rest = place; (slash = span_byte(rest, '/')) != SPAN_NONE;
	     rest = span_from(rest, (uint64_t)slash + 1))
		if (is_any(span_part(rest, 0, (uint64_t)slash), folders))
			return true;
	return span_is(place_name(place), "conftest.py");
}

/* Installation. */

static bool lies_in(struct span place, struct span folder)
{
	while (span_starts(folder, "./"))
		folder = span_from(folder, 2);
	if (span_is(folder, "."))
		return span_byte(place, '/') == SPAN_NONE && span_ends(place, ".py");
	return folder.n && span_eq(span_part(place, 0, folder.n), folder) && place.n > folder.n &&
	       place.p[folder.n] == '/';
}

static bool runs_at_install(const struct release *release, struct span place)
{
	if (span_is(place, "setup.py") || span_is(place, "binding.gyp"))
		return true;
	for (const struct declared *hook = release->hooks; hook; hook = hook->next) {
		if (span_is(hook->name, "build-path") && lies_in(place, hook->value))
			return true;
		if (command_names(hook->value, place))
			return true;
	}
	return false;
}

/* Import. */

static bool is_entry(const struct release *release, struct span place)
{
	for (const struct declared *entry = release->entries; entry; entry = entry->next)
		if (path_names(entry->value, place))
			return true;
	return false;
}

static bool runs_at_import(const struct release *release, struct span place)
{
	static const char *const names[] = { "__init__.py", "index.js", "index.cjs", "index.mjs",
					     NULL };

	return is_any(place_name(place), names) || is_entry(release, place);
}

static bool is_installed_aside(struct span place)
{
	static const char *const patterns[] = { "*.data/purelib/*", "*.data/platlib/*", NULL };

	return place_like_any(place, patterns);
}

static bool runs_at_start(struct span place)
{
	bool at_root = span_byte(place, '/') == SPAN_NONE || is_installed_aside(place);

	return span_ends(place, ".pth") || (at_root && site_module(place).n > 0);
}

enum moment moment_of(const struct release *release, struct span place)
{
	if (runs_at_start(place))
		return MOMENT_START;
	if (runs_at_install(release, place))
		return MOMENT_INSTALL;
	if (is_entry(release, place))
		return MOMENT_IMPORT;
	if (lies_aside(place))
		return MOMENT_ASIDE;
	return runs_at_import(release, place) ? MOMENT_IMPORT : MOMENT_USE;
}

enum moment moment_of_behaviour(const struct member *member, const struct fact *behaviour)
{
	bool called = fact_is(behaviour, "scope", "function");

	if (member->moment == MOMENT_IMPORT && called)
		return MOMENT_USE;
	if (member->moment == MOMENT_USE && !called)
		return MOMENT_IMPORT;
	return member->moment;
}
