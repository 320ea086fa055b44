/*
 * Receipts (C2SP tlog-proof): what shows, without asking anyone, that an entry is in a log: its
 * index, the path to the root, and the checkpoint with the signatures under it.
 */
#pragma once

#include "trust/log/policy.h"

enum { RECEIPT_MAX = 2 << 20 };

struct receipt {
	struct span extra; /* bytes that nobody vouches for */
	uint64_t index;
	struct merkle_proof proof;
	struct checkpoint checkpoint;
};

/* Reads a receipt; texts are borrowed. Fails with REASON_RECEIPT_* or those of checkpoint_read().
 */
MUST enum reason receipt_read(struct span file, struct arena *arena, struct receipt *out);

/* Whether the receipt shows that the entry with that leaf hash is in a log that the policy
 * believes. Fails with what log_policy_check() fails with, or REASON_INCLUSION_*. */
MUST enum reason receipt_check(const struct receipt *receipt, const struct merkle_hash *leaf,
			       const struct log_policy *policy, int64_t now, struct arena *arena,
			       struct log_trust *trust);

/* A receipt as text; `note` is the checkpoint with its signatures. */
MUST struct span receipt_write(uint64_t index, struct merkle_proof proof, struct span note,
			       struct arena *arena);
