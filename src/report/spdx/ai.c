/* Keys of the profiles AI and Dataset. */
#include "report/spdx/spdx.h"

enum { TRAINING_MAX = 4 << 10 };

/* Every value of a property as a list. */
static void write_list(struct spdx *x, const char *key, const struct component *c,
		       const char *property)
{
	if (component_property(c, property).n == 0)
		return;
	jsonw_list(&x->w, key);
	for (const struct property *p = c->properties; p; p = p->next)
		if (span_is(p->key, property))
			jsonw_text(&x->w, NULL, p->value);
	jsonw_list_end(&x->w);
}

static void write_entry(struct spdx *x, struct span key, struct span value)
{
	jsonw_map_flat(&x->w, NULL);
	jsonw_word(&x->w, "type", "DictionaryEntry");
	jsonw_text(&x->w, "key", key);
	jsonw_text(&x->w, "value", value);
	jsonw_map_end(&x->w);
}

/* A metric is "TYPE VALUE". */
static void write_metrics(struct spdx *x, const struct component *c)
{
	if (component_property(c, "metric").n == 0)
		return;
	jsonw_list(&x->w, "ai_metric");
	for (const struct property *p = c->properties; p; p = p->next) {
		const uint8_t *blank = memrchr(p->value.p, ' ', p->value.n);

		if (!span_is(p->key, "metric") || !blank)
			continue;

		uint64_t at = (uint64_t)(blank - p->value.p);

		write_entry(x, span_part(p->value, 0, at), span_from(p->value, at + 1));
	}
	jsonw_list_end(&x->w);
}

static const char *const facts[] = { "format", "parameters", "quantization", "context_length" };

static void write_facts(struct spdx *x, const struct component *c)
{
	bool open = false;

	for (size_t i = 0; i < sizeof(facts) / sizeof(*facts); i++) {
		struct span value = component_property(c, facts[i]);

		if (value.n == 0)
			continue;
		if (!open)
			jsonw_list(&x->w, "ai_hyperparameter");
		open = true;
		write_entry(x, span_str(facts[i]), value);
	}
	if (open)
		jsonw_list_end(&x->w);
}

static void add_all(struct buf *text, const char *what, const struct component *c,
		    const char *property)
{
	const char *before = what;

	for (const struct property *p = c->properties; p; p = p->next) {
		if (!span_is(p->key, property))
			continue;
		if (text->n && before == what)
			buf_str(text, "; ");
		buf_str(text, before);
		buf_span(text, p->value);
		before = ", ";
	}
}

static void write_training(struct spdx *x, const struct component *c)
{
	struct buf text;

	buf_init(&text, TRAINING_MAX);
	add_all(&text, "base model: ", c, "base_model");
	add_all(&text, "data sets: ", c, "dataset");
	spdx_text(x, "ai_informationAboutTraining", buf_view(&text));
	buf_free(&text);
}

void spdx_model(struct spdx *x, const struct component *c)
{
	write_list(x, "ai_typeOfModel", c, "architecture");
	write_list(x, "ai_domain", c, "task");
	write_facts(x, c);
	write_metrics(x, c);
	write_training(x, c);
}

void spdx_dataset(struct spdx *x, const struct component *c)
{
	(void)c;
	jsonw_list_flat(&x->w, "dataset_datasetType");
	jsonw_word(&x->w, NULL, "noAssertion");
	jsonw_list_end(&x->w);
}
