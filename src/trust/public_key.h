/*
 * Public keys of certificates, logs and of makers who manage them themselves, and whether they made
 * a signature. The key decides how a signature is checked, never what a bundle says of it.
 */
#pragma once

#include <openssl/evp.h>

#include "base/arena.h"

/* What is signed: the message, or only digests of it. What is not known is empty. */
struct signed_data {
	struct span message;
	bool has_message; /* an empty message is one too */
	struct span sha256, sha384, sha512;
};

struct public_key {
	EVP_PKEY *key;	  /* NULL: none that is understood */
	struct span spki; /* SubjectPublicKeyInfo, DER */
	bool is_pss;	  /* RSA with the padding PSS (RFC 8017 section 8.1) */
};

/* From a SubjectPublicKeyInfo in DER: Ed25519, ECDSA over P-256, P-384 and P-521, RSA of 2048 bits
 * and more. False for any other, and when it is not DER to the letter. The bytes are borrowed. */
MUST bool public_key_read(struct span spki, struct public_key *key);

/* From an RSAPublicKey (RFC 8017 section A.1.1), as old roots write it. */
MUST bool public_key_read_rsa(struct span rsa, struct arena *arena, struct public_key *key);

/* From a file: PEM ("PUBLIC KEY") or a SubjectPublicKeyInfo in DER. */
MUST bool public_key_read_file(struct span file, struct arena *arena, struct public_key *key);

void public_key_free(struct public_key *key);

/* Whether the signature was made by that key. A digest that is needed and not known is taken from
 * the message; without one it is false. ECDSA signs SHA-256, SHA-384 or SHA-512 by its curve (the
 * sigstore algorithm registry), or SHA-256 over any, as clients have done from the beginning. */
MUST bool public_key_verify(const struct public_key *key, const struct signed_data *data,
			    struct span signature);

/* The same for a message and the digest that its format names: "sha256", "sha384" or "sha512". */
MUST bool public_key_verify_by(const struct public_key *key, const char *hash, struct span message,
			       struct span signature);

/* The bytes within a PEM file of exactly one block of that label. */
MUST bool pem_read(struct span file, const char *label, struct arena *arena, struct span *der);
