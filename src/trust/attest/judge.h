/*
 * Whether a statement says what a policy asks for: builder, source, branch, parameters and
 * materials of SLSA provenance v1 and v0.2, and the result of VSA and SVR. The statement's
 * signature was verified before; who signed it counts for whom it may speak.
 */
#pragma once

#include "trust/attest/policy.h"
#include "trust/sigstore/verify.h"

struct attest_question {
	const struct attest_policy *policy;
	struct span payload; /* a statement, JSON */
	/* What is known of the signer; empty where a key has signed. The repository and the ref are
	 * those that the certificate names. */
	struct span identity, issuer, repository, ref;
};

/* REASON_NONE, or the first that is wrong; `detail` is then what is there instead, or the name of
 * what is missing. It parses hostile bytes: call it in a locked child. */
enum reason attest_judge(const struct attest_question *question, struct arena *arena,
			 struct span *detail);

/* The same in a locked child. */
MUST enum err attest_ask(const struct attest_question *question, struct arena *arena,
			 enum reason *reason, struct span *detail);
