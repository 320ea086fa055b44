/* The bill of materials as CycloneDX 1.6. */
#include "report/cyclonedx/cyclonedx.h"
#include "report/output.h"
#include "sys/clock.h"

static void write_tool(struct cyclonedx *x)
{
	struct jsonw *w = &x->w;

	jsonw_map(w, "tools");
	jsonw_list(w, "components");
	jsonw_map_flat(w, NULL);
	jsonw_word(w, "type", "application");
	jsonw_word(w, "name", "assay");
	jsonw_word(w, "version", ASSAY_VERSION);
	jsonw_map_end(w);
	jsonw_list_end(w);
	jsonw_map_end(w);
}

static void write_subject(struct cyclonedx *x)
{
	const struct component *root = x->bill.root;
	struct jsonw *w = &x->w;

	jsonw_map(w, "component");
	jsonw_word(w, "type", "application");
	jsonw_word(w, "bom-ref", BILL_ROOT_REF);
	jsonw_text(w, "name", x->bill.name);
	if (root) {
		cyclonedx_text(x, "version", root->version);
		cyclonedx_text(x, "description", root->description);
		cyclonedx_licences(x, root);
		cyclonedx_text(x, "purl", root->purl);
		cyclonedx_references(x, root);
		cyclonedx_properties(x, root);
	}
	jsonw_map_end(w);
}

static void write_property(struct jsonw *w, const char *name, const char *value)
{
	jsonw_map_flat(w, NULL);
	jsonw_word(w, "name", name);
	jsonw_word(w, "value", value);
	jsonw_map_end(w);
}

static void write_metadata(struct cyclonedx *x)
{
	const struct report *report = x->bill.report;
	struct jsonw *w = &x->w;
	char observed[CLOCK_TEXT];

	clock_text(report->observed_at, observed);
	jsonw_map(w, "metadata");
	jsonw_word(w, "timestamp", observed);
	jsonw_list(w, "lifecycles");
	jsonw_map_flat(w, NULL);
	jsonw_word(w, "phase", "discovery");
	jsonw_map_end(w);
	jsonw_list_end(w);
	write_tool(x);
	write_subject(x);
	jsonw_list(w, "properties");
	write_property(w, "assay:status", status_word(report_status(report)));
	jsonw_list_end(w);
	jsonw_map_end(w);
}

static void write_components(struct cyclonedx *x)
{
	jsonw_list(&x->w, "components");
	for (const struct component *c = x->bill.report->components; c; c = c->next)
		if (c->kind != COMPONENT_SERVICE && bill_lists(&x->bill, c))
			cyclonedx_component(x, c);
	jsonw_list_end(&x->w);
}

static void write_services(struct cyclonedx *x)
{
	jsonw_list(&x->w, "services");
	for (const struct component *c = x->bill.report->components; c; c = c->next)
		if (c->kind == COMPONENT_SERVICE && bill_lists(&x->bill, c))
			cyclonedx_service(x, c);
	jsonw_list_end(&x->w);
}

/* A need that several places state is one edge. */
static void write_needs(struct cyclonedx *x, const struct component *component)
{
	const struct component *last = NULL;

	jsonw_map(&x->w, NULL);
	jsonw_text(&x->w, "ref", bill_ref(&x->bill, component));
	jsonw_list(&x->w, "dependsOn");
	for (const struct dependency *d = component->dependencies; d; d = d->next) {
		if (d->component != last && bill_lists(&x->bill, d->component))
			jsonw_text(&x->w, NULL, bill_ref(&x->bill, d->component));
		last = d->component;
	}
	jsonw_list_end(&x->w);
	jsonw_map_end(&x->w);
}

static void write_root_needs(struct cyclonedx *x)
{
	jsonw_map(&x->w, NULL);
	jsonw_word(&x->w, "ref", BILL_ROOT_REF);
	jsonw_list(&x->w, "dependsOn");
	for (const struct component *c = x->bill.report->components; c; c = c->next)
		if (bill_lists(&x->bill, c) && bill_needs(&x->bill, c))
			jsonw_text(&x->w, NULL, bill_ref(&x->bill, c));
	jsonw_list_end(&x->w);
	jsonw_map_end(&x->w);
}

static void write_dependencies(struct cyclonedx *x)
{
	jsonw_list(&x->w, "dependencies");
	write_root_needs(x);
	for (const struct component *c = x->bill.report->components; c; c = c->next)
		if (bill_lists(&x->bill, c))
			write_needs(x, c);
	jsonw_list_end(&x->w);
}

void cyclonedx_write(const struct report *report, struct sink *out, enum cyclonedx_version version)
{
	struct cyclonedx x = { .version = version };
	const char *number = version == CYCLONEDX_1_7 ? "1.7" : "1.6";

	bill_init(&x.bill, report);
	jsonw_init(&x.w, out);
	jsonw_map(&x.w, NULL);
	jsonw_word(&x.w, "bomFormat", "CycloneDX");
	jsonw_word(&x.w, "specVersion", number);
	jsonw_word(&x.w, "serialNumber", x.bill.serial);
	jsonw_number(&x.w, "version", 1);
	write_metadata(&x);
	write_components(&x);
	write_services(&x);
	write_dependencies(&x);
	cyclonedx_vulnerabilities(&x);
	jsonw_map_end(&x.w);
	jsonw_end(&x.w);
	bill_free(&x.bill);
}

static void write(const struct report *report, struct sink *out,
		  const struct output_options *options)
{
	(void)options;
	cyclonedx_write(report, out, CYCLONEDX_1_6);
}

const struct output output_cyclonedx = {
	.name = "cyclonedx",
	.media_type = "application/vnd.cyclonedx+json; version=1.6",
	.write = write,
	.is_bill = true,
};
