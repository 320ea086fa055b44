/* SPDX 2.2 and 2.3 in JSON: the packages that a document states, and their relationships. */
#include "eco/bom/bom.h"
#include "eco/bom/spdx2.h"
#include "format/document.h"
#include "format/format.h"

struct reading {
	struct job *job;
	struct arena *arena;
};

static unsigned bid(const struct probe *probe)
{
	if (!probe_opens_json(probe))
		return BID_NONE;
	if (span_has(probe->head, "\"spdxVersion\""))
		return BID_LIKELY;
	return span_ends(probe->name, ".spdx.json") ? BID_READ : BID_NONE;
}

static struct span text(const struct reading *r, const struct value *map, const char *key)
{
	struct span said = value_text(value_get(map, key), r->arena);

	return bom_says_nothing(said) ? (struct span){ 0 } : said;
}

static void add_references(const struct reading *r, struct entry *entry, const struct value *list)
{
	value_each (reference, list)
		if (value_is(value_get(reference, "referenceType"), "purl"))
			entry_text(entry, "from_purl", text(r, reference, "referenceLocator"));
}

static void read_package(const struct reading *r, const struct value *package, bool is_root)
{
	struct entry entry = entry_of(spdx2_kind(text(r, package, "primaryPackagePurpose")),
				      text(r, package, "name"), "bom");
	struct span licence = text(r, package, "licenseConcluded");

	entry_text(&entry, "id", text(r, package, "SPDXID"));
	entry_text(&entry, "version", text(r, package, "versionInfo"));
	add_references(r, &entry, value_get(package, "externalRefs"));
	if (is_root)
		entry_word(&entry, "root", "yes");
	entry_text(&entry, "licence", licence.n ? licence : text(r, package, "licenseDeclared"));
	entry_text(&entry, "supplier", spdx2_maker(text(r, package, "supplier")));
	entry_text(&entry, "author", spdx2_maker(text(r, package, "originator")));
	entry_text(&entry, "origin", text(r, package, "downloadLocation"));
	entry_text(&entry, "homepage", text(r, package, "homepage"));
	entry_text(&entry, "description", text(r, package, "description"));
	value_each (sum, value_get(package, "checksums"))
		bom_digest(&entry, r->arena, text(r, sum, "algorithm"),
			   text(r, sum, "checksumValue"));
	entry_emit(&entry, r->job, package->offset);
}

/* What the document is about: one thing said by documentDescribes or by a relationship. */
static struct span subject_of(const struct reading *r, const struct value *root)
{
	const struct value *described = value_first(value_get(root, "documentDescribes"));

	if (described)
		return value_text(described, r->arena);
	value_each (relationship, value_get(root, "relationships"))
		if (value_is(value_get(relationship, "relationshipType"), "DESCRIBES"))
			return text(r, relationship, "relatedSpdxElement");
	return (struct span){ 0 };
}

static void read_relationship(const struct reading *r, const struct value *relationship)
{
	spdx2_relate(r->job, text(r, relationship, "spdxElementId"),
		     text(r, relationship, "relationshipType"),
		     text(r, relationship, "relatedSpdxElement"), relationship->offset);
}

static void read(struct job *job, struct span bytes)
{
	struct reading r = { .job = job, .arena = job_arena(job) };
	struct document doc;

	document_open_marked(&doc, job, bytes);

	const struct value *root = doc.json.root;
	struct span version = value_text(value_get(root, "spdxVersion"), r.arena);

	if (span_starts(version, "SPDX-2.")) {
		struct span subject = subject_of(&r, root);

		value_each (package, value_get(root, "packages"))
			read_package(&r, package,
				     subject.n && span_eq(subject, text(&r, package, "SPDXID")));
		value_each (relationship, value_get(root, "relationships"))
			read_relationship(&r, relationship);
		document_say(&doc, job, 0);
	} else if (doc.is_read) {
		job_decline(job);
	}
	document_close(&doc, job);
}

const struct format format_bom_spdx2 = {
	.name = "spdx-2",
	.bid = bid,
	.read = read,
};
