/* The file of a signed model: a sigstore bundle around an envelope with one signature (OpenSSF
 * Model Signing 1.0, section 4), as releases of all versions wrote it. */
#pragma once

#include "trust/dsse.h"

enum oms_way { OMS_KEY, OMS_CERTIFICATE, OMS_SIGSTORE };

enum { OMS_SIGNATURE_MAX = 64 << 20, OMS_CERTIFICATES_MAX = 16 };

struct oms_signature {
	enum oms_way way;
	struct span hint;	   /* of a key; may be empty */
	struct span *certificates; /* DER, the signer's first */
	size_t n_certificates;
	struct dsse envelope; /* with one signature */
};

/* "key", "certificate" or "sigstore". */
const char *oms_way_name(enum oms_way way);

/* Reads it; faults are kept in `in`. Of a bundle of sigstore only the envelope is looked at. */
void oms_signature_read(struct protojson *in, struct span text, struct oms_signature *signature);

/* What version 0.2 signed instead of the bytes of DSSE: it took the payload's form in Python source
 * for its bytes, and wrote the V in capitals. */
MUST struct span oms_legacy_bytes(struct span type, struct span payload, struct arena *arena);
