/*
 * Sigstore bundles, versions 0.1 to 0.3, without a network: who signed this artifact, when, and
 * which log can be held to it (Sigstore client specification, section 4; protobuf-specs,
 * sigstore_bundle.proto).
 *
 * A question is a bundle, what it should be about, whom it should be by, and the root that is
 * trusted. The answer is REASON_NONE, or the first thing that is wrong, and what was established.
 * Everything here parses hostile bytes: call it within confine_run(), as sigstore/ask.h does.
 */
#pragma once

#include "trust/sigstore/verdict.h"

struct sigstore_root; /* sigstore/root.h */

/* What the bundle has to be about. A digest that is not known is empty. */
struct sigstore_artifact {
	struct span
		bytes; /* the whole artifact, where it is at hand: plain Ed25519 signs no digest */
	struct span sha256, sha384, sha512;
};

/* A claim of the certificate that has to be there: the name of a row of sigstore/extension.def
 * ("source-repository-uri") and its value, as exact text or with `*` for any run of characters. */
struct sigstore_claim {
	struct span name, pattern;
};

/* Whom it has to be by. Either a key or an identity and its issuer. */
struct sigstore_policy {
	struct span key;      /* SubjectPublicKeyInfo, PEM or DER; empty: keyless */
	struct span identity; /* subject alternative name, exact or with `*`; empty: any */
	struct span issuer;   /* the OpenID issuer, likewise */
	const struct sigstore_claim *claims;
	size_t n_claims;
	unsigned logs;	/* entries of how many logs at least; 0 counts as 1 */
	unsigned scts;	/* timestamps of how many certificate logs at least; 0 counts as 1 */
	unsigned times; /* trusted times of how many sources at least; 0 counts as 1 */
	int64_t now;	/* POSIX seconds, no trusted time may be later; 0: not asked */
	bool key_alone; /* there is no root: by a key whose signature is all that is checked */

	/* A bundle of version 0.1 may bring roots along, which are passed over: registries of npm
	 * and cosign have written them. Otherwise they refuse it. */
	bool pass_roots;
};

struct sigstore_question {
	struct span bundle;			  /* JSON */
	const struct sigstore_artifact *artifact; /* NULL: whoever asks looks into the payload */
	const struct sigstore_policy *policy;
	struct sigstore_root *root; /* remembers which chains it has checked; NULL: key_alone */
};

/* Facts are only given with REASON_NONE: identity, issuer, the names of extension.def, key (SHA-256
 * of a managed key), time (POSIX seconds), time-kind (log, timestamp-authority), time-source (its
 * address), log (its address), log-index, payload-type, payload (bytes of the envelope), unchecked
 * (what the bundle has that was not looked at). Texts are borrowed from the question or live in the
 * arena. */
void sigstore_verify(const struct sigstore_question *question, struct arena *arena,
		     struct sigstore_verdict *verdict);
