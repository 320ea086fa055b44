/*
 * A certificate (RFC 5280) read to the letter of DER, with what Fulcio writes into it: the identity
 * as its one alternative name, and where the identity comes from as extensions. Whom it was issued
 * by is for chain.h to say.
 */
#pragma once

#include <openssl/x509.h>

#include "trust/reason.h"
#include "trust/sigstore/public_key.h"

enum { CERTIFICATE_EXTENSIONS_MAX = 64, CERTIFICATE_MAX = 64 << 10 };

struct extension {
	struct span oid; /* its bytes, without tag and length */
	bool critical;
	struct span value; /* inside of the OCTET STRING */
	struct span whole;
};

struct certificate {
	struct span der;
	X509 *x509;
	struct public_key key;
	int64_t not_before, not_after; /* POSIX seconds, both within */
	bool is_self_issued;	       /* subject and issuer are the same */
	struct span serial, issuer;    /* the number's bytes; the name with tag and length */

	struct span before_extensions; /* of the TBSCertificate */
	const struct extension *extensions;
	size_t n_extensions;
};

/* Reads one; the bytes are borrowed. Fails with REASON_CERTIFICATE_MALFORMED or
 * REASON_CERTIFICATE_KEY; then nothing is to be freed. */
MUST enum reason certificate_read(struct span der, struct arena *arena, struct certificate *out);

void certificate_free(struct certificate *certificate);

/* The extension of that OID, or NULL. */
const struct extension *certificate_extension(const struct certificate *certificate,
					      struct span oid);

/* Whether its extended key usages are there and hold that one (an OID's bytes). */
bool certificate_is_for(const struct certificate *certificate, struct span key_purpose);

/* The same, or it has none of them: then it is for all. */
bool certificate_allows(const struct certificate *certificate, struct span key_purpose);

/* The identity: its only alternative name, a URI, a mail address or Fulcio's "other name". False
 * when there is none or another number of them, or it is not plain text. */
MUST bool certificate_identity(const struct certificate *certificate, struct span *identity);

/* The TBSCertificate without an extension of that OID, as certificate logs sign it (RFC 6962
 * section 3.2). */
MUST struct span certificate_without(const struct certificate *certificate, struct span oid,
				     struct arena *arena);

/* One of Fulcio's extensions by its row in extension.def. */
struct claim {
	const char *name;
	struct span text;
};

enum { CLAIMS_MAX = 32 };

/* The texts of all that are there. False when one is no text. */
MUST bool certificate_claims(const struct certificate *certificate, struct claim claims[CLAIMS_MAX],
			     size_t *n);
