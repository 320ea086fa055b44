/* Ed25519 (RFC 8032) through libcrypto. */
#pragma once

#include "base/err.h"
#include "base/span.h"

enum { ED25519_SIGNATURE_SIZE = 64 };

/* Reads a public key from a PEM file (RFC 8410) and sets `good` to whether it made the signature of
 * the message. Fails when the file is not there or no such key. */
MUST enum err ed25519_verify(const char *key_file, struct span message, struct span signature,
			     bool *good);
