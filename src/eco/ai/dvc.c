/*
 * Data and models that DVC keeps beside a repository: NAME.dvc and dvc.lock name files and folders
 * by the MD5 of their content (DVC docs, ".dvc files", "dvc.yaml").
 */
#include "eco/entry.h"
#include "eco/origin.h"
#include "eco/place.h"
#include "eco/tree.h"
#include "format/format.h"

static unsigned bid(const struct probe *probe)
{
	bool text = span_byte(probe->head, 0) == SPAN_NONE;

	if (span_is(probe->name, "dvc.lock"))
		return BID_LIKELY;
	return text && span_ends(probe->name, ".dvc") ? BID_READ : BID_NONE;
}

/* What is called like weights is a model, all else is data. */
static const char *kind_of(struct span path)
{
	static const char *const models[] = { "*.pt",	 "*.pth",   "*.ckpt",	"*.safetensors",
					      "*.onnx",	 "*.pkl",   "*.joblib", "*.h5",
					      "*.keras", "*.gguf",  "*.pb",	"*.tflite",
					      "*.bin",	 "*.model", "model",	"models",
					      NULL };

	return place_like_any(path, models) ? "model" : "dataset";
}

static void tell_output(struct tree *tree, const struct value *out, struct span origin)
{
	const struct value *path = value_get(out, "path");
	struct span text = tree_text(tree, path), name = place_name(text);
	struct span md5 = tree_text(tree, value_get(out, "md5"));
	struct entry entry = entry_of(kind_of(text), name, "lock");

	if (name.n == 0)
		return;
	entry_word(&entry, "ecosystem", "generic");
	if (span_ends(md5, ".dir"))
		md5.n -= strlen(".dir");
	(void)origin_hex(&entry, "md5", md5, tree->arena);
	entry_value(&entry, "size", value_get(out, "size"), tree->arena);
	entry_value(&entry, "files", value_get(out, "nfiles"), tree->arena);
	entry_text(&entry, "dvc_path", text);
	entry_text(&entry, "origin", origin);
	entry_number(&entry, "line", tree_line(tree, path));
	entry_emit(&entry, tree->job, path->offset);
}

static bool tell_outputs(struct tree *tree, const struct value *map, struct span origin)
{
	const struct value *outs = value_get(map, "outs");

	if (!value_is_kind(outs, VALUE_LIST))
		return false;
	value_each (out, outs)
		tell_output(tree, out, origin);
	return true;
}

/* Where an import comes from: {"deps": [{"repo": {"url": ...}, "path": ...}]}. */
static struct span origin_of(struct tree *tree, const struct value *map)
{
	const struct value *dep = value_first(value_get(map, "deps"));
	const struct value *url = value_get(value_get(dep, "repo"), "url");

	if (!url)
		url = value_get(dep, "path");
	return origin_redacted(tree_text(tree, url), tree->arena);
}

static bool tell(struct tree *tree)
{
	const struct value *map = value_first(tree->root), *stages = value_get(map, "stages");
	bool known = tell_outputs(tree, map, origin_of(tree, map));

	if (value_is_kind(stages, VALUE_MAP))
		value_each (key, stages)
			known |= tell_outputs(tree, value_of(key), (struct span){ 0 });
	return known;
}

static void read(struct job *job, struct span bytes)
{
	tree_read(job, bytes, NOTATION_YAML, tell);
}

const struct format format_ai_dvc = {
	.name = "dvc",
	.bid = bid,
	.read = read,
	.of_project = true,
};
