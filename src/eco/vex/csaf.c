/* CSAF 2.0, profile 5: VEX. Products are named by ids, which the product tree explains. */
#include "eco/index.h"
#include "eco/vex/vex.h"

struct reading {
	struct vex *vex;
	const struct value *root;
	struct index products; /* from a product id to the node of its map */
};

/* vulnerabilities[].product_status, and what each list comes to. */
static const char *const statuses[][2] = {
	{ "known_not_affected", "not_affected" },
	{ "fixed", "fixed" },
	{ "first_fixed", "fixed" },
	{ "known_affected", "affected" },
	{ "first_affected", "affected" },
	{ "last_affected", "affected" },
	{ "under_investigation", "under_investigation" },
};

static struct span purl_at(struct reading *r, const struct value *product)
{
	return vex_text(r->vex, value_get(product, "product_identification_helper"), "purl");
}

/* Products stand at any depth of the tree, which is one array: no need to descend. */
static void index_products(struct reading *r)
{
	size_t n = 0;

	for (uint32_t i = 0; i < r->root->nodes; i++)
		n += value_is(&r->root[i], "product_id");
	index_init(&r->products, r->vex->arena, n);
	for (uint32_t i = 0; i < r->root->nodes; i++)
		if (r->root[i].kind == VALUE_MAP && value_get(&r->root[i], "product_id"))
			index_add(&r->products, vex_text(r->vex, &r->root[i], "product_id"), i);
}

static struct span purl_of(struct reading *r, const struct value *id)
{
	size_t i = index_find(&r->products, value_text(id, r->vex->arena));

	return i == INDEX_NONE ? (struct span){ 0 } : purl_at(r, &r->root[i]);
}

static bool names(struct reading *r, const struct value *list, struct span id)
{
	if (value_is_kind(list, VALUE_LIST))
		value_each (item, list)
			if (span_eq(value_text(item, r->vex->arena), id))
				return true;
	return false;
}

/* flags[].label justifies, threats[] of category impact explain, each for some products. */
static void add_reasons(struct reading *r, struct entry *entry, const struct value *vulnerability,
			const struct value *id)
{
	const struct value *flags = value_get(vulnerability, "flags");
	const struct value *threats = value_get(vulnerability, "threats");
	struct span product = value_text(id, r->vex->arena);

	if (value_is_kind(flags, VALUE_LIST))
		value_each (flag, flags)
			if (names(r, value_get(flag, "product_ids"), product))
				entry_value(entry, "justification", value_get(flag, "label"),
					    r->vex->arena);
	if (value_is_kind(threats, VALUE_LIST))
		value_each (threat, threats)
			if (value_is(value_get(threat, "category"), "impact") &&
			    names(r, value_get(threat, "product_ids"), product))
				entry_value(entry, "reason", value_get(threat, "details"),
					    r->vex->arena);
}

static void add_names(struct reading *r, struct entry *entry, const struct value *vulnerability)
{
	const struct value *ids = value_get(vulnerability, "ids");

	entry_value(entry, "vulnerability", value_get(vulnerability, "cve"), r->vex->arena);
	if (value_is_kind(ids, VALUE_LIST))
		value_each (id, ids)
			entry_value(entry, "vulnerability", value_get(id, "text"), r->vex->arena);
}

static void read_status(struct reading *r, const struct value *vulnerability,
			const struct value *list, const char *status)
{
	const struct value *document = value_get(r->root, "document");
	const struct value *tracking = value_get(document, "tracking");
	struct entry entry;

	if (!value_is_kind(list, VALUE_LIST))
		return;
	entry = vex_statement(r->vex, status);
	entry_value(&entry, "who", value_get(value_get(document, "publisher"), "name"),
		    r->vex->arena);
	entry_value(&entry, "when", value_get(tracking, "current_release_date"), r->vex->arena);
	add_names(r, &entry, vulnerability);
	value_each (id, list) {
		struct entry one = entry;

		add_reasons(r, &one, vulnerability, id);
		vex_tell(r->vex, &one, purl_of(r, id));
	}
}

bool vex_read_csaf(struct vex *vex, const struct value *root)
{
	struct reading r = { .vex = vex, .root = root };
	const struct value *vulnerabilities = value_get(root, "vulnerabilities");

	if (!value_get(value_get(root, "document"), "csaf_version") ||
	    !value_is_kind(vulnerabilities, VALUE_LIST))
		return false;
	index_products(&r);
	value_each (vulnerability, vulnerabilities) {
		const struct value *lists = value_get(vulnerability, "product_status");

		for (size_t i = 0; i < sizeof(statuses) / sizeof(*statuses); i++)
			read_status(&r, vulnerability, value_get(lists, statuses[i][0]),
				    statuses[i][1]);
	}
	return true;
}
