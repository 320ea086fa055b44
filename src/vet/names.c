/* A name that is mistaken for a well-known one; modules and commands that another package has. */
#include "vet/names.h"

#include "base/ascii.h"
#include "base/escape.h"
#include "check/release.h"
#include "eco/place.h"
#include "eco/popular.h"
#include "eco/pypi/name.h"

enum { TEXT_MAX = 4 << 10, TOP_LEAST = 4 };

static const char *const how[] = {
	[NEAR_SLIP] = "by a slip of the hand",
	[NEAR_LOOK] = "by letters that look alike",
	[NEAR_SEPARATOR] = "by how its words are joined",
	[NEAR_AFFIX] = "by what was put before or behind it",
	[NEAR_SCOPE] = "by a scope",
};

static struct finding *say(struct release *release, enum release_rule rule,
			   const struct member *member, struct span shown, const char *key,
			   struct span other)
{
	struct finding *finding =
		report_finding(release->report, &release_rules[rule], member->artifact, NULL);

	finding_show(release->report, finding, "name", shown);
	finding_show(release->report, finding, key, other);
	return finding;
}

/* Escaped, in the report's memory. */
static const char *shown(struct release *release, struct span text)
{
	struct buf out;
	const char *copy;

	buf_init(&out, TEXT_MAX);
	escape_text(&out, text);
	copy = arena_text(&release->report->arena, buf_view(&out));
	buf_free(&out);
	return copy;
}

void names_near(struct release *release)
{
	struct span near;
	enum nearness nearness;

	if (!release->manifest || release->name.n == 0)
		return;
	nearness = popular_near(release->ecosystem, release->name, &near);
	if (nearness == NEAR_NOT || nearness == NEAR_SCOPE)
		return;
	finding_say(release->report,
		    say(release, RELEASE_NAME, release->manifest, release->name, "near", near),
		    "The name %s differs from the well-known %s only %s. Check that it is meant.",
		    shown(release, release->name), shown(release, near), how[nearness]);
}

/* Modules. */

/* The package or module at the top of a wheel or site-packages that a member makes; empty when it
 * makes none. */
static struct span top_module(struct span place)
{
	ptrdiff_t slash = span_byte(place, '/');
	struct span top = span_part(place, 0, slash == SPAN_NONE ? place.n : (uint64_t)slash);

	if (slash == SPAN_NONE)
		return span_ends(place, ".py") ? place_stem(place) : (struct span){ 0 };
	return span_is(span_from(place, (uint64_t)slash), "/__init__.py") ? top
									  : (struct span){ 0 };
}

static bool is_wheel(const struct release *release)
{
	return release->manifest && place_like(release->manifest->place, "*.dist-info/METADATA");
}

/* Names that stand at the top of many packages by mistake, or that nobody owns. */
static bool is_common(struct span top)
{
	static const char *const names[] = { "tests",	 "test",  "docs",      "doc",	 "examples",
					     "example",	 "utils", "scripts",   "src",	 "setup",
					     "tools",	 "build", "benchmark", "config", "common",
					     "conftest", "data",  "core",      "main",	 NULL };

	for (size_t i = 0; names[i]; i++)
		if (span_is(top, names[i]))
			return true;
	return false;
}

/* Whether one name has the other among its words: "types-requests", "opencv-python-headless". */
static bool is_related(struct span name, struct span top)
{
	while (name.n >= top.n) {
		size_t i = 0;

		while (i < top.n && (ascii_lower(name.p[i]) == ascii_lower(top.p[i]) ||
				     (name_is_separator(name.p[i]) && name_is_separator(top.p[i]))))
			i++;
		if (i == top.n)
			return true;
		name = span_from(name, 1);
	}
	return false;
}

static void look_at_module(struct release *release, const struct member *member)
{
	struct span top = top_module(member->place);

	if (top.n < TOP_LEAST || is_common(top) || is_related(release->name, top) ||
	    is_related(top, release->name) || !popular_leads(release->ecosystem, top))
		return;
	finding_say(release->report,
		    say(release, RELEASE_OVERWRITES, member, release->name, "module", top),
		    "The package %s installs the module %s, which is the name of a well-known "
		    "package.",
		    shown(release, release->name), shown(release, top));
}

/* Commands. */

/* What users type without thinking of a package. */
static bool is_everyones(struct span command)
{
	static const char *const names[] = {
		"pip",	   "pip3", "python", "python3",	 "node",       "npm",	 "npx",
		"yarn",	   "pnpm", "uv",     "uvx",	 "poetry",     "pipx",	 "git",
		"ssh",	   "curl", "wget",   "sudo",	 "bash",       "sh",	 "docker",
		"kubectl", "aws",  "gcloud", "az",	 "claude",     "cursor", "code",
		"gh",	   "ls",   "cat",    "cd",	 "virtualenv", "pytest", "black",
		"jupyter", "tsc",  "eslint", "corepack", NULL
	};

	for (size_t i = 0; names[i]; i++)
		if (ascii_same(command, names[i]))
			return true;
	return false;
}

static void look_at_command(struct release *release, const struct declared *command)
{
	if (!is_everyones(command->name) || is_related(release->name, command->name) ||
	    popular_leads(release->ecosystem, release->name))
		return;
	finding_say(release->report,
		    say(release, RELEASE_OVERWRITES, command->member, release->name, "command",
			command->name),
		    "The package %s installs the command %s, which is that of another program.",
		    shown(release, release->name), shown(release, command->name));
}

void names_overwrite(struct release *release)
{
	if (release->name.n == 0)
		return;
	for (size_t i = 0; i < release->n && is_wheel(release); i++)
		look_at_module(release, &release->members[i]);
	for (const struct declared *c = release->commands; c; c = c->next)
		look_at_command(release, c);
}
