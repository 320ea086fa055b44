/* Whether a certificate is that of whom it should be by. */
#pragma once

#include "trust/sigstore/certificate.h"
#include "trust/sigstore/verify.h"

/* Fails with REASON_IDENTITY_MALFORMED, REASON_IDENTITY_OTHER, REASON_ISSUER_OTHER and
 * REASON_CLAIM_OTHER; `detail` is what is there instead, or the name of the claim. */
MUST enum reason identity_check(const struct certificate *certificate,
				const struct sigstore_policy *policy, struct span *detail);
