/*
 * What an entry of a log is about (Rekor's types hashedrekord, dsse and intoto): it has to name the
 * bundle's signature, what is signed, and who signed it. Whether the log holds it is for
 * inclusion.h to say.
 */
#pragma once

#include "trust/sigstore/content.h"

/* Who signed. */
struct signer {
	struct span certificate; /* DER; empty with a managed key */
	struct span key;	 /* SubjectPublicKeyInfo */
};

/* Fails with REASON_ENTRY_MALFORMED, _ENTRY_KIND, _ENTRY_SIGNATURE, _ENTRY_SIGNER,
 * _ENTRY_DIGEST and _ENTRY_OTHER. */
MUST enum reason entry_check(const struct bundle_entry *entry, const struct bundle *bundle,
			     const struct content *content, const struct signer *signer,
			     struct arena *arena);
