/*
 * SPDX 3.0 in JSON-LD: one graph of elements that name each other. Packages, AI packages and data
 * sets are components; licences and needs are relationships between elements.
 */
#include "eco/bom/bom.h"
#include "eco/index.h"
#include "format/document.h"
#include "format/format.h"

struct reading {
	struct job *job;
	struct arena *arena;
	const struct value *graph;
	const struct value **elements; /* by number, in the order of the graph */
	struct index by_id;
	struct index licences; /* from the id of an element to the number of a licence */
	struct span root;
};

static unsigned bid(const struct probe *probe)
{
	if (!probe_opens_json(probe))
		return BID_NONE;
	return span_has(probe->head, "spdx.org/rdf/3.") || (span_has(probe->head, "\"@graph\"") &&
							    span_has(probe->head, "CreationInfo"))
		       ? BID_LIKELY
		       : BID_NONE;
}

static struct span text(const struct reading *r, const struct value *map, const char *key)
{
	struct span said = value_text(value_get(map, key), r->arena);

	return bom_says_nothing(said) ? (struct span){ 0 } : said;
}

static struct span id_of(const struct reading *r, const struct value *element)
{
	struct span id = text(r, element, "spdxId");

	return id.n ? id : text(r, element, "@id");
}

static const struct value *element_of(struct reading *r, struct span id)
{
	size_t number = index_find(&r->by_id, id);

	return number == INDEX_NONE ? NULL : r->elements[number];
}

static bool is_type(const struct value *element, const char *type)
{
	return value_is(value_get(element, "type"), type);
}

static const char *const kinds[][2] = {
	{ "software_Package", "package" },
	{ "ai_AIPackage", "model" },
	{ "dataset_DatasetPackage", "dataset" },
};

static const char *kind_of(const struct value *element)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (is_type(element, kinds[i][0]))
			return kinds[i][1];
	return NULL;
}

static bool is_purpose(const struct value *element, const char *word)
{
	return value_is(value_get(element, "software_primaryPurpose"), word);
}

static void add_purl(const struct reading *r, struct entry *entry, const struct value *element)
{
	struct span purl = text(r, element, "software_packageUrl");

	value_each (other, value_get(element, "externalIdentifier"))
		if (purl.n == 0 &&
		    (value_is(value_get(other, "externalIdentifierType"), "packageUrl") ||
		     value_is(value_get(other, "externalIdentifierType"), "packageURL")))
			purl = text(r, other, "identifier");
	entry_text(entry, "from_purl", purl);
}

/* Lists of {key, value} whose keys are ours. */
static void add_dictionary(const struct reading *r, struct entry *entry, const struct value *list,
			   bool are_metrics)
{
	value_each (item, list) {
		struct span key = text(r, item, "key"), value = text(r, item, "value");

		if (key.n == 0 || value.n == 0)
			continue;
		if (are_metrics)
			entry_text(entry, "metric", bom_joined(r->arena, key, " ", value));
		else
			entry_text(entry, arena_text(r->arena, key), value);
	}
}

static void add_model(const struct reading *r, struct entry *entry, const struct value *element)
{
	entry_values(entry, "architecture", value_get(element, "ai_typeOfModel"), r->arena);
	entry_values(entry, "task", value_get(element, "ai_domain"), r->arena);
	add_dictionary(r, entry, value_get(element, "ai_hyperparameter"), false);
	add_dictionary(r, entry, value_get(element, "ai_metric"), true);
}

static void add_licence(struct reading *r, struct entry *entry, struct span id)
{
	size_t number = index_find(&r->licences, id);
	const struct value *licence = number == INDEX_NONE ? NULL : r->elements[number];

	entry_text(entry, "licence", text(r, licence, "simplelicensing_licenseExpression"));
	if (is_type(licence, "expandedlicensing_ListedLicense"))
		entry_text(entry, "licence", text(r, licence, "name"));
}

static void read_package(struct reading *r, const struct value *element, const char *kind)
{
	struct span id = id_of(r, element);
	struct entry entry = entry_of(is_purpose(element, "container") ? "image" : kind,
				      text(r, element, "name"), "bom");

	entry_text(&entry, "id", id);
	add_purl(r, &entry, element);
	entry_text(&entry, "version", text(r, element, "software_packageVersion"));
	if (id.n && span_eq(id, r->root))
		entry_word(&entry, "root", "yes");
	entry_text(&entry, "supplier",
		   text(r, element_of(r, text(r, element, "suppliedBy")), "name"));
	entry_text(&entry, "origin", text(r, element, "software_downloadLocation"));
	entry_text(&entry, "homepage", text(r, element, "software_homePage"));
	entry_text(&entry, "description", text(r, element, "description"));
	add_licence(r, &entry, id);
	value_each (sum, value_get(element, "verifiedUsing"))
		bom_digest(&entry, r->arena, text(r, sum, "algorithm"), text(r, sum, "hashValue"));
	if (strcmp(kind, "model") == 0)
		add_model(r, &entry, element);
	entry_emit(&entry, r->job, element->offset);
}

/* Relationships. */

static bool is_relation(const struct value *element, const char *type)
{
	return value_is(value_get(element, "relationshipType"), type);
}

static void read_needs(struct reading *r, const struct value *element)
{
	static const char *const needs[] = { "dependsOn", "contains",	 "trainedOn",
					     "testedOn",  "hasDataFile", "hasOptionalDependency",
					     NULL };
	struct span from = text(r, element, "from");

	for (size_t i = 0; needs[i]; i++) {
		if (!is_relation(element, needs[i]))
			continue;
		value_each (to, value_get(element, "to"))
			entry_need(r->job, from, value_text(to, r->arena), (struct span){ 0 }, NULL,
				   to->offset);
	}
}

static void note_licence(struct reading *r, const struct value *element)
{
	const struct value *to = value_first(value_get(element, "to"));

	if (!is_relation(element, "hasDeclaredLicense") &&
	    !is_relation(element, "hasConcludedLicense"))
		return;

	size_t number = index_find(&r->by_id, value_text(to, r->arena));

	if (number != INDEX_NONE)
		index_add(&r->licences, text(r, element, "from"), number);
}

static void find_root(struct reading *r, const struct value *element)
{
	const struct value *root = value_first(value_get(element, "rootElement"));

	if (is_type(element, "software_Sbom") || is_type(element, "Bom"))
		r->root = value_text(root, r->arena);
}

/* An element that names another may stand before it: three rounds. */
static void read_graph(struct reading *r)
{
	size_t n = 0;

	r->elements = arena_array(r->arena, r->graph->size + 1, sizeof(struct value *));
	index_init(&r->by_id, r->arena, r->graph->size);
	index_init(&r->licences, r->arena, r->graph->size);
	value_each (element, r->graph) {
		r->elements[n] = element;
		index_add(&r->by_id, id_of(r, element), n++);
	}
	value_each (element, r->graph) {
		note_licence(r, element);
		find_root(r, element);
	}
	value_each (element, r->graph) {
		const char *kind = kind_of(element);

		if (kind)
			read_package(r, element, kind);
		read_needs(r, element);
	}
}

static void read(struct job *job, struct span bytes)
{
	struct reading r = { .job = job, .arena = job_arena(job) };
	struct document doc;

	document_open_marked(&doc, job, bytes);
	r.graph = value_get(doc.json.root, "@graph");
	if (value_is_kind(r.graph, VALUE_LIST)) {
		read_graph(&r);
		document_say(&doc, job, 0);
	} else if (doc.is_read) {
		job_decline(job);
	}
	document_close(&doc, job);
}

const struct format format_bom_spdx3 = {
	.name = "spdx-3",
	.bid = bid,
	.read = read,
};
