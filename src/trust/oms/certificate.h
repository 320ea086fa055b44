/* Certificates of whoever signs models with one: whether they lead to an authority that the caller
 * trusts, and are for signing (OpenSSF Model Signing 1.0, section 8.2; RFC 5280). */
#pragma once

#include "trust/sigstore/certificate.h"
#include "trust/sigstore/verdict.h"

/* When a certificate must be valid. Nobody vouches for when a model was signed: the specification
 * asks for now, the Python implementation for the moment from which the certificate is valid. */
enum oms_time { OMS_NOW, OMS_FROM_ITS_BEGINNING };

struct oms_authorities {
	struct span file; /* certificates in PEM; each of them is trusted */
	enum oms_time when;
	int64_t now; /* POSIX seconds */
};

/* Checks the signer's certificate, the first of n, and gives its key, which is to be freed, and
 * what it says as facts. Fails with REASON_CERTIFICATE_*. */
MUST enum reason oms_certificate_check(const struct span *certificates, size_t n,
				       const struct oms_authorities *authorities,
				       struct arena *arena, struct public_key *key,
				       struct sigstore_verdict *verdict);

/* The certificates of a PEM file as DER, at most `max`. False when it is none. */
MUST bool oms_certificates_read(struct span file, struct arena *arena, struct span *out, size_t max,
				size_t *n);
