/*
 * Why a finding does not count: somebody answered for it, or it was there before. It stays in every
 * output, marked, and its verdict stays; only the decision and the gate go on without it.
 */
#pragma once

#include "base/span.h"

enum acceptance_kind {
	ACCEPTED_WAIVER,   /* of the policy: an owner, a reason and an end */
	ACCEPTED_POLICY,   /* a rule of the policy allows it */
	ACCEPTED_BASELINE, /* an earlier report has it */
	ACCEPTED_VEX,	   /* a VEX statement says that it does not apply */
	ACCEPTANCE_KIND_COUNT,
};

const char *acceptance_word(enum acceptance_kind kind);

/* Texts are raw bytes of the policy, the report or the statement; every output escapes them. Empty
 * when not given. */
struct acceptance {
	enum acceptance_kind kind;
	struct span what;  /* it is about, as it is written: "rule pickle-call, path models/a.pt" */
	struct span owner; /* who answers for it */
	struct span reason;  /* in words */
	struct span expires; /* a date, from which on it does not hold */
	struct span source;  /* where it stands: "assay.toml:12" */
	bool expired;
	uint64_t n_findings; /* that it accepts */
	struct acceptance *next;
};
