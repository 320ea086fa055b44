/* A release beside its source. */
#include "vet/source.h"

#include "base/set.h"
#include "eco/place.h"
#include "vet/ability.h"
#include "vet/say.h"

struct comparison {
	struct release *release;
	const struct release *source;
	struct set digests; /* of all that the source has, wherever it lies */
};

static struct span digest_of(const struct member *member)
{
	return span_of(member->artifact->digest, DIGEST_SIZE);
}

static void list_digests(struct comparison *c, struct arena *arena)
{
	const struct release *source = c->source;

	set_init(&c->digests, arena_array(arena, set_room(source->n), sizeof(struct span)),
		 source->n);
	for (size_t i = 0; i < source->n; i++)
		if (source->members[i].artifact->has_digest)
			(void)set_add(&c->digests,
				      digest_of(&source->members[i])); /* once will do */
}

/* Folders of a source tree that a build takes packages from. */
static const struct member *in_source(const struct comparison *c, struct span place)
{
	static const char *const folders[] = { "", "src/", "lib/", "python/", "source/", NULL };
	uint8_t room[LAYOUT_PLACE_MAX];

	for (size_t i = 0; folders[i]; i++) {
		size_t n = strlen(folders[i]);
		const struct member *found;

		if (place.n > sizeof(room) - n)
			return NULL;
		memcpy(room, folders[i], n);
		memcpy(room + n, place.p, place.n);
		found = release_member(c->source, span_of(room, n + place.n));
		if (found)
			return found;
	}
	return NULL;
}

static bool is_python(struct span place)
{
	return span_ends(place, ".py") || span_ends(place, ".pth");
}

static bool is_script(struct span place)
{
	static const char *const endings[] = { ".js", ".cjs", ".mjs", ".sh", ".ts", NULL };

	for (size_t i = 0; endings[i]; i++)
		if (span_ends(place, endings[i]))
			return true;
	return false;
}

/* Written for the programs that configure and build: what it says is run. Where only the release
 * has one it was generated from those that the source has. */
static bool is_build_step(struct span place)
{
	static const char *const names[] = {
		"*.m4",	       "*.cmake",  "*.mk",	  "configure.ac",   "configure.in",
		"Makefile.am", "Makefile", "GNUmakefile", "CMakeLists.txt", "meson.build",
		"binding.gyp", "build.rs", NULL,
	};

	return place_like_any(place, names);
}

/* A file of numbers, as builds write one, does nothing. */
static bool does_something(const struct member *member)
{
	const struct artifact *artifact = member->artifact;

	for (size_t i = 0; i < artifact->n_facts; i++)
		if (artifact->facts[i]->kind == FACT_BEHAVIOUR)
			return true;
	return member->moment >= MOMENT_INSTALL || is_build_step(member->place) ||
	       artifact->status == STATUS_INCONCLUSIVE;
}

static void tell(const struct comparison *c, const struct member *member, bool changed)
{
	struct finding *finding = release_say(
		c->release, RELEASE_NOT_IN_SOURCE, member->artifact, NULL, "file", member->place,
		changed ? "The source has another " : "The source has no ",
		changed ? "." : ", which is part of what was built.");

	if (!finding || does_something(member))
		return;
	finding->severity = SEVERITY_LOW;
	finding->verdict = VERDICT_CLEAN;
}

static void compare(const struct comparison *c, const struct member *member)
{
	const struct member *found;

	if (member->unchanged || !member->artifact->has_digest ||
	    set_has(&c->digests, digest_of(member)) ||
	    (place_is_manifest(member->place) && !span_ends(member->place, ".pth")))
		return;
	found = in_source(c, member->place);
	if (is_python(member->place) ||
	    (found && (is_script(member->place) || is_build_step(member->place))))
		tell(c, member, found != NULL);
	else if (member->moment >= MOMENT_INSTALL && is_script(member->place))
		tell(c, member, false);
}

/* Hooks stand in manifests, which builds write anew. */
static void compare_hooks(const struct comparison *c)
{
	for (const struct declared *hook = c->release->hooks; hook; hook = hook->next) {
		const struct declared *said = declared_find(c->source->hooks, hook->name);

		if (!said || !span_eq(said->value, hook->value))
			release_say(c->release, RELEASE_NOT_IN_SOURCE, hook->member->artifact,
				    hook->fact, "command", hook->value.n ? hook->value : hook->name,
				    "The source does not run this at installation: ", ".");
	}
}

void source_compare(struct release *release, const struct release *source, struct arena *arena)
{
	struct comparison c = { .release = release, .source = source };

	list_digests(&c, arena);
	for (size_t i = 0; i < release->n; i++)
		compare(&c, &release->members[i]);
	if (span_is(release->ecosystem, "npm"))
		compare_hooks(&c);
}
