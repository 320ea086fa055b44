/* Secret keys: made here, kept in a file of their owner's alone (PKCS #8 in PEM, encrypted unless
 * that is declined), and signed with. Also read: SEC 1 ("EC PRIVATE KEY") and PKCS #1, plain or
 * encrypted as OpenSSL did it in old times.
 *
 * What libcrypto has of the secret numbers lies in memory that a child of this process gets wiped:
 * one that reads hostile bytes has none of them. */
#pragma once

#include <openssl/types.h>

#include "sys/passphrase.h"
#include "trust/key/key.h"

struct secret_key {
	EVP_PKEY *key;
	struct public_key public; /* of the same pair */
};

/* Where a passphrase comes from when one is needed. */
struct passphrase_source {
	int fd; /* -1: the terminal is asked */
	const char *file;
};

/* Makes one of the kind "p256", "p384" or "ed25519". */
MUST enum err secret_key_make(const char *kind, struct arena *arena, struct secret_key *out);

/* Reads the text of the file `source->file`. ERR_USAGE when it is no such key, or the passphrase is
 * wrong. */
MUST enum err secret_key_read(struct span text, const struct passphrase_source *source,
			      struct arena *arena, struct secret_key *out);

/* The same of the file itself, whose text does not stay in memory. */
MUST enum err secret_key_load(const struct passphrase_source *source, struct arena *arena,
			      struct secret_key *out);

/* Whether a file looks as if it held a secret key. */
bool secret_key_is(struct span text);

/* PEM; encrypted when there is a passphrase (PBES2: AES-256-CBC under PBKDF2 with HMAC-SHA-256).
 * The text lives in memory of its own: free it with secret_text_free(). */
MUST enum err secret_key_write(const struct secret_key *key, const struct passphrase *passphrase,
			       struct span *text);
void secret_text_free(struct span text);

/* The signature over the message: Ed25519, or ECDSA in DER with the digest of the curve, or RSA
 * PKCS #1 v1.5 with SHA-256. */
MUST enum err secret_key_sign(const struct secret_key *key, struct span message,
			      struct arena *arena, struct span *signature);

void secret_key_free(struct secret_key *key);
