/*
 * From a certificate to an authority of the trusted root (RFC 5280 section 6, hybrid model: all
 * certificates of the path are valid at the time of signing, whatever the time is now).
 */
#pragma once

#include "trust/sigstore/root.h"

/* What a certificate is used for. */
enum chain_purpose { CHAIN_CODE_SIGNING, CHAIN_TIME_STAMPING };

struct chain_question {
	const struct certificate *leaf;
	struct certificate *others; /* not trusted; may lie between */
	size_t n_others;
	const int64_t *times; /* POSIX seconds; the path has to be valid at all of them */
	size_t n_times;
};

/* Finds an authority that the certificate leads to, and gives the certificate that issued it.
 * Fails with REASON_CERTIFICATE_UNTRUSTED, or as far as one is found, REASON_CERTIFICATE_PURPOSE,
 * _CERTIFICATE_TIME, _AUTHORITY_TIME. */
MUST enum reason chain_find(const struct chain_question *question, struct root_authority *all,
			    size_t n, const struct certificate **issuer);

/* Whether the first certificate of the chain leads to its last, both ends inclusive at that time
 * and for that purpose. Fails with REASON_AUTHORITY_BROKEN, _AUTHORITY_TIME, or
 * REASON_CERTIFICATE_PURPOSE. */
MUST enum reason chain_check(struct root_authority *authority, enum chain_purpose purpose,
			     int64_t time);
