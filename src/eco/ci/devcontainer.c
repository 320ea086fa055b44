/*
 * Development containers (containers.dev, "devcontainer.json reference"): the image, features,
 * editor extensions and what commands install.
 */
#include "eco/ci/steps.h"
#include "eco/entry.h"
#include "eco/place.h"
#include "format/format.h"

static unsigned bid(const struct probe *probe)
{
	static const char *const patterns[] = { "devcontainer.json", ".devcontainer.json", NULL };

	return place_like_any(probe->path, patterns) && !place_is_foreign(probe->path) ? BID_LIKELY
										       : BID_NONE;
}

static void tell_extensions(struct tree *tree, const struct value *list)
{
	if (!value_is_kind(list, VALUE_LIST))
		return;
	value_each (item, list) {
		struct span text = tree_text(tree, item);
		ptrdiff_t dot = span_byte(text, '.'), at = span_byte(text, '@');
		size_t end = at > 0 ? (size_t)at : text.n;
		struct entry entry;

		if (dot <= 0 || text.p[0] == '-')
			continue;
		entry = entry_package("vscode-extension",
				      span_part(text, (uint64_t)dot + 1, end - (size_t)dot - 1),
				      "manifest");
		entry_text(&entry, "namespace", span_part(text, 0, (uint64_t)dot));
		entry_text(&entry, "version", span_from(text, end + 1));
		entry_word(&entry, "scope", "dev");
		entry_number(&entry, "line", tree_line(tree, item));
		entry_emit(&entry, tree->job, item->offset);
	}
}

/* Features are artifacts of a registry, named as images are. */
static void tell_features(struct tree *tree, const struct value *map)
{
	if (!value_is_kind(map, VALUE_MAP))
		return;
	value_each (key, map) {
		struct span text = tree_text(tree, key);

		if (span_byte(text, '/') > 0 && text.p[0] != '.')
			steps_tell_image(tree, key);
	}
}

static void tell_commands(struct tree *tree, const struct value *root)
{
	static const char *const keys[] = { "initializeCommand",
					    "onCreateCommand",
					    "updateContentCommand",
					    "postCreateCommand",
					    "postStartCommand",
					    "postAttachCommand",
					    NULL };

	for (size_t i = 0; keys[i]; i++) {
		const struct value *v = value_get(root, keys[i]);

		if (value_is_kind(v, VALUE_STRING))
			steps_tell_script(tree, v);
		if (value_is_kind(v, VALUE_MAP))
			value_each (key, v)
				steps_tell_script(tree, value_is_kind(value_of(key), VALUE_STRING)
								? value_of(key)
								: NULL);
	}
}

static bool tell(struct tree *tree)
{
	const struct value *root = tree->root;

	if (!value_is_kind(root, VALUE_MAP))
		return false;
	steps_tell_image(tree, value_get(root, "image"));
	tell_features(tree, value_get(root, "features"));
	tell_extensions(tree, value_get(value_get(value_get(root, "customizations"), "vscode"),
					"extensions"));
	tell_extensions(tree, value_get(root, "extensions"));
	tell_commands(tree, root);
	return true;
}

static void read(struct job *job, struct span bytes)
{
	tree_read(job, bytes, NOTATION_JSONC, tell);
}

const struct format format_ci_devcontainer = {
	.name = "devcontainer",
	.bid = bid,
	.read = read,
	.of_project = true,
};
