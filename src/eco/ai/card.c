/*
 * Cards of models and data sets: a README whose YAML front matter says what it is of (Hugging Face
 * Hub, "Model Cards" and "Dataset Cards"). What a card does not say by one of its particular keys
 * is no card: many sites begin their pages like this.
 */
#include "eco/ai/say.h"
#include "eco/place.h"
#include "eco/tree.h"
#include "format/format.h"

enum { LIST_MAX = 12, METRICS_MAX = 8 };

static bool opens(struct span head)
{
	return span_starts(head, "---\n") || span_starts(head, "---\r\n");
}

static unsigned bid(const struct probe *probe)
{
	static const char *const names[] = { "README.md", "README*.md", "*model*card*.md",
					     "*dataset*card*.md", NULL };

	return opens(probe->head) && place_like_any(probe->path, names) ? BID_READ : BID_NONE;
}

/* Up to the line that ends the front matter; empty when none does. */
static struct span front_matter(struct span text)
{
	size_t at = 4;

	while (at < text.n) {
		struct span rest = span_from(text, at);

		if (span_starts(rest, "---"))
			return span_part(text, 0, at);
		ptrdiff_t end = span_byte(rest, '\n');

		if (end == SPAN_NONE)
			break;
		at += (size_t)end + 1;
	}
	return (struct span){ 0 };
}

static bool has_any(const struct value *map, const char *const *keys)
{
	for (size_t i = 0; keys[i]; i++)
		if (value_get(map, keys[i]))
			return true;
	return false;
}

struct row {
	const char *key, *attribute;
};

static const struct row model_rows[] = {
	{ "tags", "tag" },
	{ "language", "language" },
	{ "new_version", "new_version" },
	{ "metrics", "metric_name" },
	{ "datasets", "dataset" },
	{ "base_model_relation", "base_model_relation" },
	{ "base_model", "base_model" },
	{ "pipeline_tag", "task" },
	{ "library_name", "library" },
	{ "model_name", "display_name" },
	{ "model_creator", "author" },
	{ "license_name", "licence_name" },
	{ "license_link", "licence_link" },
	{ "license", "licence" },
};

static const struct row dataset_rows[] = {
	{ "tags", "tag" },
	{ "language", "language" },
	{ "task_ids", "task_id" },
	{ "task_categories", "task" },
	{ "size_categories", "size" },
	{ "source_datasets", "source_dataset" },
	{ "annotations_creators", "annotations_creator" },
	{ "pretty_name", "display_name" },
	{ "license_name", "licence_name" },
	{ "license_link", "licence_link" },
	{ "license", "licence" },
};

/* "accuracy on squad 0.91" of the results in a model-index. */
static void tell_metrics(struct tree *tree, const struct value *result, size_t *left)
{
	struct span dataset = tree_text(tree, value_get(value_get(result, "dataset"), "name"));
	const struct value *metrics = value_get(result, "metrics");

	if (!value_is_kind(metrics, VALUE_LIST))
		return;
	value_each (metric, metrics) {
		struct span type = tree_text(tree, value_get(metric, "type"));
		struct span value = tree_text(tree, value_get(metric, "value"));

		if (type.n == 0 || value.n == 0 || *left == 0)
			continue;
		--*left;
		say_text(tree->job, "model", "metric",
			 span_str(arena_printf(tree->arena, "%.*s%s%.*s %.*s", (int)type.n,
					       (const char *)type.p, dataset.n ? " on " : "",
					       (int)dataset.n, (const char *)dataset.p,
					       (int)value.n, (const char *)value.p)),
			 metric->offset);
	}
}

static void tell_index(struct tree *tree, const struct value *index)
{
	size_t left = METRICS_MAX;

	if (!value_is_kind(index, VALUE_LIST))
		return;
	value_each (model, index) {
		const struct value *results = value_get(model, "results");

		say_value(tree->job, "model", "display_name", value_get(model, "name"));
		if (value_is_kind(results, VALUE_LIST))
			value_each (result, results)
				tell_metrics(tree, result, &left);
	}
}

static void tell_rows(struct tree *tree, const struct value *map, const char *source,
		      const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		say_values(tree->job, source, rows[i].attribute, value_get(map, rows[i].key),
			   LIST_MAX);
}

/* configs of a data set name its files; those of a site are something else. */
static bool has_data_files(const struct value *map)
{
	return value_get(value_first(value_get(map, "configs")), "config_name") != NULL;
}

static bool tell(struct tree *tree)
{
	static const char *const of_dataset[] = { "task_categories",
						  "dataset_info",
						  "size_categories",
						  "annotations_creators",
						  "source_datasets",
						  "language_creators",
						  NULL };
	static const char *const of_model[] = { "library_name", "pipeline_tag", "base_model",
						"model-index",	"model_name",	NULL };
	const struct value *map = value_first(tree->root);

	if (!value_is_kind(map, VALUE_MAP))
		return false;
	if (has_any(map, of_dataset) || has_data_files(map)) {
		say_text(tree->job, "dataset", "card", job_name(tree->job), 0);
		tell_rows(tree, map, "dataset", dataset_rows,
			  sizeof(dataset_rows) / sizeof(dataset_rows[0]));
		return true;
	}
	if (!has_any(map, of_model))
		return false;
	say_text(tree->job, "model", "card", job_name(tree->job), 0);
	tell_index(tree, value_get(map, "model-index"));
	tell_rows(tree, map, "model", model_rows, sizeof(model_rows) / sizeof(model_rows[0]));
	return true;
}

static void read(struct job *job, struct span bytes)
{
	struct span front = front_matter(bytes);

	if (front.n)
		tree_read(job, front, NOTATION_YAML, tell);
	else
		job_decline(job);
}

const struct format format_ai_card = {
	.name = "card",
	.bid = bid,
	.read = read,
};
