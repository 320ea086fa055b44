/*
 * Models of MLflow: MLmodel says what a folder holds, meta.yaml of a file store's registry which
 * version of a registered model it is (MLflow docs, "Model Storage Format"). Their package URLs are
 * of the type mlflow, with the run as qualifier (purl-spec).
 */
#include "eco/ai/say.h"
#include "eco/entry.h"
#include "eco/origin.h"
#include "eco/place.h"
#include "eco/tree.h"
#include "format/format.h"

static const char registry[] = "models/*/version-*/meta.yaml";

static unsigned bid(const struct probe *probe)
{
	if (span_is(probe->name, "MLmodel"))
		return BID_LIKELY;
	return place_like(probe->path, registry) ? BID_READ : BID_NONE;
}

/* "model_uuid=...&run_id=..." of those that are known, in the order of their names. */
static struct span qualifiers(struct tree *tree, const struct value *map)
{
	struct span uuid = tree_text(tree, value_get(map, "model_uuid"));
	struct span run = tree_text(tree, value_get(map, "run_id"));

	return span_str(arena_printf(tree->arena, "%s%.*s%s%s%.*s", uuid.n ? "model_uuid=" : "",
				     (int)uuid.n, (const char *)uuid.p, uuid.n && run.n ? "&" : "",
				     run.n ? "run_id=" : "", (int)run.n, (const char *)run.p));
}

static bool tell_model(struct tree *tree)
{
	const struct value *map = value_first(tree->root), *flavors = value_get(map, "flavors");

	if (!value_is_kind(flavors, VALUE_MAP))
		return tree->faulty;
	say_text(tree->job, "model", "ecosystem", span_str("mlflow"), 0);
	say_value(tree->job, "model", "name", value_get(map, "name"));
	say_text(tree->job, "model", "qualifiers", qualifiers(tree, map), 0);
	say_value(tree->job, "model", "mlflow_version", value_get(map, "mlflow_version"));
	say_value(tree->job, "model", "created", value_get(map, "utc_time_created"));
	value_each (key, flavors)
		say_text(tree->job, "model", "flavor", tree_text(tree, key), key->offset);
	return true;
}

static bool tell_registered(struct tree *tree)
{
	const struct value *map = value_first(tree->root), *name = value_get(map, "name");
	struct entry entry = entry_of("model", tree_text(tree, name), "metadata");

	if (!value_is_kind(name, VALUE_STRING) || !value_get(map, "version"))
		return false;
	entry_word(&entry, "ecosystem", "mlflow");
	entry_value(&entry, "version", value_get(map, "version"), tree->arena);
	entry_text(&entry, "qualifiers", qualifiers(tree, map));
	entry_value(&entry, "stage", value_get(map, "current_stage"), tree->arena);
	entry_text(&entry, "origin",
		   origin_redacted(tree_text(tree, value_get(map, "source")), tree->arena));
	entry_emit(&entry, tree->job, 0);
	return true;
}

static void read(struct job *job, struct span bytes)
{
	tree_read(job, bytes, NOTATION_YAML,
		  span_is(job_name(job), "MLmodel") ? tell_model : tell_registered);
}

const struct format format_ai_mlflow = {
	.name = "mlflow",
	.bid = bid,
	.read = read,
	.examples = (const char *const[]){ "MLmodel", "models/a/version-1/meta.yaml", NULL },
};
