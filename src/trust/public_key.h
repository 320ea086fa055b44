/*
 * Public keys of certificates, logs and of makers who manage them themselves, and whether they made
 * a signature. The key decides how a signature is checked, never what a file says of it.
 */
#pragma once

#include "base/arena.h"

enum public_key_kind {
	KEY_NONE, /* none that is understood */
	KEY_ED25519,
	KEY_P256,
	KEY_P384,
	KEY_P521,
	KEY_RSA,
};

static inline bool public_key_is_ec(enum public_key_kind kind)
{
	return kind == KEY_P256 || kind == KEY_P384 || kind == KEY_P521;
}

struct public_key {
	enum public_key_kind kind;
	struct span spki; /* SubjectPublicKeyInfo, DER; borrowed */
	struct span bits; /* what is in it: a point, the 32 bytes of Ed25519, an RSAPublicKey */
	bool is_pss;	  /* RSA with the padding PSS (RFC 8017 section 8.1) */
	void *loaded;	  /* libcrypto's, made when it is first needed */
};

/* What is signed: the message, or only digests of it. What is not known is empty. */
struct signed_data {
	struct span message;
	bool has_message; /* an empty message is one too */
	struct span sha256, sha384, sha512;
};

/* From a SubjectPublicKeyInfo in DER (RFC 5280 section 4.1): Ed25519, ECDSA over P-256, P-384 and
 * P-521, RSA of 2048 to 8192 bits. False for any other, and when it is not DER to the letter.
 * Whether a point lies on its curve is seen when it is loaded. */
MUST bool public_key_read(struct span spki, struct public_key *key);

/* From an RSAPublicKey (RFC 8017 section A.1.1), as old roots write it. */
MUST bool public_key_read_rsa(struct span rsa, struct arena *arena, struct public_key *key);

/* From a file: PEM ("PUBLIC KEY") or a SubjectPublicKeyInfo in DER. The key is loaded. */
MUST bool public_key_read_file(struct span file, struct arena *arena, struct public_key *key);

/* Whether it is a key indeed; every verification asks it first. */
MUST bool public_key_load(struct public_key *key);

/* Frees what libcrypto has of it. */
void public_key_free(struct public_key *key);

/* Whether the signature was made by that key. A digest that is needed and not known is taken from
 * the message; without one it is false. ECDSA signs SHA-256, SHA-384 or SHA-512 by its curve (the
 * sigstore algorithm registry), or SHA-256 over any, as clients have done from the beginning. */
MUST bool public_key_verify(struct public_key *key, const struct signed_data *data,
			    struct span signature);

/* The same for a message and the digest that its format names: "sha256", "sha384" or "sha512". */
MUST bool public_key_verify_by(struct public_key *key, const char *hash, struct span message,
			       struct span signature);

/* The bytes within a PEM file of exactly one block of that label. */
MUST bool pem_read(struct span file, const char *label, struct arena *arena, struct span *der);
