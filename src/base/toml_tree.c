/* Nodes, one hash table of keys for the whole document, and the way from nodes to an array. */
#include "base/toml_tree.h"

#include "base/hash.h"

enum { SLOTS_FIRST = 64, PROBES_A_SLOT = 16, PROBES_A_SEARCH = 8 };

static struct toml_node *new_node(struct toml_tree *tree)
{
	struct toml_node *node = arena_alloc(tree->arena, sizeof(*node));

	node->id = (uint32_t)tree->n_values++;
	return node;
}

static void make_slots(struct toml_tree *tree, size_t n)
{
	tree->slots = arena_array(tree->arena, n, sizeof(struct toml_node *));
	tree->n_slots = n;
	tree->probes += n * PROBES_A_SLOT;
}

void toml_tree_init(struct toml_tree *tree, struct arena *arena)
{
	*tree = (struct toml_tree){ .arena = arena };
	make_slots(tree, SLOTS_FIRST);
	tree->root = new_node(tree);
	tree->root->value.kind = VALUE_MAP;
}

static bool is_at(const struct toml_node *node, const struct toml_node *parent,
		  const struct value *key)
{
	return node->parent == parent && span_eq(value_raw(&node->key), value_raw(key));
}

/* The slot of a key, or the free one where it belongs; NULL when that takes too long. */
static struct toml_node **slot_of(struct toml_tree *tree, const struct toml_node *parent,
				  const struct value *key)
{
	uint64_t hash = hash_word(hash_span(value_raw(key)), parent->id);
	size_t at = (size_t)hash & (tree->n_slots - 1);

	for (; tree->slots[at] && !is_at(tree->slots[at], parent, key);
	     at = (at + 1) & (tree->n_slots - 1))
		if (tree->probes-- == 0) {
			tree->probes = 0;
			tree->attacked = true;
			return NULL;
		}
	return &tree->slots[at];
}

struct toml_node *toml_tree_find(struct toml_tree *tree, const struct toml_node *parent,
				 const struct value *key)
{
	struct toml_node **slot;

	tree->probes += PROBES_A_SEARCH; /* paid for by the text that names the key */
	slot = slot_of(tree, parent, key);
	return slot ? *slot : NULL;
}

static void put(struct toml_tree *tree, struct toml_node *node)
{
	struct toml_node **slot = slot_of(tree, node->parent, &node->key);

	if (slot)
		*slot = node;
}

static void grow(struct toml_tree *tree)
{
	struct toml_node **old = tree->slots;
	size_t n = tree->n_slots;

	make_slots(tree, 2 * n);
	for (size_t i = 0; i < n; i++)
		if (old[i])
			put(tree, old[i]);
}

struct toml_node *toml_tree_add(struct toml_tree *tree, struct toml_node *parent,
				const struct value *key)
{
	struct toml_node *node = new_node(tree);

	node->parent = parent;
	node->depth = (uint16_t)(parent->depth + 1);
	if (parent->last)
		parent->last->next = node;
	else
		parent->first = node;
	parent->last = node;
	parent->value.size++;
	if (!key)
		return node;
	node->key = *key;
	if (++tree->n_keys > tree->n_slots / 2)
		grow(tree);
	put(tree, node);
	return node;
}

/* Writes a node's key, if it has one, and itself; returns the index behind. */
static size_t put_value(struct toml_node *node, struct value *values, size_t n)
{
	if (node->key.text)
		values[n++] = node->key;
	node->value.nodes = (uint32_t)n; /* where it begins, until it is whole */
	values[n] = node->value;
	return n + 1;
}

static void set_size(const struct toml_node *node, struct value *values, size_t n)
{
	size_t at = node->value.nodes;

	values[at].nodes = (uint32_t)(n - at);
	if (node->key.text)
		values[at - 1].nodes = (uint32_t)(n - at + 1);
}

const struct value *toml_tree_values(const struct toml_tree *tree)
{
	struct value *values =
		arena_array(tree->arena, tree->n_values + tree->n_keys, sizeof(*values));
	struct toml_node *node = tree->root;
	size_t n = put_value(node, values, 0);

	while (node) {
		if (node->first) {
			node = node->first;
			n = put_value(node, values, n);
			continue;
		}
		for (; node; node = node->parent) {
			set_size(node, values, n);
			if (node->next)
				break;
		}
		if (node) {
			node = node->next;
			n = put_value(node, values, n);
		}
	}
	return values;
}
