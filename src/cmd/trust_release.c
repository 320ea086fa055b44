/* What is verified of a release. */
#include "cmd/trust_release.h"

#include "cmd/trust_evidence.h"
#include "core/purl.h"
#include "eco/place.h"
#include "sys/mapped.h"

/* As its registry calls it. */
static struct span package_of(const struct purl *purl, struct arena *arena)
{
	const struct span parts[] = { purl->namespace, SPAN("/"), purl->name };

	return purl->namespace.n ? arena_join(arena, parts, 3) : purl->name;
}

enum err release_read_name(struct release *release, const char *word, bool has_version)
{
	struct arena *arena = release->call->arena;
	const char *why = NULL;
	struct purl purl;

	if (!purl_parse(&purl, arena, span_str(word), &why))
		return err_set(ERR_USAGE, "%s is no package URL: %s", word, why ? why : "?");
	if (has_version != (purl.version.n > 0))
		return err_set(ERR_USAGE, "%s: it takes a package URL %s a version", word,
			       has_version ? "with" : "without");
	release->package = package_of(&purl, arena);
	release->version = purl.version;
	purl.version = purl.subpath = (struct span){ 0 };
	purl.n_qualifiers = 0;
	release->name = purl_text(&purl, arena);
	return OK;
}

bool release_is_vouched(const struct release *release)
{
	const struct trust_options *chosen = release->options;

	return chosen->bundle || chosen->provenance || chosen->attestations || chosen->packument;
}

/* Of all that holds, what is strongest says who published. */
static void judge(struct release *release, const struct evidence_list *list)
{
	const struct evidence *best = &list->all[0];
	bool by_key;

	for (size_t i = 0; i < list->n; i++) {
		const struct evidence *one = &list->all[i];

		if (one->verdict.reason != REASON_NONE) {
			release->reason = one->verdict.reason;
			release->is_verified = false;
			return;
		}
		if (one->how > best->how ||
		    (one->how == best->how && one->is_first && !best->is_first))
			best = one;
	}
	by_key = best->how == PUBLISHER_KEY;
	release->publisher = (struct publisher){ .how = best->how };
	if (best->how == PUBLISHER_REGISTRY)
		return; /* its keys come and go */
	release->publisher.issuer = sigstore_fact(&best->verdict, "issuer");
	release->publisher.identity = sigstore_fact(&best->verdict, by_key ? "key" : "identity");
}

enum err release_verify(struct release *release, const char *file)
{
	struct evidence_list list;
	struct mapped mapped;
	enum err e;

	if (!file)
		return err_set(ERR_USAGE, "what is vouched for? name the file of the release");
	e = mapped_open(&mapped, file);
	if (e != OK)
		return e;
	e = evidence_ask(release, place_name(span_str(file)), mapped.bytes, &list);
	mapped_close(&mapped);
	if (e == OK)
		judge(release, &list);
	return e;
}
