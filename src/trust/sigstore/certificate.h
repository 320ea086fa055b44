/*
 * A certificate (RFC 5280) read to the letter of DER, with what Fulcio writes into it: the identity
 * as its one alternative name, and where the identity comes from as extensions. Whom it was issued
 * by is for chain.h to say.
 */
#pragma once

#include "trust/reason.h"
#include "trust/public_key.h"

enum { CERTIFICATE_EXTENSIONS_MAX = 64, CERTIFICATE_MAX = 64 << 10 };

struct extension {
	struct span oid; /* its bytes, without tag and length */
	bool critical;
	struct span value; /* inside of the OCTET STRING */
	struct span whole;
};

/* Bits of a key usage (RFC 5280 section 4.2.1.3) that are asked for. */
enum { USAGE_DIGITAL_SIGNATURE = 1 << 0, USAGE_CERTIFICATES = 1 << 5, USAGE_ALL = 0xffff };

struct certificate {
	struct span der;
	struct public_key key;
	int64_t not_before, not_after;	       /* POSIX seconds, both within */
	struct span serial;		       /* the number's bytes */
	struct span issuer, subject;	       /* names, with tag and length */
	struct span tbs, algorithm, signature; /* what is signed, how, and by what bytes */
	struct span before_extensions;	       /* of what is signed, within its tag */
	const struct extension *extensions;
	size_t n_extensions;
	bool is_ca;
	uint64_t path_max; /* authorities that may follow below it; UINT64_MAX: any */
	unsigned usage;	   /* USAGE_*; all when it does not say */
	bool is_obscure;   /* has a critical extension that is not understood here */
};

static inline bool certificate_is_self_issued(const struct certificate *certificate)
{
	return span_eq(certificate->issuer, certificate->subject);
}

/* Reads one; the bytes are borrowed. Fails with REASON_CERTIFICATE_MALFORMED or
 * REASON_CERTIFICATE_KEY. */
MUST enum reason certificate_read(struct span der, struct arena *arena, struct certificate *out);

/* Frees what libcrypto has of its key. */
void certificate_free(struct certificate *certificate);

/* Whether the certificate was signed by the issuer's key and names it. */
MUST bool certificate_is_by(const struct certificate *certificate, struct certificate *issuer);

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
