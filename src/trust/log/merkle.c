/*
 * A proof is walked from the bottom to the top. Its hashes fall in two parts: `inner` ones, below
 * the place where the path of the entry meets the right edge of the tree, which stand left or right
 * as the bits of the index say; and `border` ones above, all of them left. The sizes alone say how
 * many there are of each.
 */
#include "trust/log/merkle.h"

#include "sys/digest.h"

/* RFC 6962 section 2.1: what is hashed begins with its kind, so that a node is never a leaf. */
static const struct span leaf_mark = SPAN("\x00"), node_mark = SPAN("\x01");

void merkle_empty(struct merkle_hash *out)
{
	digest_of_parts(NULL, 0, out->bytes);
}

void merkle_leaf(struct span entry, struct merkle_hash *out)
{
	const struct span parts[] = { leaf_mark, entry };

	digest_of_parts(parts, 2, out->bytes);
}

void merkle_node(const struct merkle_hash *left, const struct merkle_hash *right,
		 struct merkle_hash *out)
{
	const struct span parts[] = { node_mark, merkle_span(left), merkle_span(right) };

	digest_of_parts(parts, 3, out->bytes);
}

/* A level at a time; the last of an odd number goes up as it is. */
void merkle_root(struct merkle_hash *leaves, size_t n, struct merkle_hash *out)
{
	for (; n > 1; n = n / 2 + n % 2) {
		for (size_t i = 0; i < n / 2; i++)
			merkle_node(&leaves[2 * i], &leaves[2 * i + 1], &leaves[i]);
		if (n % 2)
			leaves[n / 2] = leaves[n - 1];
	}
	*out = leaves[0];
}

/* Checking. */

struct shape {
	unsigned inner, border;
};

static unsigned bit_length(uint64_t x)
{
	return x ? 64 - (unsigned)__builtin_clzll(x) : 0;
}

/* Of the proof for `index` in a tree of `size` > index. */
static struct shape shape_of(uint64_t index, uint64_t size)
{
	unsigned inner = bit_length(index ^ (size - 1));
	uint64_t above = inner < 64 ? index >> inner : 0;

	return (struct shape){ inner, (unsigned)__builtin_popcountll(above) };
}

/* Goes up the inner hashes, which begin at `first`; bit i of `path` says whether the i-th stands
 * left. */
static void climb(struct merkle_hash *at, struct merkle_proof proof, size_t first, unsigned n,
		  uint64_t path)
{
	for (unsigned i = 0; i < n; i++) {
		if (path >> i & 1)
			merkle_node(&proof.hashes[first + i], at, at);
		else
			merkle_node(at, &proof.hashes[first + i], at);
	}
}

/* Goes up only where the hash stands left: so the smaller of two trees is put together. */
static void climb_left(struct merkle_hash *at, struct merkle_proof proof, size_t first, unsigned n,
		       uint64_t path)
{
	for (unsigned i = 0; i < n; i++)
		if (path >> i & 1)
			merkle_node(&proof.hashes[first + i], at, at);
}

static void climb_border(struct merkle_hash *at, struct merkle_proof proof, size_t first)
{
	for (size_t i = first; i < proof.n; i++)
		merkle_node(&proof.hashes[i], at, at);
}

enum reason merkle_inclusion_root(uint64_t index, uint64_t size, const struct merkle_hash *leaf,
				  struct merkle_proof proof, struct merkle_hash *out)
{
	struct shape shape;

	if (index >= size)
		return REASON_INCLUSION_RANGE;
	shape = shape_of(index, size);
	if (proof.n != shape.inner + shape.border)
		return REASON_INCLUSION_LENGTH;
	*out = *leaf;
	climb(out, proof, 0, shape.inner, index);
	climb_border(out, proof, shape.inner);
	return REASON_NONE;
}

static bool is_root(const struct merkle_hash *got, struct span root)
{
	return span_eq(merkle_span(got), root);
}

enum reason merkle_check_inclusion(uint64_t index, uint64_t size, struct span root,
				   const struct merkle_hash *leaf, struct merkle_proof proof)
{
	struct merkle_hash got;
	enum reason reason = merkle_inclusion_root(index, size, leaf, proof, &got);

	if (reason != REASON_NONE)
		return reason;
	return is_root(&got, root) ? REASON_NONE : REASON_INCLUSION_WRONG;
}

/* Two trees of one size. */
static enum reason check_same(uint64_t size, struct span root1, struct span root2,
			      struct merkle_proof proof)
{
	struct merkle_hash empty;

	if (proof.n)
		return REASON_CONSISTENCY_LENGTH;
	merkle_empty(&empty);
	if (!size && !is_root(&empty, root1))
		return REASON_CONSISTENCY_WRONG;
	return span_eq(root1, root2) ? REASON_NONE : REASON_CONSISTENCY_WRONG;
}

/* 0 < size1 < size2. The proof begins with the largest whole subtree at the right edge of the
 * smaller tree, unless that is all of it: then it begins with the root, which the proof leaves out.
 */
static enum reason check_growth(uint64_t size1, const struct merkle_hash *root1, uint64_t size2,
				struct span root2, struct merkle_proof proof)
{
	unsigned whole = (unsigned)__builtin_ctzll(size1);
	struct shape shape = shape_of(size1 - 1, size2);
	uint64_t path = (size1 - 1) >> whole;
	size_t first = path ? 1 : 0;
	struct merkle_hash small, large;

	shape.inner -= whole;
	if (proof.n != first + shape.inner + shape.border)
		return REASON_CONSISTENCY_LENGTH;
	small = large = path ? proof.hashes[0] : *root1;
	climb_left(&small, proof, first, shape.inner, path);
	climb_border(&small, proof, first + shape.inner);
	climb(&large, proof, first, shape.inner, path);
	climb_border(&large, proof, first + shape.inner);
	if (!is_root(&small, merkle_span(root1)) || !is_root(&large, root2))
		return REASON_CONSISTENCY_WRONG;
	return REASON_NONE;
}

enum reason merkle_check_consistency(uint64_t size1, struct span root1, uint64_t size2,
				     struct span root2, struct merkle_proof proof)
{
	struct merkle_hash first;

	if (size1 > size2 || (!size1 && size2))
		return REASON_CONSISTENCY_RANGE;
	if (size1 == size2)
		return check_same(size1, root1, root2, proof);
	if (!merkle_hash_of(root1, &first))
		return REASON_CONSISTENCY_WRONG;
	return check_growth(size1, &first, size2, root2, proof);
}
