/*
 * Data sets that say themselves what they are: Croissant (MLCommons Croissant 1.0), the libraries'
 * dataset_info.json and dataset_infos.json, Kaggle's dataset-metadata.json.
 */
#include "eco/ai/say.h"
#include "eco/entry.h"
#include "eco/origin.h"
#include "eco/place.h"
#include "eco/tree.h"
#include "format/format.h"

enum { FILES_MAX = 32 };

/* A string, or the name of the person or organization in its place. */
static struct span name_of(struct tree *tree, const struct value *v)
{
	if (value_is_kind(v, VALUE_LIST))
		v = value_first(v);
	return tree_text(tree, value_is_kind(v, VALUE_MAP) ? value_get(v, "name") : v);
}

/* Croissant. */

static bool is_croissant(struct tree *tree, const struct value *root)
{
	struct span conforms = name_of(tree, value_get(root, "conformsTo"));
	struct span type = name_of(tree, value_get(root, "@type"));
	const struct value *context = value_get(root, "@context");

	return (span_is(type, "sc:Dataset") || span_is(type, "Dataset") ||
		span_is(type, "schema:Dataset")) &&
	       (span_has(conforms, "croissant") || value_get(context, "cr") ||
		value_get(root, "recordSet"));
}

static void croissant_files(struct tree *tree, struct entry *entry, const struct value *list)
{
	size_t n = 0;

	if (!value_is_kind(list, VALUE_LIST))
		return;
	value_each (file, list) {
		struct span digest = tree_text(tree, value_get(file, "sha256"));
		struct span name = tree_text(tree, value_get(file, "name"));

		if (name.n == 0)
			name = tree_text(tree, value_get(file, "@id"));
		if (digest.n != 64 || n++ >= FILES_MAX)
			continue;
		if (list->size == 1)
			entry_text(entry, "digest",
				   span_str(arena_printf(tree->arena, "sha256:%.*s", (int)digest.n,
							 (const char *)digest.p)));
		entry_text(entry, "file",
			   span_str(arena_printf(tree->arena, "sha256:%.*s %.*s", (int)digest.n,
						 (const char *)digest.p, (int)name.n,
						 (const char *)name.p)));
	}
}

static bool tell_croissant(struct tree *tree)
{
	const struct value *root = tree->root;
	struct entry entry =
		entry_of("dataset", tree_text(tree, value_get(root, "name")), "metadata");

	if (!is_croissant(tree, root))
		return false;
	entry_word(&entry, "ecosystem", "generic");
	entry_value(&entry, "version", value_get(root, "version"), tree->arena);
	entry_values(&entry, "licence", value_get(root, "license"), tree->arena);
	entry_text(&entry, "supplier", name_of(tree, value_get(root, "creator")));
	entry_text(&entry, "origin",
		   origin_redacted(tree_text(tree, value_get(root, "url")), tree->arena));
	entry_value(&entry, "description", value_get(root, "description"), tree->arena);
	entry_value(&entry, "published", value_get(root, "datePublished"), tree->arena);
	croissant_files(tree, &entry, value_get(root, "distribution"));
	entry_emit(&entry, tree->job, root->offset);
	return true;
}

/* Kaggle: id is "owner/name". */
static bool tell_kaggle(struct tree *tree)
{
	const struct value *id = value_get(tree->root, "id");
	struct span text = tree_text(tree, id);
	ptrdiff_t slash = span_byte(text, '/');
	struct entry entry = entry_of("dataset", span_from(text, (uint64_t)slash + 1), "metadata");
	const struct value *licences = value_get(tree->root, "licenses");

	if (slash <= 0 || !value_get(tree->root, "title"))
		return false;
	entry_word(&entry, "ecosystem", "generic");
	entry_text(&entry, "namespace", span_part(text, 0, (uint64_t)slash));
	entry_value(&entry, "display_name", value_get(tree->root, "title"), tree->arena);
	entry_text(&entry, "licence", name_of(tree, licences));
	entry_word(&entry, "registry", "kaggle");
	entry_emit(&entry, tree->job, id->offset);
	return true;
}

/* The library datasets: one description, or a map of configurations to them. */

static bool is_info(const struct value *v)
{
	return value_get(v, "features") &&
	       (value_get(v, "splits") || value_get(v, "builder_name") || value_get(v, "citation"));
}

static void tell_one(struct tree *tree, const struct value *info)
{
	const struct value *splits = value_get(info, "splits");

	say_value(tree->job, "dataset", "display_name", value_get(info, "dataset_name"));
	say_value(tree->job, "dataset", "builder", value_get(info, "builder_name"));
	say_value(tree->job, "dataset", "config", value_get(info, "config_name"));
	say_value(tree->job, "dataset", "licence", value_get(info, "license"));
	say_value(tree->job, "dataset", "homepage", value_get(info, "homepage"));
	say_value(tree->job, "dataset", "dataset_size", value_get(info, "dataset_size"));
	if (value_is_kind(splits, VALUE_MAP))
		value_each (key, splits)
			say_text(tree->job, "dataset", "split", tree_text(tree, key), key->offset);
}

static bool tell_info(struct tree *tree)
{
	bool known = is_info(tree->root);

	if (known)
		tell_one(tree, tree->root);
	else if (value_is_kind(tree->root, VALUE_MAP))
		value_each (key, tree->root)
			if (is_info(value_of(key))) {
				tell_one(tree, value_of(key));
				known = true;
			}
	return known;
}

static unsigned bid(const struct probe *probe)
{
	static const char *const names[] = { "dataset_info.json", "dataset_infos.json",
					     "dataset-metadata.json", NULL };
	static const char *const endings[] = { ".json", ".jsonld", NULL };

	if (place_like_any(probe->path, names))
		return BID_READ;
	return probe_named(probe, endings) && span_has(probe->head, "@context") &&
			       (span_has(probe->head, "croissant") ||
				span_has(probe->head, "recordSet"))
		       ? BID_READ
		       : BID_NONE;
}

static void read(struct job *job, struct span bytes)
{
	struct span name = job_name(job);

	if (span_is(name, "dataset-metadata.json"))
		tree_read(job, bytes, NOTATION_JSON, tell_kaggle);
	else if (span_is(name, "dataset_info.json") || span_is(name, "dataset_infos.json"))
		tree_read(job, bytes, NOTATION_JSON, tell_info);
	else
		tree_read(job, bytes, NOTATION_JSON, tell_croissant);
}

const struct format format_ai_dataset = {
	.name = "dataset",
	.bid = bid,
	.read = read,
	.examples = (const char *const[]){ "dataset_info.json", "dataset-metadata.json",
					   "croissant.json", NULL },
};
