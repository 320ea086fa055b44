/*
 * Proofs out of the hashes of a tree. A source gives the root of any whole subtree, which is
 * 2^level entries that begin at a multiple of that; where the hashes come from is its own matter.
 */
#pragma once

#include "base/err.h"
#include "trust/log/merkle.h"

struct tree_source {
	enum err (*node)(void *context, unsigned level, uint64_t index, struct merkle_hash *out);
	void *context;
};

struct tree_proof {
	struct merkle_hash hashes[MERKLE_PROOF_MAX];
	size_t n;
};

static inline struct merkle_proof tree_proof_view(const struct tree_proof *proof)
{
	return (struct merkle_proof){ proof->hashes, proof->n };
}

/* The root of the tree of the first `size` entries. */
MUST enum err tree_root(const struct tree_source *source, uint64_t size, struct merkle_hash *out);

/* The proof that entry `index` is in the tree of the first `size`; index < size. */
MUST enum err tree_inclusion(const struct tree_source *source, uint64_t index, uint64_t size,
			     struct tree_proof *out);

/* The proof that the tree of size2 begins with that of size1; 0 < size1 <= size2. */
MUST enum err tree_consistency(const struct tree_source *source, uint64_t size1, uint64_t size2,
			       struct tree_proof *out);
