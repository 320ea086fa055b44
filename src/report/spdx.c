/* The bill of materials as SPDX 3.0.1 with the profiles AI and Dataset. */
#include "report/spdx/spdx.h"

#include "report/output.h"
#include "sys/clock.h"

struct span spdx_id(struct spdx *x, const char *kind, uint64_t number)
{
	return span_str(arena_printf(&x->bill.arena, "%s#%s-%llu", x->bill.serial, kind,
				     (unsigned long long)number));
}

struct span spdx_component_id(struct spdx *x, const struct component *component)
{
	return spdx_id(x, "component", component->order);
}

void spdx_element(struct spdx *x, const char *type, struct span id)
{
	jsonw_map(&x->w, NULL);
	jsonw_word(&x->w, "type", type);
	jsonw_text(&x->w, "spdxId", id);
	jsonw_word(&x->w, "creationInfo", SPDX_CREATION);
}

void spdx_text(struct spdx *x, const char *key, struct span text)
{
	if (text.n)
		jsonw_text(&x->w, key, text);
}

static void list_one(struct spdx *x, const char *key, struct span text)
{
	jsonw_list_flat(&x->w, key);
	jsonw_text(&x->w, NULL, text);
	jsonw_list_end(&x->w);
}

static void write_creation(struct spdx *x)
{
	struct jsonw *w = &x->w;
	char created[CLOCK_TEXT];

	clock_text(x->bill.report->observed_at, created);
	jsonw_map(w, NULL);
	jsonw_word(w, "type", "CreationInfo");
	jsonw_word(w, "@id", SPDX_CREATION);
	jsonw_word(w, "specVersion", "3.0.1");
	jsonw_word(w, "created", created);
	list_one(x, "createdBy", spdx_id(x, "agent", 0));
	list_one(x, "createdUsing", spdx_id(x, "tool", 0));
	jsonw_map_end(w);
	spdx_element(x, "SoftwareAgent", spdx_id(x, "agent", 0));
	jsonw_word(w, "name", "assay");
	jsonw_map_end(w);
	spdx_element(x, "Tool", spdx_id(x, "tool", 0));
	jsonw_word(w, "name", "assay " ASSAY_VERSION);
	jsonw_map_end(w);
	spdx_element(x, "Agent", spdx_id(x, "agent", 1));
	jsonw_word(w, "name", SPDX_NOTHING);
	jsonw_map_end(w);
}

static bool has_kind(const struct report *report, enum component_kind kind)
{
	for (const struct component *c = report->components; c; c = c->next)
		if (c->kind == kind && !c->removed)
			return true;
	return false;
}

static void write_profiles(struct spdx *x)
{
	struct jsonw *w = &x->w;

	jsonw_list_flat(w, "profileConformance");
	jsonw_word(w, NULL, "core");
	jsonw_word(w, NULL, "software");
	jsonw_word(w, NULL, "simpleLicensing");
	if (has_kind(x->bill.report, COMPONENT_MODEL))
		jsonw_word(w, NULL, "ai");
	if (has_kind(x->bill.report, COMPONENT_DATASET))
		jsonw_word(w, NULL, "dataset");
	jsonw_list_end(w);
}

static void write_document(struct spdx *x)
{
	struct jsonw *w = &x->w;

	spdx_element(x, "SpdxDocument", spdx_id(x, "document", 0));
	jsonw_text(w, "name", x->bill.name);
	write_profiles(x);
	list_one(x, "rootElement", spdx_id(x, "sbom", 0));
	jsonw_map_end(w);
	spdx_element(x, "software_Sbom", spdx_id(x, "sbom", 0));
	jsonw_text(w, "name", x->bill.name);
	list_one(x, "software_sbomType", span_str("analyzed"));
	list_one(x, "rootElement", spdx_id(x, "root", 0));
	jsonw_list(w, "element");
	for (const struct component *c = x->bill.report->components; c; c = c->next)
		if (bill_lists(&x->bill, c))
			jsonw_text(w, NULL, spdx_component_id(x, c));
	jsonw_list_end(w);
	jsonw_map_end(w);
}

static void write_root(struct spdx *x)
{
	const struct component *root = x->bill.root;

	spdx_element(x, "software_Package", spdx_id(x, "root", 0));
	jsonw_text(&x->w, "name", x->bill.name);
	jsonw_word(&x->w, "software_primaryPurpose", "application");
	if (root) {
		spdx_text(x, "software_packageVersion", root->version);
		spdx_text(x, "software_packageUrl", root->purl);
		spdx_text(x, "description", root->description);
	}
	jsonw_map_end(&x->w);
	if (root)
		spdx_licence(x, root, spdx_id(x, "root", 0));
	spdx_root_needs(x);
}

static void write_graph(struct spdx *x)
{
	const struct report *report = x->bill.report;
	uint64_t number = 0;

	write_creation(x);
	write_document(x);
	write_root(x);
	for (const struct component *c = report->components; c; c = c->next)
		if (bill_lists(&x->bill, c))
			spdx_package(x, c);
	for (const struct component *c = report->components; c; c = c->next)
		if (bill_lists(&x->bill, c))
			spdx_needs(x, c);
	for (const struct finding *f = report->findings; f; f = f->next)
		if (f->component && bill_lists(&x->bill, f->component))
			spdx_vulnerability(x, f, number++);
}

static void write(const struct report *report, struct sink *out,
		  const struct output_options *options)
{
	struct spdx x = { 0 };
	size_t names = 4 * (report->n_components + 1);

	(void)options;
	bill_init(&x.bill, report);
	set_init(&x.written, arena_array(&x.bill.arena, set_room(names), sizeof(struct span)),
		 names);
	jsonw_init(&x.w, out);
	jsonw_map(&x.w, NULL);
	jsonw_word(&x.w, "@context", "https://spdx.org/rdf/3.0.1/spdx-context.jsonld");
	jsonw_list(&x.w, "@graph");
	write_graph(&x);
	jsonw_list_end(&x.w);
	jsonw_map_end(&x.w);
	jsonw_end(&x.w);
	bill_free(&x.bill);
}

const struct output output_spdx = {
	.name = "spdx",
	.media_type = "application/spdx+json; version=3.0.1",
	.write = write,
	.is_bill = true,
};
