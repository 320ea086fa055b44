/*
 * Timestamps by authorities (RFC 3161, CMS RFC 5652): when the signature of a bundle was there
 * already. Only certificates of the trusted root count; those a timestamp brings along are never
 * looked at.
 */
#pragma once

#include "trust/sigstore/root.h"

struct timestamp {
	int64_t time; /* POSIX seconds */
	const struct root_authority *authority;
	struct span signature; /* which tells it from others: of the rest not all is signed */
};

/* Verifies a TimeStampResp over those bytes. Fails with REASON_TIMESTAMP_*, _AUTHORITY_BROKEN or
 * _CERTIFICATE_PURPOSE. */
MUST enum reason timestamp_check(struct span response, struct span stamped,
				 struct sigstore_root *root, struct arena *arena,
				 struct timestamp *out);
