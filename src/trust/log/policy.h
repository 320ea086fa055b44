/*
 * Whom a checkpoint is believed (C2SP tlog-policy): logs by their keys, witnesses by theirs, and
 * which of the witnesses must have cosigned.
 */
#pragma once

#include "trust/log/checkpoint.h"

enum { LOG_POLICY_MAX = 1 << 20, LOG_POLICY_KEYS_MAX = 256, LOG_POLICY_NAMES_MAX = 512 };

struct log_policy_name;

struct log_policy {
	const struct note_key *keys; /* those of the logs, then those of the witnesses */
	const struct span *urls;     /* one a key; empty when none is said */
	size_t n_logs, n_witnesses;
	const struct log_policy_name *names; /* of witnesses and groups, in the order of the file */
	size_t n_names;
	size_t quorum; /* which name; SIZE_MAX: none */
	unsigned line; /* of the fault, when it is refused */
};

/* Reads a policy; texts are borrowed. Fails with REASON_LOG_POLICY_* or REASON_VKEY_*. */
MUST enum reason log_policy_read(struct span file, struct arena *arena, struct log_policy *out);

/* Who vouches for a checkpoint. */
struct log_trust {
	const struct note_key *log;
	const struct note_seal *seals; /* one a key of the policy */
};

/* How far the clock of a witness may be ahead. */
enum { LOG_POLICY_SKEW = 300 };

/* Whether the policy believes the checkpoint at that time (POSIX seconds). Fails with
 * REASON_CHECKPOINT_ORIGIN, REASON_NOTE_*, REASON_COSIGNATURE_FUTURE or REASON_QUORUM. */
MUST enum reason log_policy_check(const struct log_policy *policy,
				  const struct checkpoint *checkpoint, int64_t now,
				  struct arena *arena, struct log_trust *trust);
