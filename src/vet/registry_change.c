/* Who published two releases, how, and from what. */
#include "vet/registry.h"

#include "vet/say.h"

static const struct fact *find(const struct registry_facts *registry, const struct release *release,
			       const char *key)
{
	for (size_t i = 0; i < registry->n; i++) {
		const struct fact *fact = registry->all[i];

		if (fact->kind == FACT_METADATA && fact_is(fact, "key", key) &&
		    span_eq(fact_text(fact, "version"), release->version))
			return fact;
	}
	return NULL;
}

/* Whether the account was among the maintainers then, under that address. */
static bool was_maintainer(const struct registry_facts *registry, const struct release *before,
			   const struct fact *release)
{
	for (size_t i = 0; i < registry->n; i++) {
		const struct fact *fact = registry->all[i];

		if (fact->kind == FACT_METADATA && fact_is(fact, "key", "maintainer") &&
		    span_eq(fact_text(fact, "version"), before->version) &&
		    span_eq(fact_text(fact, "publisher"), fact_text(release, "publisher")) &&
		    span_eq(fact_text(fact, "mail"), fact_text(release, "mail")))
			return true;
	}
	return false;
}

static void compare_publishers(const struct registry_facts *registry, const struct delta *delta,
			       const struct fact *now, const struct fact *before)
{
	struct span who = fact_text(now, "publisher"), then = fact_text(before, "publisher");
	struct span mail = fact_text(now, "mail"), old = fact_text(before, "mail");
	struct finding *finding;

	if (then.n == 0 || (span_eq(who, then) && (old.n == 0 || span_eq(mail, old))) ||
	    was_maintainer(registry, delta->before, now) || fact_is(now, "trusted", "yes"))
		return;
	finding = delta_say(delta, RELEASE_PUBLISHER, NULL, NULL, "publisher",
			    span_eq(who, then) ? mail : who, "Was published by ",
			    ", who published or maintained nothing of the release before it.");
	finding_show(delta->report, finding, "before", span_eq(who, then) ? old : then);
}

/* Signed by a trusted publisher is more than attested, that more than neither. */
static unsigned trust_of(const struct registry_facts *registry, const struct release *release,
			 const struct fact *said)
{
	const struct fact *file = find(registry, release, "file");

	if (said && fact_is(said, "trusted", "yes"))
		return 2;
	return (said && fact_is(said, "attested", "yes")) ||
	       (file && fact_is(file, "attested", "yes"));
}

static struct span plain_address(struct span url)
{
	static const char *const before[] = { "git+",	"git://", "https://", "http://",
					      "ssh://", "git@",	  "www.",     NULL };
	static const char *const behind[] = { "/", ".git", NULL };

	for (size_t i = 0; before[i]; i++)
		if (span_starts(url, before[i]))
			url = span_from(url, strlen(before[i]));
	for (size_t i = 0; behind[i]; i++)
		if (span_ends(url, behind[i]))
			url.n -= strlen(behind[i]);
	return url;
}

static void compare_sources(const struct delta *delta, const struct fact *now,
			    const struct fact *before)
{
	struct span source = plain_address(fact_text(now, "repository"));
	struct span then = plain_address(fact_text(before, "repository"));

	if (then.n && !span_eq(source, then)) {
		struct finding *finding = delta_say(
			delta, RELEASE_SOURCE, NULL, NULL, "repository", source,
			source.n ? "Names another source repository than the release before: "
				 : "Names no source repository any more",
			".");
		finding_show(delta->report, finding, "before", then);
	}
	if (fact_text(before, "commit").n && !fact_text(now, "commit").n)
		delta_say(delta, RELEASE_SOURCE, NULL, NULL, "before", fact_text(before, "commit"),
			  "Names no commit of its source; the release before was made of ", ".");
}

void registry_change(const struct registry_facts *registry, const struct delta *delta)
{
	const struct fact *now = find(registry, delta->now, "release");
	const struct fact *before = find(registry, delta->before, "release");

	if (trust_of(registry, delta->now, now) < trust_of(registry, delta->before, before))
		delta_say(delta, RELEASE_ATTESTATION, NULL, NULL, "version", delta->now->version,
			  "Version ", " is less attested than the release before it.");
	if (!now || !before)
		return;
	compare_publishers(registry, delta, now, before);
	compare_sources(delta, now, before);
}
