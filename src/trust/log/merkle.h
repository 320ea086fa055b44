/*
 * Merkle trees of transparency logs (RFC 6962 section 2.1, RFC 9162 section 2.1), over SHA-256:
 * hashes of leaves and nodes, and whether a proof shows that an entry is in a tree or that a tree
 * only grew. What a proof says is trusted no further: sizes are any 64 bits, and a proof of another
 * length than the sizes call for is wrong.
 */
#pragma once

#include "base/attr.h"
#include "base/span.h"
#include "trust/reason.h"

/* A proof has at most one hash a bit of the size, and one more when it shows consistency. */
enum { MERKLE_HASH_SIZE = 32, MERKLE_PROOF_MAX = 65 };

struct merkle_hash {
	uint8_t bytes[MERKLE_HASH_SIZE];
};

static inline struct span merkle_span(const struct merkle_hash *hash)
{
	return span_of(hash->bytes, MERKLE_HASH_SIZE);
}

/* From the bytes of a hash. False when they are not 32. */
MUST static inline bool merkle_hash_of(struct span bytes, struct merkle_hash *out)
{
	if (bytes.n != MERKLE_HASH_SIZE)
		return false;
	memcpy(out->bytes, bytes.p, MERKLE_HASH_SIZE);
	return true;
}

/* The hash of a tree without entries, of an entry, and of a node above two others. */
void merkle_empty(struct merkle_hash *out);
void merkle_leaf(struct span entry, struct merkle_hash *out);
void merkle_node(const struct merkle_hash *left, const struct merkle_hash *right,
		 struct merkle_hash *out);

/* The root of a tree over n leaf hashes, n > 0. They are overwritten. */
void merkle_root(struct merkle_hash *leaves, size_t n, struct merkle_hash *out);

/* Hashes from the bottom to the top; borrowed. */
struct merkle_proof {
	const struct merkle_hash *hashes;
	size_t n;
};

/* The root of the tree of `size` in which `leaf` stands at `index`, if the proof is right (RFC 9162
 * section 2.1.3.2). The caller compares it with the one that is trusted. Fails with
 * REASON_INCLUSION_RANGE or _LENGTH. */
MUST enum reason merkle_inclusion_root(uint64_t index, uint64_t size,
				       const struct merkle_hash *leaf, struct merkle_proof proof,
				       struct merkle_hash *out);

/* Whether `leaf` stands at `index` in the tree of that size and root. A root that has not 32 bytes
 * is no root. Fails with REASON_INCLUSION_*. */
MUST enum reason merkle_check_inclusion(uint64_t index, uint64_t size, struct span root,
					const struct merkle_hash *leaf, struct merkle_proof proof);

/* Whether the tree of size2 begins with all that is in the tree of size1 (RFC 9162 section
 * 2.1.4.2). Equal sizes take no proof and equal roots. A tree without entries proves nothing about
 * a larger one and is out of range: who wants to begin with it decides that himself. Fails with
 * REASON_CONSISTENCY_*. */
MUST enum reason merkle_check_consistency(uint64_t size1, struct span root1, uint64_t size2,
					  struct span root2, struct merkle_proof proof);
