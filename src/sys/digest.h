/* SHA-256, the SHA-1 that git names files by, and what else lists of files use, through libcrypto.
 */
#pragma once

#include "base/span.h"

enum { SHA256_SIZE = 32, SHA1_SIZE = 20 };

struct digest;

/* Takes its memory here; the rest allocates nothing, so that it works after the lock. */
struct digest *digest_new(void);
void digest_free(struct digest *digest);

void digest_reset(struct digest *digest);
void digest_add(struct digest *digest, struct span bytes);
void digest_end(struct digest *digest, uint8_t out[SHA256_SIZE]);

/* In one call. */
void digest_of(struct digest *digest, struct span bytes, uint8_t out[SHA256_SIZE]);

/* SHA-256 of the parts behind each other, with no memory but the stack: for trees of hashes. */
void digest_of_parts(const struct span *parts, size_t n, uint8_t out[SHA256_SIZE]);

/* HMAC-SHA-256 (RFC 2104) under a key of at most 64 bytes. */
void digest_hmac(struct span key, struct span bytes, uint8_t out[SHA256_SIZE]);

/* Lower-case hex with a NUL. */
void digest_hex(const uint8_t digest[SHA256_SIZE], char out[2 * SHA256_SIZE + 1]);

/* The SHA-1 by which git knows a file of these bytes: that of "blob SIZE", a NUL and the bytes. */
void digest_git_blob(struct span bytes, uint8_t out[SHA1_SIZE]);

enum { DIGEST_SIZE_MAX = 64 };

/* The digest by that name (see sys/hasher.h), in one call. Gives its size, 0 when there is no such
 * one. */
size_t digest_named(struct span name, struct span bytes, uint8_t out[DIGEST_SIZE_MAX]);
