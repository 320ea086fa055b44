/* Relationships: who needs what, what is known against what. */
#include "report/spdx/spdx.h"

static void open_relation(struct spdx *x, struct span id, struct span from, const char *type)
{
	spdx_element(x, "Relationship", id);
	jsonw_text(&x->w, "from", from);
	jsonw_word(&x->w, "relationshipType", type);
	jsonw_list(&x->w, "to");
}

static void close_relation(struct spdx *x)
{
	jsonw_list_end(&x->w);
	jsonw_map_end(&x->w);
}

void spdx_root_needs(struct spdx *x)
{
	bool open = false;

	for (const struct component *c = x->bill.report->components; c; c = c->next) {
		if (!bill_lists(&x->bill, c) || !bill_needs(&x->bill, c))
			continue;
		if (!open)
			open_relation(x, spdx_id(x, "needs-of-root", 0), spdx_id(x, "root", 0),
				      "dependsOn");
		open = true;
		jsonw_text(&x->w, NULL, spdx_component_id(x, c));
	}
	if (open)
		close_relation(x);
}

/* A need that several places state is one edge. */
void spdx_needs(struct spdx *x, const struct component *component)
{
	const struct component *last = NULL;
	bool open = false;

	for (const struct dependency *d = component->dependencies; d; d = d->next) {
		bool again = d->component == last;

		last = d->component;
		if (again || !bill_lists(&x->bill, d->component))
			continue;
		if (!open)
			open_relation(x, spdx_id(x, "needs", component->order),
				      spdx_component_id(x, component), "dependsOn");
		open = true;
		jsonw_text(&x->w, NULL, spdx_component_id(x, d->component));
	}
	if (open)
		close_relation(x);
}

static struct span shown(const struct finding *f, const char *key)
{
	for (size_t i = 0; i < f->n_evidence; i++)
		if (strcmp(f->evidence[i].key, key) == 0)
			return f->evidence[i].text;
	return (struct span){ 0 };
}

void spdx_vulnerability(struct spdx *x, const struct finding *f, uint64_t number)
{
	struct span id = spdx_id(x, "vulnerability", number), advisory = shown(f, "advisory");

	spdx_element(x, "security_Vulnerability", id);
	jsonw_text(&x->w, "name", advisory.n ? advisory : span_str(f->rule->id));
	jsonw_text(&x->w, "description", f->message);
	if (advisory.n) {
		jsonw_list(&x->w, "externalIdentifier");
		jsonw_map_flat(&x->w, NULL);
		jsonw_word(&x->w, "type", "ExternalIdentifier");
		jsonw_word(&x->w, "externalIdentifierType", "securityOther");
		jsonw_text(&x->w, "identifier", advisory);
		jsonw_map_end(&x->w);
		jsonw_list_end(&x->w);
	}
	jsonw_map_end(&x->w);
	open_relation(x, spdx_id(x, "affected", number), spdx_component_id(x, f->component),
		      "hasAssociatedVulnerability");
	jsonw_text(&x->w, NULL, id);
	close_relation(x);
}
