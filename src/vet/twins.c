/* Members that are told apart by the archive alone. */
#include "vet/twins.h"

#include "base/ascii.h"
#include "base/set.h"
#include "vet/say.h"

static struct span folded(struct span place, struct arena *arena)
{
	char *out = arena_alloc(arena, place.n + 1);

	for (size_t i = 0; i < place.n; i++)
		out[i] = (char)ascii_lower(place.p[i]);
	return span_of(out, place.n);
}

/* npm leaves out the first folder, whatever its name. */
static struct span installed_as(const struct release *release, const struct member *member)
{
	return span_is(release->ecosystem, "npm") ? member->place : member->artifact->name;
}

/* The archive's own checks tell members of one name; and which of two that are the same makes no
 * difference. Members of one place stand beside each other. */
static bool is_no_other(const struct release *release, size_t i)
{
	const struct artifact *a = release->members[i].artifact;
	const struct artifact *b = i > 0 ? release->members[i - 1].artifact : NULL;

	if (!b || !span_eq(release->members[i].place, release->members[i - 1].place))
		return false;
	return span_eq(a->name, b->name) ||
	       (a->has_digest && b->has_digest && memcmp(a->digest, b->digest, DIGEST_SIZE) == 0);
}

void twins_find(const struct release *release)
{
	struct set seen;

	if (release->layout.depth == 0)
		return;
	set_init(&seen, arena_array(release->arena, set_room(release->n), sizeof(struct span)),
		 release->n);
	for (size_t i = 0; i < release->n; i++) {
		const struct member *m = &release->members[i];

		if (span_byte(m->place, '!') != SPAN_NONE || is_no_other(release, i) ||
		    set_add(&seen, folded(installed_as(release, m), release->arena)) != SET_TWICE)
			continue;
		release_say(release, RELEASE_TWINS, m->artifact, NULL, "file", m->place,
			    "Another file would be installed in the place of ", ", too.");
		return;
	}
}
