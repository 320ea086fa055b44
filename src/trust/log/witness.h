/*
 * A witness (C2SP tlog-witness, without its network side): keeps the last checkpoint of each log
 * that it cosigned, and cosigns the next one only when it is shown that the log only grew. So two
 * people who ask for the same witness see the same log.
 */
#pragma once

#include "sys/folder.h"
#include "trust/log/note_sign.h"
#include "trust/log/policy.h"

enum { WITNESS_REQUEST_MAX = 2 << 20 };

struct witness {
	struct folder folder;		  /* HASH/checkpoint, by the SHA-256 of the origin */
	const struct note_signer *signer; /* NOTE_COSIGNATURE */
	const struct log_policy *policy;  /* whose logs it knows */
	struct arena *arena;
	enum reason refused; /* why it was ERR_FORMAT */
	uint64_t latest;     /* size of the checkpoint that it cosigned last; 0: none */
};

/* A request: "old SIZE", lines of the consistency proof, an empty line, the checkpoint. */
struct witness_question {
	uint64_t old;
	struct merkle_proof proof;
	struct checkpoint checkpoint;
};

/* Fails with REASON_REQUEST_MALFORMED or those of checkpoint_read(). */
MUST enum reason witness_read(struct span request, struct arena *arena,
			      struct witness_question *out);

MUST struct span witness_request(uint64_t old, struct merkle_proof proof, struct span note,
				 struct arena *arena);

/* Cosigns at the time `now` (POSIX seconds) what is asked for and gives the line of the signature,
 * once it is kept. ERR_FORMAT when it does not: `refused` says why. The folder must be locked. */
MUST enum err witness_cosign(struct witness *witness, struct span request, int64_t now,
			     struct span *line);
