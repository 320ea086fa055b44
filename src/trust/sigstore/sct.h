/* Signed certificate timestamps within a certificate (RFC 6962 sections 3.2 and 3.3): which logs of
 * certificates have promised to show it. */
#pragma once

#include "trust/sigstore/root.h"

/* Gives the number of logs, no log twice, whose timestamp is right. Fails with REASON_SCT_MISSING,
 * _SCT_MALFORMED, _SCT_UNTRUSTED (no log of them is known), _SCT_TIME and _SCT_WRONG; a wrong one
 * of a known log is never made up for by another. */
MUST enum reason sct_check(const struct certificate *certificate, const struct certificate *issuer,
			   const struct sigstore_root *root, struct arena *arena, unsigned *n);
