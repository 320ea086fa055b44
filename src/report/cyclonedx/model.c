/* Models and data sets: the ML-BOM part of CycloneDX. */
#include "report/cyclonedx/cyclonedx.h"

static bool has(const struct component *c, const char *key)
{
	return component_property(c, key).n > 0;
}

static void write_ancestors(struct cyclonedx *x, const struct component *c)
{
	if (!has(c, "base_model"))
		return;
	jsonw_map(&x->w, "pedigree");
	jsonw_list(&x->w, "ancestors");
	for (const struct property *p = c->properties; p; p = p->next) {
		if (!span_is(p->key, "base_model"))
			continue;
		jsonw_map_flat(&x->w, NULL);
		jsonw_word(&x->w, "type", "machine-learning-model");
		jsonw_text(&x->w, "name", p->value);
		jsonw_map_end(&x->w);
	}
	jsonw_list_end(&x->w);
	jsonw_map_end(&x->w);
}

static void write_datasets(struct cyclonedx *x, const struct component *c)
{
	if (!has(c, "dataset"))
		return;
	jsonw_list(&x->w, "datasets");
	for (const struct property *p = c->properties; p; p = p->next) {
		if (!span_is(p->key, "dataset"))
			continue;
		jsonw_map_flat(&x->w, NULL);
		jsonw_word(&x->w, "type", "dataset");
		jsonw_text(&x->w, "name", p->value);
		jsonw_map_end(&x->w);
	}
	jsonw_list_end(&x->w);
}

static void write_parameters(struct cyclonedx *x, const struct component *c)
{
	jsonw_map(&x->w, "modelParameters");
	cyclonedx_text(x, "task", component_property(c, "task"));
	cyclonedx_text(x, "architectureFamily", component_property(c, "architecture_family"));
	cyclonedx_text(x, "modelArchitecture", component_property(c, "architecture"));
	write_datasets(x, c);
	jsonw_map_end(&x->w);
}

/* A metric is "TYPE VALUE". */
static void write_metrics(struct cyclonedx *x, const struct component *c)
{
	if (!has(c, "metric"))
		return;
	jsonw_map(&x->w, "quantitativeAnalysis");
	jsonw_list(&x->w, "performanceMetrics");
	for (const struct property *p = c->properties; p; p = p->next) {
		const uint8_t *blank = memrchr(p->value.p, ' ', p->value.n);

		if (!span_is(p->key, "metric") || !blank)
			continue;

		uint64_t at = (uint64_t)(blank - p->value.p);

		jsonw_map_flat(&x->w, NULL);
		jsonw_text(&x->w, "type", span_part(p->value, 0, at));
		jsonw_text(&x->w, "value", span_from(p->value, at + 1));
		jsonw_map_end(&x->w);
	}
	jsonw_list_end(&x->w);
	jsonw_map_end(&x->w);
}

void cyclonedx_model(struct cyclonedx *x, const struct component *c)
{
	write_ancestors(x, c);
	jsonw_map(&x->w, "modelCard");
	write_parameters(x, c);
	write_metrics(x, c);
	jsonw_map_end(&x->w);
}

void cyclonedx_dataset(struct cyclonedx *x, const struct component *c)
{
	jsonw_list(&x->w, "data");
	jsonw_map_flat(&x->w, NULL);
	jsonw_word(&x->w, "type", "dataset");
	jsonw_text(&x->w, "name", c->name);
	cyclonedx_text(x, "classification", component_property(c, "classification"));
	cyclonedx_text(x, "description", c->description);
	jsonw_map_end(&x->w);
	jsonw_list_end(&x->w);
}
