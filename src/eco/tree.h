/*
 * What every reader of a manifest in JSON, YAML or TOML does: open the document, hand its tree
 * over, decline when it is not one after all, say what is wrong with it when it is.
 */
#pragma once

#include "base/value.h"
#include "eco/lines.h"
#include "format/job.h"

enum notation {
	NOTATION_JSON,
	NOTATION_JSONC, /* comments and trailing commas are overlooked */
	NOTATION_YAML,	/* the root is the list of documents */
	NOTATION_TOML,
};

struct tree {
	struct job *job;
	struct arena *arena;
	struct span bytes;
	const struct value *root;
	bool faulty; /* the document has a fault, said once it is known to be one's own */
	struct lines lines;
	struct code_scopes *scopes;  /* of the scripts in it; NULL before the first */
	struct variables *variables; /* of the images in it; NULL: none are put in */
};

/* Calls `tell` with the tree, if there is one; it returns whether it is a manifest of its kind, and
 * emits nothing when it is not. */
void tree_read(struct job *job, struct span bytes, enum notation notation,
	       bool (*tell)(struct tree *tree));

/* The notation that a file's name says: .yaml, .yml, .toml, else JSON with comments. */
enum notation tree_notation(struct span name);

/* The text of a string in the tree. */
struct span tree_text(const struct tree *tree, const struct value *v);

/* The line a value stands in. */
uint64_t tree_line(struct tree *tree, const struct value *v);
