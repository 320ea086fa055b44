/*
 * SHA-256 (FIPS 180-4) in steps, of one message or of two side by side.
 *
 * One stream waits for itself: each round needs the one before, and the processor's SHA
 * instructions stand idle half the time. Two messages that take turns fill the gaps. One message
 * alone goes through libcrypto, and so do two where the processor has no such instructions.
 */
#pragma once

#include <openssl/sha.h>

#include "base/span.h"

struct sha256 {
	SHA256_CTX state;
};

enum sha256_way {
	SHA256_IN_TURN, /* one message behind the other, through libcrypto */
	SHA256_ABREAST,
};

/* The best way that this processor has. Asking it takes a microsecond: keep the answer. */
enum sha256_way sha256_way(void);

void sha256_start(struct sha256 *s);
void sha256_add(struct sha256 *s, struct span bytes);
void sha256_end(struct sha256 *s, uint8_t out[SHA256_DIGEST_LENGTH]);

/* Adds to both. They stay abreast as long as both have whole blocks of 64 bytes to give and neither
 * holds a part of one from before; whatever is left goes in turn. */
void sha256_add_two(enum sha256_way way, struct sha256 *a, struct span a_bytes, struct sha256 *b,
		    struct span b_bytes);
