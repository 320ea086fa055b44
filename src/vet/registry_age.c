/* How long ago something was published, when the registry says so. */
#include "vet/registry.h"

#include "base/time.h"
#include "vet/say.h"

enum { DAY = 24 * 60 * 60, NEED_DAYS = 7 };

/* Whether a package of that name is in the documents, and when its newest version was published.
 * The time of a version stands apart from its manifest, in the same document. */
struct age {
	bool known;
	int64_t newest;
};

static void take(struct age *age, const struct fact *fact)
{
	int64_t seconds;

	if (!time_parse(fact_text(fact, "published"), &seconds))
		return;
	if (!age->known || seconds > age->newest)
		age->newest = seconds;
	age->known = true;
}

/* Documents follow one another: what stands behind a release of another name is not of this one. */
static struct age age_of(const struct registry_facts *registry, const struct release *release,
			 struct span name, struct span version)
{
	struct age age = { 0 };
	bool mine = false;

	for (size_t i = 0; i < registry->n; i++) {
		const struct fact *fact = registry->all[i];

		if (fact_is(fact, "key", "release"))
			mine = release_same_name(release, fact_text(fact, "name"), name);
		if (mine && (version.n == 0 || span_eq(fact_text(fact, "version"), version)) &&
		    (fact_is(fact, "key", "published") || fact_is(fact, "key", "file")))
			take(&age, fact);
	}
	return age;
}

static bool is_young(const struct registry_facts *registry, const struct age *age, uint32_t days)
{
	return age->known && age->newest > registry->now - (int64_t)days * DAY;
}

static bool is_new(const struct delta *delta, const struct declared *need)
{
	return !delta || !declared_find(delta->before->needs, need->name);
}

void registry_age(const struct registry_facts *registry, struct release *release,
		  const struct delta *delta)
{
	uint32_t days = registry->min_age ? registry->min_age : NEED_DAYS;
	struct age own = age_of(registry, release, release->name, release->version);

	if (registry->min_age && is_young(registry, &own, registry->min_age))
		release_say(release, RELEASE_YOUNG_DEPENDENCY, NULL, NULL, "version",
			    release->version, "Version ",
			    " was published more recently than the age that was asked for.");
	for (const struct declared *need = release->needs; need; need = need->next) {
		struct age age;

		if (!is_new(delta, need))
			continue;
		age = age_of(registry, release, need->name, (struct span){ 0 });
		if (is_young(registry, &age, days))
			release_say(release, RELEASE_YOUNG_DEPENDENCY, need->member->artifact,
				    need->fact, "dependency", need->name, "Needs ",
				    ", which was published only just now.");
	}
}
