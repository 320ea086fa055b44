/*
 * Verifying a receipt or a checkpoint, from bytes of unknown origin to a verdict. They and the
 * policy are read in a locked process.
 */
#pragma once

#include "base/err.h"
#include "trust/log/receipt.h"

enum { LOG_LEAVES_MAX = 2 };

struct log_claim {
	struct span receipt, policy;
	struct merkle_hash leaves[LOG_LEAVES_MAX]; /* what the entry may be, one of them */
	size_t n_leaves;			   /* 0: the receipt is a checkpoint alone */
	int64_t now;				   /* POSIX seconds */
};

struct log_cosigner {
	struct span name;
	uint64_t time;
};

struct log_verdict {
	enum reason reason;
	unsigned policy_line; /* where the policy is wrong; 0: it is not the policy */
	struct span origin;   /* what the receipt says, verified only with REASON_NONE */
	bool is_entry;	      /* it is a receipt, and index is said */
	uint64_t index, size;
	size_t leaf; /* which of them it is */
	const struct log_cosigner *cosigners;
	size_t n_cosigners;
};

/* Fails only when it could not be examined. */
MUST enum err log_ask(const struct log_claim *claim, struct arena *arena, struct log_verdict *out);
