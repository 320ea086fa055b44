/* OpenVEX 0.2 (github.com/openvex/spec). */
#include "eco/vex/vex.h"

static const char *const statuses[] = { "not_affected", "fixed", "affected",
					"under_investigation" };

static const char *status_of(const struct value *statement)
{
	for (size_t i = 0; i < sizeof(statuses) / sizeof(*statuses); i++)
		if (value_is(value_get(statement, "status"), statuses[i]))
			return statuses[i];
	return "under_investigation";
}

/* 0.2 has objects with @id and identifiers.purl, 0.0 and 0.1 plain texts. */
static struct span purl_of(const struct vex *vex, const struct value *product)
{
	struct span purl = vex_text(vex, value_get(product, "identifiers"), "purl");

	if (purl.n == 0)
		purl = vex_text(vex, product, "@id");
	if (purl.n == 0)
		purl = value_text(product, vex->arena);
	return span_starts(purl, "pkg:") ? purl : (struct span){ 0 };
}

static void add_names(struct vex *vex, struct entry *entry, const struct value *statement)
{
	const struct value *v = value_get(statement, "vulnerability");

	entry_value(entry, "vulnerability", v, vex->arena); /* 0.0: a text */
	entry_value(entry, "vulnerability", value_get(v, "name"), vex->arena);
	entry_value(entry, "vulnerability", value_get(v, "@id"), vex->arena);
	if (value_is_kind(value_get(v, "aliases"), VALUE_LIST))
		entry_values(entry, "vulnerability", value_get(v, "aliases"), vex->arena);
}

static void read_product(struct vex *vex, const struct entry *statement,
			 const struct value *product)
{
	const struct value *parts = value_get(product, "subcomponents");
	struct entry entry = *statement;

	if (value_is_kind(parts, VALUE_LIST))
		value_each (part, parts)
			entry_text(&entry, "part", purl_of(vex, part));
	vex_tell(vex, &entry, purl_of(vex, product));
}

static void read_statement(struct vex *vex, const struct value *root, const struct value *statement)
{
	struct entry entry = vex_statement(vex, status_of(statement));
	const struct value *products = value_get(statement, "products");
	struct span when = vex_text(vex, statement, "timestamp");

	entry_value(&entry, "justification", value_get(statement, "justification"), vex->arena);
	entry_value(&entry, "reason", value_get(statement, "impact_statement"), vex->arena);
	entry_value(&entry, "who", value_get(root, "author"), vex->arena);
	entry_text(&entry, "when", when.n ? when : vex_text(vex, root, "timestamp"));
	add_names(vex, &entry, statement);
	if (!value_first(products))
		vex_tell(vex, &entry, (struct span){ 0 });
	value_each (product, products)
		read_product(vex, &entry, product);
}

bool vex_read_openvex(struct vex *vex, const struct value *root)
{
	const struct value *statements = value_get(root, "statements");

	if (!span_has(vex_text(vex, root, "@context"), "openvex") ||
	    !value_is_kind(statements, VALUE_LIST))
		return false;
	value_each (statement, statements)
		read_statement(vex, root, statement);
	return true;
}
