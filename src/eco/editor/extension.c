/*
 * Extensions of editors and browsers: package.json of one that is installed or in a .vsix, the list
 * of those that are installed, recommendations of a folder, manifest.json of Chromium's.
 */
#include "eco/entry.h"
#include "eco/place.h"
#include "eco/tree.h"
#include "format/format.h"

static const char *const own[] = { "extensions/*/package.json", "extension/package.json", NULL };

static bool is_list(struct span path)
{
	return place_like(path, "extensions/extensions.json");
}

static bool is_recommendation(struct span path)
{
	return place_like(path, ".vscode/extensions.json") && !place_is_foreign(path);
}

static bool is_chromium(struct span path)
{
	return place_like(path, "Extensions/*/*/manifest.json") ||
	       place_like(path, "Extensions/*/manifest.json");
}

static unsigned bid(const struct probe *probe)
{
	struct span path = probe->path;

	return place_like_any(path, own) || is_list(path) || is_recommendation(path) ||
			       is_chromium(path)
		       ? BID_READ
		       : BID_NONE;
}

/* "publisher.name" */
static bool emit_dotted(struct tree *tree, const struct value *v, struct span version,
			const char *method)
{
	struct span text = tree_text(tree, v);
	ptrdiff_t dot = span_byte(text, '.');
	struct entry entry =
		entry_package("vscode-extension", span_from(text, (uint64_t)dot + 1), method);

	if (dot <= 0 || (size_t)dot + 1 == text.n)
		return false;
	entry_text(&entry, "namespace", span_part(text, 0, (uint64_t)dot));
	entry_text(&entry, "version", version);
	entry_word(&entry, "scope", version.n ? NULL : "optional");
	entry_number(&entry, "line", tree_line(tree, v));
	entry_emit(&entry, tree->job, v->offset);
	return true;
}

/* An extension's own package.json: {"publisher", "name", "version", "engines": {"vscode"}}. */
static bool tell_own(struct tree *tree)
{
	const struct value *root = tree->root, *publisher = value_get(root, "publisher");
	struct entry entry;

	if (!value_is_kind(publisher, VALUE_STRING) ||
	    !value_get(value_get(root, "engines"), "vscode"))
		return false;
	entry = entry_package("vscode-extension", tree_text(tree, value_get(root, "name")),
			      "installed");
	entry_text(&entry, "namespace", tree_text(tree, publisher));
	entry_value(&entry, "version", value_get(root, "version"), tree->arena);
	entry_value(&entry, "licence", value_get(root, "license"), tree->arena);
	entry_value(&entry, "description", value_get(root, "description"), tree->arena);
	entry_values(&entry, "activation", value_get(root, "activationEvents"), tree->arena);
	entry_emit(&entry, tree->job, root->offset);
	return true;
}

/* [{"identifier": {"id": "publisher.name"}, "version": "1.2.3"}] */
static bool tell_list(struct tree *tree)
{
	bool known = false;

	if (!value_is_kind(tree->root, VALUE_LIST))
		return false;
	value_each (item, tree->root) {
		const struct value *id = value_get(value_get(item, "identifier"), "id");

		if (id)
			known |= emit_dotted(tree, id, tree_text(tree, value_get(item, "version")),
					     "installed");
	}
	return known;
}

static bool tell_recommendations(struct tree *tree)
{
	const struct value *list = value_get(tree->root, "recommendations");
	bool known = false;

	if (!value_is_kind(list, VALUE_LIST))
		return false;
	value_each (item, list)
		known |= emit_dotted(tree, item, (struct span){ 0 }, "manifest");
	return known;
}

/* An id of Chromium: 32 letters from a to p. */
static bool is_id(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < 'a' || s.p[i] > 'p')
			return false;
	return s.n == 32;
}

static bool tell_chromium(struct tree *tree)
{
	struct span folder = place_folder(job_path(tree->job)), id = place_name(folder);
	const struct value *root = tree->root;
	struct entry entry;

	if (!is_id(id))
		id = place_name(place_folder(folder));
	if (!is_id(id) || !value_is_kind(value_get(root, "manifest_version"), VALUE_NUMBER))
		return false;
	entry = entry_package("chrome-extension", id, "installed");
	entry_value(&entry, "version", value_get(root, "version"), tree->arena);
	entry_value(&entry, "display_name", value_get(root, "name"), tree->arena);
	entry_values(&entry, "permission", value_get(root, "permissions"), tree->arena);
	entry_values(&entry, "permission", value_get(root, "host_permissions"), tree->arena);
	entry_emit(&entry, tree->job, root->offset);
	return true;
}

static void read(struct job *job, struct span bytes)
{
	struct span path = job_path(job);

	if (is_list(path))
		tree_read(job, bytes, NOTATION_JSON, tell_list);
	else if (is_recommendation(path))
		tree_read(job, bytes, NOTATION_JSONC, tell_recommendations);
	else if (is_chromium(path))
		tree_read(job, bytes, NOTATION_JSONC, tell_chromium);
	else
		tree_read(job, bytes, NOTATION_JSON, tell_own);
}

const struct format format_editor_extension = {
	.name = "extension",
	.bid = bid,
	.read = read,
	.examples =
		(const char *const[]){
			"extensions/extensions.json", ".vscode/extensions.json",
			"extension/package.json",
			"Extensions/abcdefghabcdefghabcdefghabcdefgh/1/manifest.json", NULL },
};
