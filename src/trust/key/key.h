/*
 * Public keys in the files that the field keeps them in: PEM ("PUBLIC KEY", RFC 7468, text around
 * it passed over) and DER, lines of OpenSSH, and minisign's. Which algorithm a signature is checked
 * by follows from the key alone.
 *
 * Whoever reads a key that is not his own does so in a locked child.
 */
#pragma once

#include "trust/reason.h"
#include "trust/public_key.h"

enum key_form { KEY_PEM, KEY_DER, KEY_SSH, KEY_MINISIGN };

enum { KEY_FILE_MAX = 64 << 10, KEY_MINISIGN_ID = 8 };

struct key {
	struct public_key public;
	enum key_form form;
	struct span minisign_id; /* of KEY_MINISIGN */
};

/* Reads one; REASON_KEY_MALFORMED when it is none of those, or there are several. Texts are
 * borrowed or live in the arena; free it with public_key_free(). */
MUST enum reason key_read(struct span file, struct arena *arena, struct key *out);

/* "ed25519", "ecdsa-p256", "ecdsa-p384", "ecdsa-p521" or "rsa". */
const char *key_algorithm(const struct public_key *key);

/* The digest that the algorithm goes with: "sha256", "sha384" or "sha512"; for Ed25519, which takes
 * none, "sha512". */
const char *key_hash(const struct public_key *key);

/* The SubjectPublicKeyInfo as OpenSSL writes it in PEM, with the last line end. */
MUST struct span key_pem(const struct public_key *key, struct arena *arena);

/* From the parts of other forms: a point of 32 bytes (RFC 8032), or an uncompressed point of the
 * curve of that many bits. False when it is no key. */
MUST bool key_of_ed25519(struct span point, struct arena *arena, struct public_key *key);
MUST bool key_of_ecdsa(unsigned bits, struct span point, struct arena *arena,
		       struct public_key *key);
