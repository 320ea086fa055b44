/* SHA-256 through libcrypto. */
#pragma once

#include "base/span.h"

enum { SHA256_SIZE = 32 };

struct digest;

/* Takes its memory here; the rest allocates nothing, so that it works after the lock. */
struct digest *digest_new(void);
void digest_free(struct digest *digest);

void digest_reset(struct digest *digest);
void digest_add(struct digest *digest, struct span bytes);
void digest_end(struct digest *digest, uint8_t out[SHA256_SIZE]);

/* In one call. */
void digest_of(struct digest *digest, struct span bytes, uint8_t out[SHA256_SIZE]);

/* Lower-case hex with a NUL. */
void digest_hex(const uint8_t digest[SHA256_SIZE], char out[2 * SHA256_SIZE + 1]);
