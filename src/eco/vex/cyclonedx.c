/* VEX as CycloneDX has it: vulnerabilities[].analysis, about components of the same document or
 * package URLs. */
#include "eco/index.h"
#include "eco/vex/vex.h"

/* analysis.state, and what it comes to. */
static const char *const states[][2] = {
	{ "not_affected", "not_affected" },
	{ "false_positive", "not_affected" },
	{ "resolved", "fixed" },
	{ "resolved_with_pedigree", "fixed" },
	{ "exploitable", "affected" },
};

struct reading {
	struct vex *vex;
	const struct value *root;
	struct index refs; /* from a bom-ref to a value: its node's index in the document */
};

static const char *status_of(const struct value *analysis)
{
	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++)
		if (value_is(value_get(analysis, "state"), states[i][0]))
			return states[i][1];
	return "under_investigation";
}

/* Every map of the document that has both: components, at any depth. */
static void index_refs(struct reading *r)
{
	size_t n = 0;

	for (uint32_t i = 0; i < r->root->nodes; i++)
		n += value_is(&r->root[i], "bom-ref");
	index_init(&r->refs, r->vex->arena, n);
	for (uint32_t i = 0; i < r->root->nodes; i++) {
		const struct value *map = &r->root[i];

		if (map->kind == VALUE_MAP && value_get(map, "bom-ref") && value_get(map, "purl"))
			index_add(&r->refs, vex_text(r->vex, map, "bom-ref"), i);
	}
}

/* A link is "urn:cdx:SERIAL/VERSION#bom-ref". */
static struct span purl_of(struct reading *r, struct span ref)
{
	ptrdiff_t hash = span_starts(ref, "urn:cdx:") ? span_byte(ref, '#') : SPAN_NONE;
	struct span name = hash == SPAN_NONE ? ref : span_from(ref, (uint64_t)hash + 1);
	size_t i = index_find(&r->refs, name);

	if (i != INDEX_NONE)
		return vex_text(r->vex, &r->root[i], "purl");
	return span_starts(name, "pkg:") ? name : (struct span){ 0 };
}

static void add_names(struct vex *vex, struct entry *entry, const struct value *vulnerability)
{
	const struct value *references = value_get(vulnerability, "references");

	entry_value(entry, "vulnerability", value_get(vulnerability, "id"), vex->arena);
	if (value_is_kind(references, VALUE_LIST))
		value_each (reference, references)
			entry_value(entry, "vulnerability", value_get(reference, "id"), vex->arena);
}

static void read_vulnerability(struct reading *r, const struct value *vulnerability)
{
	const struct value *analysis = value_get(vulnerability, "analysis");
	const struct value *affects = value_get(vulnerability, "affects");
	struct entry entry;
	struct span when;

	if (!value_is_kind(analysis, VALUE_MAP))
		return; /* it states nothing */
	entry = vex_statement(r->vex, status_of(analysis));
	when = vex_text(r->vex, analysis, "lastUpdated");
	if (when.n == 0)
		when = vex_text(r->vex, value_get(r->root, "metadata"), "timestamp");
	entry_value(&entry, "justification", value_get(analysis, "justification"), r->vex->arena);
	entry_value(&entry, "reason", value_get(analysis, "detail"), r->vex->arena);
	entry_text(&entry, "when", when);
	add_names(r->vex, &entry, vulnerability);
	if (!value_first(affects))
		vex_tell(r->vex, &entry, (struct span){ 0 });
	value_each (affected, affects)
		vex_tell(r->vex, &entry, purl_of(r, vex_text(r->vex, affected, "ref")));
}

bool vex_read_cyclonedx(struct vex *vex, const struct value *root)
{
	struct reading r = { .vex = vex, .root = root };
	const struct value *vulnerabilities = value_get(root, "vulnerabilities");

	if (!value_is(value_get(root, "bomFormat"), "CycloneDX") ||
	    !value_is_kind(vulnerabilities, VALUE_LIST))
		return false;
	index_refs(&r);
	value_each (vulnerability, vulnerabilities)
		read_vulnerability(&r, vulnerability);
	return true;
}
