/* What a bundle has signed: an artifact, or an envelope around a payload (DSSE protocol 1.0.2). */
#pragma once

#include "trust/sigstore/bundle.h"
#include "trust/public_key.h"
#include "trust/sigstore/verify.h"

struct content {
	struct signed_data data; /* for the signature */
	bool is_envelope;
	struct span payload; /* of an envelope */
};

/* What the signature should be over. Without an artifact a message is known by the digest that the
 * bundle gives. Fails with REASON_DIGEST_MALFORMED. */
MUST enum reason content_of(const struct bundle *bundle, const struct sigstore_artifact *artifact,
			    struct arena *arena, struct content *content);

/* The digest of what is signed by that name ("sha256", "SHA2_256"); empty when it is not known.
 * For an envelope it is that of the bytes the signature is over. */
MUST struct span content_digest(const struct content *content, struct span algorithm,
				struct arena *arena);

/* Whether the bundle is about the artifact as far as it says so itself: the digest beside a message
 * is the artifact's, or the payload is a statement (in-toto v1 or v0.1) that has it as a subject.
 * Fails with REASON_MESSAGE_DIGEST, REASON_STATEMENT_MALFORMED, REASON_SUBJECT_MISSING. */
MUST enum reason content_check(const struct bundle *bundle,
			       const struct sigstore_artifact *artifact, struct arena *arena);
