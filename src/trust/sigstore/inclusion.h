/*
 * Whether a log holds an entry: its promise to (Rekor v1), and the proof that it is in the tree of
 * a checkpoint that the log has signed (RFC 9162, C2SP tlog-checkpoint).
 */
#pragma once

#include "trust/sigstore/bundle.h"
#include "trust/sigstore/root.h"

struct inclusion {
	const struct root_log *log;
	bool has_time; /* by the promise: the entry's integrated time is the log's word */
};

/* Fails with REASON_LOG_*, _PROMISE_WRONG, _CHECKPOINT_*, _NOTE_* and _INCLUSION_*. */
MUST enum reason inclusion_check(const struct bundle_entry *entry, const struct sigstore_root *root,
				 const int64_t *times, size_t n_times, struct arena *arena,
				 struct inclusion *out);
