/*
 * Manifests of an Ollama store: manifests/HOST/NAMESPACE/NAME/TAG, JSON in the shape of an OCI
 * image manifest. Its layers are blobs beside it, the weights among them, found by their digests.
 */
#include "eco/ai/say.h"
#include "eco/place.h"
#include "eco/tree.h"
#include "format/format.h"

enum { LAYERS_MAX = 32 };

static unsigned bid(const struct probe *probe)
{
	return place_like(probe->path, "manifests/*/*/*/*") && span_starts(probe->head, "{") &&
			       span_has(probe->head, "vnd.ollama.")
		       ? BID_LIKELY
		       : BID_NONE;
}

/* The part of the path that many parts before its last one. */
static struct span part_from_end(struct span path, size_t back)
{
	while (back-- > 0)
		path = place_folder(path);
	return place_name(path);
}

static void tell_layer(struct tree *tree, const struct value *layer)
{
	static const char prefix[] = "application/vnd.ollama.image.";
	struct span type = tree_text(tree, value_get(layer, "mediaType"));
	const struct value *digest = value_get(layer, "digest");

	if (!span_starts(type, prefix))
		return;
	type = span_from(type, sizeof(prefix) - 1);
	say_value(tree->job, "model", "layer", digest);
	if (!span_is(type, "model"))
		say_value(
			tree->job, "model",
			arena_printf(tree->arena, "%.*s_digest", (int)type.n, (const char *)type.p),
			digest);
}

static bool tell(struct tree *tree)
{
	const struct value *layers = value_get(tree->root, "layers");
	struct span path = job_path(tree->job), space = part_from_end(path, 2);
	size_t n = 0;

	if (!value_is_kind(layers, VALUE_LIST))
		return tree->faulty;
	say_text(tree->job, "model", "ecosystem", span_str("ollama"), 0);
	if (!span_is(space, "library"))
		say_text(tree->job, "model", "namespace", space, 0);
	say_text(tree->job, "model", "name", part_from_end(path, 1), 0);
	say_text(tree->job, "model", "version", place_name(path), 0);
	say_text(tree->job, "model", "registry", part_from_end(path, 3), 0);
	say_value(tree->job, "model", "layer",
		  value_get(value_get(tree->root, "config"), "digest"));
	value_each (layer, layers)
		if (n++ < LAYERS_MAX)
			tell_layer(tree, layer);
	return true;
}

static void read(struct job *job, struct span bytes)
{
	tree_read(job, bytes, NOTATION_JSON, tell);
}

const struct format format_ai_ollama = {
	.name = "ollama",
	.bid = bid,
	.read = read,
	.examples = (const char *const[]){ "manifests/host/library/name/tag", NULL },
};
