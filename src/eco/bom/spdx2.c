/* SPDX 2.2 and 2.3 in JSON: the packages that a document states, and their relationships. */
#include "eco/bom/bom.h"
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

/* "Organization: Acme (mail)" and "Person: ..." name who stands behind the colon. */
static struct span maker(struct span said)
{
	ptrdiff_t colon = span_byte(said, ':');

	if (colon == SPAN_NONE)
		return said;
	said = span_from(said, (uint64_t)colon + 1);
	while (said.n && said.p[0] == ' ')
		said = span_from(said, 1);
	return said;
}

static const char *const kinds[][2] = {
	{ "CONTAINER", "image" },
	{ "FILE", "file" },
};

static const char *kind_of(const struct value *package)
{
	const struct value *purpose = value_get(package, "primaryPackagePurpose");

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (value_is(purpose, kinds[i][0]))
			return kinds[i][1];
	return "package";
}

static void add_references(const struct reading *r, struct entry *entry, const struct value *list)
{
	value_each (reference, list)
		if (value_is(value_get(reference, "referenceType"), "purl"))
			entry_text(entry, "from_purl", text(r, reference, "referenceLocator"));
}

static void read_package(const struct reading *r, const struct value *package, bool is_root)
{
	struct entry entry = entry_of(kind_of(package), text(r, package, "name"), "bom");
	struct span licence = text(r, package, "licenseConcluded");

	entry_text(&entry, "id", text(r, package, "SPDXID"));
	entry_text(&entry, "version", text(r, package, "versionInfo"));
	add_references(r, &entry, value_get(package, "externalRefs"));
	if (is_root)
		entry_word(&entry, "root", "yes");
	entry_text(&entry, "licence", licence.n ? licence : text(r, package, "licenseDeclared"));
	entry_text(&entry, "supplier", maker(text(r, package, "supplier")));
	entry_text(&entry, "author", maker(text(r, package, "originator")));
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

/* Relationships that mean a need; those that say it from the other end are turned round. */
struct relation {
	const char *word;
	bool turned;
	const char *scope;
};

static const struct relation relations[] = {
	{ "DEPENDS_ON", false, NULL },
	{ "CONTAINS", false, NULL },
	{ "DEPENDENCY_OF", true, NULL },
	{ "CONTAINED_BY", true, NULL },
	{ "RUNTIME_DEPENDENCY_OF", true, NULL },
	{ "BUILD_DEPENDENCY_OF", true, "build" },
	{ "DEV_DEPENDENCY_OF", true, "dev" },
	{ "TEST_DEPENDENCY_OF", true, "test" },
	{ "OPTIONAL_DEPENDENCY_OF", true, "optional" },
};

static void read_relationship(const struct reading *r, const struct value *relationship)
{
	struct span from = text(r, relationship, "spdxElementId");
	struct span to = text(r, relationship, "relatedSpdxElement");
	const struct value *type = value_get(relationship, "relationshipType");

	for (size_t i = 0; i < sizeof(relations) / sizeof(*relations); i++)
		if (value_is(type, relations[i].word))
			entry_need(r->job, relations[i].turned ? to : from,
				   relations[i].turned ? from : to, (struct span){ 0 },
				   relations[i].scope, relationship->offset);
}

static void read(struct job *job, struct span bytes)
{
	struct reading r = { .job = job, .arena = job_arena(job) };
	struct document doc;

	document_open(&doc, job, bytes);

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
