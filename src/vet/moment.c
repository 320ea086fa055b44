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

/* What the place alone says. */
static enum moment moment_of(struct span place)
{
	static const char *const imported[] = { "__init__.py", "index.js", "index.cjs", "index.mjs",
						NULL };

	if (runs_at_start(place))
		return MOMENT_START;
	if (span_is(place, "setup.py") || span_is(place, "binding.gyp"))
		return MOMENT_INSTALL;
	if (lies_aside(place))
		return MOMENT_ASIDE;
	return is_any(place_name(place), imported) ? MOMENT_IMPORT : MOMENT_USE;
}

/* Source archives. */

static bool is_source_archive(const struct release *release)
{
	return release->layout.strip && !release_member(release, (struct span)SPAN("package.json"));
}

static bool is_package(const struct release *release, struct span folder)
{
	static const struct span end = SPAN("/__init__.py");
	uint8_t room[LAYOUT_PLACE_MAX];

	if (folder.n + end.n > sizeof(room))
		return true;
	memcpy(room, folder.p, folder.n);
	memcpy(room + folder.n, end.p, end.n);
	return release_member(release, span_of(room, folder.n + end.n)) != NULL;
}

/* Packages lie in packages, up to the root. Below src all is installed. */
static bool is_in_package(const struct release *release, struct span folder)
{
	while (folder.n && !span_is(folder, "src") && !span_starts(folder, "src/")) {
		if (!is_package(release, folder))
			return false;
		folder = place_folder(folder);
	}
	return true;
}

/* What a source archive has beside the packages that are installed of it: tools of those who work
 * on it. Modules at its root and below src may be installed without a package around them. */
static bool is_not_installed(const struct release *release, struct span place)
{
	struct span folder = place_folder(place);

	if (span_ends(place, ".sh"))
		return true;
	return span_ends(place, ".py") && !is_in_package(release, folder);
}

/* What manifests name. */

struct raising {
	struct release *release;
	enum moment to;
};

static void raise(void *context, const struct member *member)
{
	const struct raising *raising = context;
	struct member *named = &raising->release->members[member - raising->release->members];

	if (named->moment < raising->to)
		named->moment = raising->to;
}

/* The sources in a folder of the project that builds it; "." is the project's own. */
static void raise_folder(struct raising *raising, struct span folder)
{
	struct release *release = raising->release;

	while (span_starts(folder, "./"))
		folder = span_from(folder, 2);
	for (size_t i = 0; i < release->n; i++) {
		struct span place = release->members[i].place;
		bool inside = span_is(folder, ".")
				      ? span_byte(place, '/') == SPAN_NONE
				      : span_eq(span_part(place, 0, folder.n), folder) &&
						place.n > folder.n && place.p[folder.n] == '/';

		if (inside && span_ends(place, ".py"))
			raise(raising, &release->members[i]);
	}
}

static void raise_hook(struct raising *raising, const struct declared *hook)
{
	struct span command = hook->value;

	if (span_is(hook->name, "build-path")) {
		raise_folder(raising, command);
		return;
	}
	for (struct span word; (word = command_word(&command)).n;)
		(void)command_files(raising->release, word, raise, raising); /* perhaps none */
}

void moments_set(struct release *release)
{
	struct raising raising = { release, MOMENT_IMPORT };

	bool source = is_source_archive(release);

	for (size_t i = 0; i < release->n; i++) {
		struct member *m = &release->members[i];

		m->moment = moment_of(m->place);
		m->installed = !source || !is_not_installed(release, m->place);
		if (m->moment == MOMENT_USE && !m->installed)
			m->moment = MOMENT_ASIDE;
	}
	for (const struct declared *entry = release->entries; entry; entry = entry->next)
		(void)command_files(release, entry->value, raise, &raising); /* perhaps none */
	raising.to = MOMENT_INSTALL;
	for (const struct declared *hook = release->hooks; hook; hook = hook->next)
		raise_hook(&raising, hook);
}

enum moment moment_of_behaviour(const struct member *member, const struct fact *behaviour)
{
	bool called = fact_is(behaviour, "scope", "function");

	if (member->moment == MOMENT_IMPORT && called)
		return MOMENT_USE;
	if (member->moment == MOMENT_USE && !called && !span_ends(member->place, ".sh"))
		return MOMENT_IMPORT; /* of shell scripts there is no import */
	return member->moment;
}
