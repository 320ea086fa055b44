/*
 * Both proofs are a path from a whole subtree up to the root. Below the place where the path meets
 * the right edge of the tree its neighbours are whole, but for the one at that place; above, only
 * neighbours on the left count.
 */
#include "trust/log/tree.h"

/* The root over the entries from `from`, a multiple of a power of two that they do not pass, to
 * `to`: the whole subtrees in it, put together from the smallest. */
static enum err range_root(const struct tree_source *source, uint64_t from, uint64_t to,
			   struct merkle_hash *out)
{
	uint64_t left = to - from;
	unsigned level = (unsigned)__builtin_ctzll(left);
	enum err e = source->node(source->context, level, (to >> level) - 1, out);

	for (left &= left - 1; e == OK && left; left &= left - 1) {
		struct merkle_hash node;

		level = (unsigned)__builtin_ctzll(left);
		e = source->node(source->context, level, ((from + left) >> level) - 1, &node);
		if (e == OK)
			merkle_node(&node, out, out);
	}
	return e;
}

enum err tree_root(const struct tree_source *source, uint64_t size, struct merkle_hash *out)
{
	if (size)
		return range_root(source, 0, size, out);
	merkle_empty(out);
	return OK;
}

/* What stands beside the path at a level. */
static enum err beside(const struct tree_source *source, uint64_t size, unsigned level, uint64_t at,
		       struct merkle_hash *out)
{
	uint64_t other = at ^ 1;

	if (other < at || size >> level > other)
		return source->node(source->context, level, other, out);
	return range_root(source, other << level, size, out);
}

/* The path from the subtree of 2^level entries that holds `entry`, to the root. */
static enum err path(const struct tree_source *source, unsigned level, uint64_t entry,
		     uint64_t size, struct tree_proof *out)
{
	uint64_t last = size - 1;
	enum err e = OK;

	for (; level < 64 && last >> level && e == OK; level++) {
		uint64_t at = entry >> level;

		if (at == last >> level && !(at & 1))
			continue; /* it goes up as it is */
		e = beside(source, size, level, at, &out->hashes[out->n++]);
	}
	return e;
}

enum err tree_inclusion(const struct tree_source *source, uint64_t index, uint64_t size,
			struct tree_proof *out)
{
	out->n = 0;
	return path(source, 0, index, size, out);
}

enum err tree_consistency(const struct tree_source *source, uint64_t size1, uint64_t size2,
			  struct tree_proof *out)
{
	unsigned whole = (unsigned)__builtin_ctzll(size1);
	uint64_t at = (size1 - 1) >> whole;
	enum err e = OK;

	out->n = 0;
	if (size1 == size2)
		return OK;
	if (at)
		e = source->node(source->context, whole, at, &out->hashes[out->n++]);
	return e == OK ? path(source, whole, size1 - 1, size2, out) : e;
}
