/* Whether a certificate is that of whom it should be by. */
#pragma once

#include "trust/sigstore/certificate.h"
#include "trust/sigstore/verify.h"

/* Whether the text is the pattern, in which `*` stands for any run of characters; both as a whole.
 */
bool identity_matches(struct span pattern, struct span text);

/* Fails with REASON_IDENTITY_MALFORMED, REASON_IDENTITY_OTHER, REASON_ISSUER_OTHER and
 * REASON_CLAIM_OTHER; `detail` is what is there instead, or the name of the claim. */
MUST enum reason identity_check(const struct certificate *certificate,
				const struct sigstore_policy *policy, struct span *detail);
