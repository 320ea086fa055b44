/* Opening a manifest. */
#include "eco/tree.h"

#include "base/toml.h"
#include "format/document.h"

static bool tell_tree(struct tree *tree, const struct value *root, const char *why,
		      bool (*tell)(struct tree *tree))
{
	tree->root = root;
	tree->faulty = why != NULL;
	return root && tell(tree);
}

static void read_toml(struct tree *tree, bool (*tell)(struct tree *tree))
{
	struct toml toml;

	toml_read(&toml, tree->arena, tree->bytes);
	if (!tell_tree(tree, toml.root, toml.why, tell))
		job_decline(tree->job);
	else if (toml.why)
		job_malformed(tree->job, toml.why, toml.at);
}

void tree_read(struct job *job, struct span bytes, enum notation notation,
	       bool (*tell)(struct tree *tree))
{
	struct tree tree = {
		.job = job, .arena = job_arena(job), .bytes = bytes, .lines = lines_of(bytes)
	};
	struct document doc;

	if (notation == NOTATION_TOML) {
		read_toml(&tree, tell);
		return;
	}
	if (notation == NOTATION_YAML)
		document_open_yaml(&doc, job, bytes, NULL, NULL);
	else if (notation == NOTATION_JSONC)
		document_open_jsonc(&doc, job, bytes);
	else
		document_open(&doc, job, bytes);
	if (tell_tree(&tree, doc.json.root, doc.json.why, tell))
		document_say(&doc, job, 0);
	else if (doc.is_read)
		job_decline(job);
	document_close(&doc, job);
}

enum notation tree_notation(struct span name)
{
	if (span_ends(name, ".toml"))
		return NOTATION_TOML;
	return span_ends(name, ".yaml") || span_ends(name, ".yml") ? NOTATION_YAML : NOTATION_JSONC;
}

struct span tree_text(const struct tree *tree, const struct value *v)
{
	return value_text(v, tree->arena);
}

uint64_t tree_line(struct tree *tree, const struct value *v)
{
	return lines_at(&tree->lines, v->offset);
}
