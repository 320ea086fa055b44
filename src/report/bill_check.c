/* Completeness against the minimum elements of an SBOM for AI. */
#include "report/bill_check.h"

#include <assert.h>

#include "base/escape.h"
#include "base/jsonw.h"

static const char *const state_words[BILL_STATE_COUNT] = {
	[BILL_MISSING] = "missing",
	[BILL_DERIVED] = "derived",
	[BILL_ASSERTED] = "asserted",
};

const char *bill_state_word(enum bill_state state)
{
	assert(state < BILL_STATE_COUNT);
	return state_words[state];
}

/* What an element is asked of. */
enum subject {
	OF_BILL,
	OF_COMPONENTS, /* packages, images, agents */
	OF_SERVICES,
	OF_MODELS,
	OF_DATASETS,
};

/* How an element is found in a component. */
enum place {
	IN_NAME,
	IN_VERSION,
	IN_IDENTIFIER,
	IN_DIGESTS,
	IN_LICENCES,
	IN_SUPPLIER,
	IN_ORIGIN,
	IN_DESCRIPTION,
	IN_PROPERTY, /* of the key beside it */
	IN_FACT,     /* of the bill, of the key beside it */
	IN_FINDINGS, /* what advisories say, or that the bill says it */
	IN_EDGES,    /* any dependency at all */
	IN_LIST,     /* any component at all */
};

struct row {
	const char *id, *cluster, *title;
	enum subject subject;
	enum place place;
	const char *key;
	enum bill_state source; /* where it comes from when no bill says it */
};

static const char metadata[] = "Metadata", system_level[] = "System level properties",
		  models[] = "Models", datasets[] = "Data set properties",
		  infrastructure[] = "Infrastructure", security[] = "Security properties",
		  indicators[] = "Key performance indicators";

/* The ids are ours: cluster and number. */
static const struct row rows[] = {
	{ "MD-1", metadata, "author of the bill", OF_BILL, IN_FACT, "bom.author", BILL_MISSING },
	{ "MD-2", metadata, "version of the bill", OF_BILL, IN_FACT, "bom.version", BILL_MISSING },
	{ "MD-3", metadata, "format and its version", OF_BILL, IN_FACT, "bom.format",
	  BILL_MISSING },
	{ "MD-4", metadata, "tool that made it", OF_BILL, IN_FACT, "bom.tool", BILL_MISSING },
	{ "MD-5", metadata, "time it was made", OF_BILL, IN_FACT, "bom.timestamp", BILL_MISSING },
	{ "MD-6", metadata, "signature", OF_BILL, IN_FACT, "bom.signature", BILL_MISSING },
	{ "MD-7", metadata, "relations of dependency", OF_BILL, IN_EDGES, NULL, BILL_DERIVED },
	{ "SLP-1", system_level, "name of the system", OF_BILL, IN_FACT, "bom.subject",
	  BILL_MISSING },
	{ "SLP-2", system_level, "components", OF_BILL, IN_LIST, NULL, BILL_DERIVED },
	{ "SLP-3", system_level, "versions of components", OF_COMPONENTS, IN_VERSION, NULL,
	  BILL_DERIVED },
	{ "SLP-4", system_level, "identifiers of components", OF_COMPONENTS, IN_IDENTIFIER, NULL,
	  BILL_DERIVED },
	{ "SLP-5", system_level, "producers of components", OF_COMPONENTS, IN_SUPPLIER, NULL,
	  BILL_ASSERTED },
	{ "SLP-6", system_level, "licences of components", OF_COMPONENTS, IN_LICENCES, NULL,
	  BILL_ASSERTED },
	{ "SLP-7", system_level, "intended area of use", OF_BILL, IN_FACT, "bom.use",
	  BILL_MISSING },
	{ "SLP-8", system_level, "endpoints of services", OF_SERVICES, IN_PROPERTY, "endpoint",
	  BILL_DERIVED },
	{ "SLP-9", system_level, "data flows of services", OF_SERVICES, IN_PROPERTY, "data_flow",
	  BILL_ASSERTED },
	{ "MDL-1", models, "identifier", OF_MODELS, IN_IDENTIFIER, NULL, BILL_DERIVED },
	{ "MDL-2", models, "version", OF_MODELS, IN_VERSION, NULL, BILL_DERIVED },
	{ "MDL-3", models, "producer", OF_MODELS, IN_SUPPLIER, NULL, BILL_ASSERTED },
	{ "MDL-4", models, "architecture", OF_MODELS, IN_PROPERTY, "architecture", BILL_DERIVED },
	{ "MDL-5", models, "number of parameters", OF_MODELS, IN_PROPERTY, "parameters",
	  BILL_DERIVED },
	{ "MDL-6", models, "digest of the weights", OF_MODELS, IN_DIGESTS, NULL, BILL_DERIVED },
	{ "MDL-7", models, "training method", OF_MODELS, IN_PROPERTY, "training", BILL_ASSERTED },
	{ "MDL-8", models, "training data", OF_MODELS, IN_PROPERTY, "dataset", BILL_ASSERTED },
	{ "MDL-9", models, "limitations", OF_MODELS, IN_PROPERTY, "limitation", BILL_ASSERTED },
	{ "MDL-10", models, "licence", OF_MODELS, IN_LICENCES, NULL, BILL_ASSERTED },
	{ "MDL-11", models, "models it is made from", OF_MODELS, IN_PROPERTY, "base_model",
	  BILL_ASSERTED },
	{ "DP-1", datasets, "identity", OF_DATASETS, IN_NAME, NULL, BILL_DERIVED },
	{ "DP-2", datasets, "provenance", OF_DATASETS, IN_ORIGIN, NULL, BILL_ASSERTED },
	{ "DP-3", datasets, "content", OF_DATASETS, IN_DESCRIPTION, NULL, BILL_ASSERTED },
	{ "DP-4", datasets, "statistics", OF_DATASETS, IN_PROPERTY, "size", BILL_DERIVED },
	{ "DP-5", datasets, "sensitivity", OF_DATASETS, IN_PROPERTY, "classification",
	  BILL_ASSERTED },
	{ "DP-6", datasets, "licence", OF_DATASETS, IN_LICENCES, NULL, BILL_ASSERTED },
	{ "DP-7", datasets, "digest", OF_DATASETS, IN_DIGESTS, NULL, BILL_DERIVED },
	{ "INF-1", infrastructure, "hardware and platforms", OF_BILL, IN_FACT, "bom.infrastructure",
	  BILL_MISSING },
	{ "SP-1", security, "controls", OF_BILL, IN_FACT, "bom.controls", BILL_MISSING },
	{ "SP-2", security, "references to vulnerabilities", OF_BILL, IN_FINDINGS,
	  "bom.vulnerabilities", BILL_DERIVED },
	{ "KPI-1", indicators, "metrics of models", OF_MODELS, IN_PROPERTY, "metric",
	  BILL_ASSERTED },
};

enum { ROWS = sizeof(rows) / sizeof(*rows) };
_Static_assert(sizeof(rows) / sizeof(*rows) <= BILL_ELEMENTS_MAX, "room for every element");

/* The bill. */

static bool has_fact(const struct report *report, const char *key)
{
	for (const struct artifact *a = report->artifacts; a; a = a->next)
		for (size_t i = 0; i < a->n_facts; i++)
			if (a->facts[i]->kind == FACT_METADATA && fact_is(a->facts[i], "key", key))
				return true;
	return false;
}

static bool has_edges(const struct report *report)
{
	for (const struct component *c = report->components; c; c = c->next)
		if (c->dependencies)
			return true;
	return report->needs != NULL;
}

static bool is_stated(const struct component *c)
{
	for (const struct occurrence *o = c->occurrences; o; o = o->next)
		if (span_is(o->method, "bom"))
			return true;
	return false;
}

static bool is_any_stated(const struct report *report)
{
	for (const struct component *c = report->components; c; c = c->next)
		if (is_stated(c))
			return true;
	return false;
}

static enum bill_state of_bill(const struct row *row, const struct report *report)
{
	enum bill_state seen = is_any_stated(report) ? BILL_ASSERTED : row->source;

	switch (row->place) {
	case IN_FACT:
		return has_fact(report, row->key) ? BILL_ASSERTED : BILL_MISSING;
	case IN_FINDINGS:
		return has_fact(report, row->key) ? BILL_ASSERTED : row->source;
	case IN_EDGES:
		return has_edges(report) ? seen : BILL_MISSING;
	default:
		return report->components ? seen : BILL_MISSING;
	}
}

/* Components. */

static bool concerns(enum subject subject, const struct component *c)
{
	if (c->removed)
		return false;
	switch (c->kind) {
	case COMPONENT_MODEL:
		return subject == OF_MODELS;
	case COMPONENT_DATASET:
		return subject == OF_DATASETS;
	case COMPONENT_SERVICE:
		return subject == OF_SERVICES;
	default:
		return subject == OF_COMPONENTS;
	}
}

static bool is_there(const struct row *row, const struct component *c)
{
	switch (row->place) {
	case IN_NAME:
		return c->name.n > 0;
	case IN_VERSION:
		return c->version.n > 0;
	case IN_IDENTIFIER:
		return c->purl.n > 0 || c->digests;
	case IN_DIGESTS:
		return c->digests;
	case IN_LICENCES:
		return c->licences;
	case IN_SUPPLIER:
		return c->supplier.n > 0 || component_property(c, "author").n > 0;
	case IN_ORIGIN:
		return c->origin.n > 0 || c->purl.n > 0;
	case IN_DESCRIPTION:
		return c->description.n > 0;
	default:
		return component_property(c, row->key).n > 0;
	}
}

static void count_components(struct bill_element *element, const struct row *row,
			     const struct report *report)
{
	for (const struct component *c = report->components; c; c = c->next) {
		enum bill_state state = BILL_MISSING;

		if (!concerns(row->subject, c))
			continue;
		if (is_there(row, c))
			state = is_stated(c) ? BILL_ASSERTED : row->source;
		element->counts[state]++;
		element->n++;
		if (state == BILL_MISSING && !element->missing)
			element->missing = c;
	}
}

static void judge(struct bill_element *element, const struct row *row, const struct report *report)
{
	*element = (struct bill_element){ .id = row->id,
					  .cluster = row->cluster,
					  .title = row->title };
	if (row->subject != OF_BILL) {
		count_components(element, row, report);
		return;
	}
	element->n = 1;
	element->counts[of_bill(row, report)] = 1;
}

void bill_check(struct bill_check *check, const struct report *report)
{
	size_t applying = 0;

	*check = (struct bill_check){ .n = ROWS };
	for (size_t i = 0; i < ROWS; i++) {
		struct bill_element *element = &check->elements[i];

		judge(element, &rows[i], report);
		applying += element->n > 0;
		for (size_t j = 0; element->n && j < BILL_STATE_COUNT; j++)
			check->share[j] += (double)element->counts[j] / (double)element->n;
	}
	for (size_t j = 0; applying && j < BILL_STATE_COUNT; j++)
		check->share[j] /= (double)applying;
}

/* For people. */

enum { TITLE_WIDTH = 32, NAME_MAX_SHOWN = 200 };

static void write_state(const struct bill_element *element, struct sink *out)
{
	const char *before = "";

	if (element->n == 0) {
		sink_str(out, "does not apply");
		return;
	}
	for (size_t state = BILL_STATE_COUNT; state-- > 0;) {
		if (element->counts[state] == 0)
			continue;
		sink_printf(out, "%s%s", before, state_words[state]);
		if (element->n > 1)
			sink_printf(out, " %zu", element->counts[state]);
		before = ", ";
	}
}

static void write_missing(const struct component *missing, struct sink *out)
{
	struct buf title;

	if (!missing)
		return;
	buf_init(&title, NAME_MAX_SHOWN);
	component_title(missing, &title);
	sink_str(out, "  (first: ");
	sink_span(out, buf_view(&title));
	sink_byte(out, ')');
	buf_free(&title);
}

void bill_check_text(const struct bill_check *check, struct sink *out)
{
	const char *cluster = "";

	for (size_t i = 0; i < check->n; i++) {
		const struct bill_element *element = &check->elements[i];

		if (strcmp(cluster, element->cluster) != 0)
			sink_printf(out, "%s%s\n", i ? "\n" : "", element->cluster);
		cluster = element->cluster;
		sink_printf(out, "  %-7s%-*s", element->id, TITLE_WIDTH, element->title);
		write_state(element, out);
		write_missing(element->missing, out);
		sink_byte(out, '\n');
	}
	sink_printf(out,
		    "\n%.0f %% complete: %.0f %% asserted, %.0f %% derived, %.0f %% missing.\n",
		    100 * (check->share[BILL_ASSERTED] + check->share[BILL_DERIVED]),
		    100 * check->share[BILL_ASSERTED], 100 * check->share[BILL_DERIVED],
		    100 * check->share[BILL_MISSING]);
}

/* JSON. */

static void write_element(struct jsonw *w, const struct bill_element *element)
{
	jsonw_map(w, NULL);
	jsonw_word(w, "id", element->id);
	jsonw_word(w, "cluster", element->cluster);
	jsonw_word(w, "title", element->title);
	jsonw_bool(w, "applies", element->n > 0);
	for (size_t state = 0; state < BILL_STATE_COUNT; state++)
		jsonw_number(w, state_words[state], element->counts[state]);
	if (element->missing && element->missing->purl.n)
		jsonw_text(w, "first_missing", element->missing->purl);
	else if (element->missing)
		jsonw_text(w, "first_missing", element->missing->name);
	jsonw_map_end(w);
}

void bill_check_json(const struct bill_check *check, const struct report *report, struct sink *out)
{
	struct jsonw w;

	jsonw_init(&w, out);
	jsonw_map(&w, NULL);
	jsonw_word(&w, "schema", "assay.bom-check/1");
	jsonw_text(&w, "target", report->target);
	jsonw_map_flat(&w, "share");
	for (size_t state = 0; state < BILL_STATE_COUNT; state++)
		jsonw_fraction(&w, state_words[state], (unsigned)(100 * check->share[state] + 0.5));
	jsonw_map_end(&w);
	jsonw_list(&w, "elements");
	for (size_t i = 0; i < check->n; i++)
		write_element(&w, &check->elements[i]);
	jsonw_list_end(&w);
	jsonw_map_end(&w);
	jsonw_end(&w);
}
