/* An archive beside what the registry says of it. What an installer decides by is in the registry;
 * what it then runs is in the archive. */
#include "vet/registry.h"

#include "base/set.h"
#include "eco/place.h"
#include "eco/pypi/name.h"
#include "vet/say.h"

static const struct fact *release_in(const struct registry_facts *registry,
				     const struct release *release)
{
	for (size_t i = 0; i < registry->n; i++) {
		const struct fact *fact = registry->all[i];
		struct span name = fact_text(fact, "name");

		if (fact->kind == FACT_METADATA && fact_is(fact, "key", "release") &&
		    span_eq(fact_text(fact, "version"), release->version) &&
		    (name.n == 0 || release_same_name(release, name, release->name)))
			return fact;
	}
	return NULL;
}

/* The needs of a build are in no metadata. */
static bool is_of_build(const struct declared *need)
{
	return fact_is(need->fact, "scope", "build") ||
	       span_is(place_name(need->member->place), "setup.py") ||
	       span_is(place_name(need->member->place), "pyproject.toml") ||
	       span_is(place_name(need->member->place), "setup.cfg");
}

/* Whether the documents are of this package at all, in another version perhaps. */
static bool is_of_package(const struct registry_facts *registry, const struct release *release)
{
	for (size_t i = 0; i < registry->n; i++) {
		const struct fact *fact = registry->all[i];

		if (fact->kind == FACT_METADATA && fact_is(fact, "key", "release") &&
		    release_same_name(release, fact_text(fact, "name"), release->name))
			return true;
	}
	return false;
}

static bool is_of(const struct fact *fact, enum fact_kind kind, const char *key,
		  struct span version)
{
	return fact->kind == kind && span_eq(fact_text(fact, key), version);
}

/* Names of the needs that one side has; what only who asks for an extra gets is left out of both.
 */
static void list_needs(const struct registry_facts *registry, const struct release *release,
		       struct set *said)
{
	bool pypi = span_is(release->ecosystem, "pypi");

	for (size_t i = 0; i < registry->n; i++) {
		const struct fact *fact = registry->all[i];

		if (is_of(fact, FACT_DEPENDENCY, "from", release->version))
			(void)set_add(said,
				      pypi ? name_normal(fact_text(fact, "to"), registry->arena)
					   : fact_text(fact, "to"));
	}
}

static struct set set_for(const struct registry_facts *registry)
{
	struct set set;

	set_init(&set, arena_array(registry->arena, set_room(registry->n + 1), sizeof(struct span)),
		 registry->n + 1);
	return set;
}

static void compare_needs(const struct registry_facts *registry, struct release *release)
{
	bool pypi = span_is(release->ecosystem, "pypi");
	struct set said = set_for(registry);

	list_needs(registry, release, &said);
	for (const struct declared *need = release->needs; need; need = need->next) {
		struct span name = pypi ? name_normal(need->name, registry->arena) : need->name;

		if (pypi && is_of_build(need))
			continue;
		if (!set_has(&said, name))
			release_say(release, RELEASE_METADATA, NULL, NULL, "dependency", need->name,
				    "The archive needs ", ", of which the registry says nothing.");
	}
}

/* node-gyp is put in by the registry's own tools where there is a binding.gyp. */
static bool is_implied(const struct release *release, const struct fact *fact)
{
	return fact_is(fact, "name", "install") && fact_is(fact, "value", "node-gyp rebuild") &&
	       release_member(release, (struct span)SPAN("binding.gyp"));
}

/* "bin" as a path makes a command of the package's name, which some registries write out. */
static bool is_own_name(const struct release *release, struct span command)
{
	return span_eq(command, place_name(release->name));
}

static bool says_code(const struct registry_facts *registry, const struct release *release,
		      const char *what, const struct declared *wanted, bool value)
{
	for (size_t i = 0; i < registry->n; i++) {
		const struct fact *fact = registry->all[i];

		if (is_of(fact, FACT_CODE, "version", release->version) &&
		    fact_is(fact, "what", what) && span_eq(fact_text(fact, "name"), wanted->name) &&
		    (!value || span_eq(fact_text(fact, "value"), wanted->value)))
			return true;
	}
	return false;
}

static bool has_hook(const struct release *release, const struct fact *fact)
{
	for (const struct declared *hook = release->hooks; hook; hook = hook->next)
		if (span_eq(hook->name, fact_text(fact, "name")) &&
		    span_eq(hook->value, fact_text(fact, "value")))
			return true;
	return is_implied(release, fact);
}

/* Not what these run by name in their turn. */
static bool is_install_script(const struct declared *hook)
{
	return fact_is(hook->fact, "what", "install-script");
}

static void compare_scripts(const struct registry_facts *registry, struct release *release)
{
	for (const struct declared *hook = release->hooks; hook; hook = hook->next)
		if (is_install_script(hook) &&
		    !says_code(registry, release, "install-script", hook, true))
			release_say(release, RELEASE_METADATA, NULL, NULL, "command", hook->value,
				    "The archive runs a command at installation of which the "
				    "registry says nothing: ",
				    ".");
	for (size_t i = 0; i < registry->n; i++) {
		const struct fact *fact = registry->all[i];

		if (is_of(fact, FACT_CODE, "version", release->version) &&
		    fact_is(fact, "what", "install-script") && !has_hook(release, fact))
			release_say(release, RELEASE_METADATA, NULL, NULL, "command",
				    fact_text(fact, "value"),
				    "The registry says that a command is run at installation "
				    "which the archive does not have: ",
				    ".");
	}
	for (const struct declared *c = release->commands; c; c = c->next)
		if (!says_code(registry, release, "command", c, false) &&
		    !is_own_name(release, c->name))
			release_say(release, RELEASE_METADATA, NULL, NULL, "command", c->name,
				    "The archive installs a command of which the registry says "
				    "nothing: ",
				    ".");
}

void registry_compare(const struct registry_facts *registry, struct release *release)
{
	const struct fact *said = release_in(registry, release);

	if (!said) {
		if (is_of_package(registry, release))
			release_say(release, RELEASE_METADATA, NULL, NULL, "version",
				    release->version, "The registry knows no version ",
				    " of the package, which the archive says to be.");
		else
			release_say(release, RELEASE_METADATA, NULL, NULL, "name", release->name,
				    "The archive says to be ",
				    ", which the registry's documents are "
				    "not about.");
		return;
	}
	if (fact_is(said, "requires", "yes"))
		compare_needs(registry, release);
	if (span_is(release->ecosystem, "npm"))
		compare_scripts(registry, release);
}
