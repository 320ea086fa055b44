/*
 * The tables of a TOML document while it is read. A table may be opened again anywhere below, so
 * that its keys come as nodes with links, and become the one array of a value tree at the end.
 */
#pragma once

#include "base/value.h"

struct toml_node {
	struct value key, value; /* the key's text is NULL in an array */
	struct toml_node *parent, *first, *last, *next;
	struct toml_node *outer; /* the open array or inline table around this one */
	uint32_t id;		 /* in which it was made */
	uint32_t dotted;	 /* the section in which dotted keys opened it; 0: none */
	uint16_t depth;		 /* of tables and arrays around it */
	bool closed;		 /* an inline table or array: whole when it is written */
	bool defined; /* a table that stands in brackets, or has got dotted keys in a section */
};

struct toml_tree {
	struct arena *arena;
	struct toml_node *root;
	struct toml_node **slots; /* by (parent, key); a power of two of them */
	size_t n_slots, n_keys, n_values;
	uint64_t probes; /* left, so that keys that are chosen to collide cost no more */
	bool attacked;	 /* they ran out */
};

/* A tree with an empty root table. */
void toml_tree_init(struct toml_tree *tree, struct arena *arena);

/* The child of that key, or NULL. Ask `attacked` in the end. */
struct toml_node *toml_tree_find(struct toml_tree *tree, const struct toml_node *parent,
				 const struct value *key);

/* Appends a child; `key` is NULL in an array, and else one that toml_tree_find() does not find. */
struct toml_node *toml_tree_add(struct toml_tree *tree, struct toml_node *parent,
				const struct value *key);

/* The whole as a value tree in the arena. */
const struct value *toml_tree_values(const struct toml_tree *tree);
