/*
 * SHA-256 through libcrypto, by its direct functions: EVP's look-up of an algorithm by name takes
 * as long as the rest of a small scan from start to exit, and allocates.
 */
#define OPENSSL_SUPPRESS_DEPRECATED

#include "sys/digest.h"

#include <assert.h>
#include <stdio.h>
#include <openssl/sha.h>

#include "base/mem.h"
#include "sys/hasher.h"

struct digest {
	SHA256_CTX state;
};

struct digest *digest_new(void)
{
	struct digest *digest = mem_alloc(sizeof(*digest));

	digest_reset(digest);
	return digest;
}

void digest_free(struct digest *digest)
{
	mem_free(digest);
}

/* These report failure only for a NULL argument. */

void digest_reset(struct digest *digest)
{
	int done = SHA256_Init(&digest->state);

	assert(done == 1);
}

void digest_add(struct digest *digest, struct span bytes)
{
	int done = SHA256_Update(&digest->state, bytes.p, bytes.n);

	assert(done == 1);
}

void digest_end(struct digest *digest, uint8_t out[SHA256_SIZE])
{
	int done = SHA256_Final(out, &digest->state);

	assert(done == 1);
}

void digest_of(struct digest *digest, struct span bytes, uint8_t out[SHA256_SIZE])
{
	digest_reset(digest);
	digest_add(digest, bytes);
	digest_end(digest, out);
}

void digest_of_parts(const struct span *parts, size_t n, uint8_t out[SHA256_SIZE])
{
	struct digest digest;

	digest_reset(&digest);
	for (size_t i = 0; i < n; i++)
		digest_add(&digest, parts[i]);
	digest_end(&digest, out);
}

static void xor_key(struct span key, uint8_t byte, uint8_t pad[SHA256_CBLOCK])
{
	memset(pad, byte, SHA256_CBLOCK);
	for (size_t i = 0; i < key.n; i++)
		pad[i] ^= key.p[i];
}

void digest_hmac(struct span key, struct span bytes, uint8_t out[SHA256_SIZE])
{
	uint8_t inner[SHA256_CBLOCK], outer[SHA256_CBLOCK], middle[SHA256_SIZE];

	assert(key.n <= SHA256_CBLOCK);
	xor_key(key, 0x36, inner);
	xor_key(key, 0x5c, outer);
	digest_of_parts((const struct span[]){ span_of(inner, sizeof(inner)), bytes }, 2, middle);
	digest_of_parts((const struct span[]){ span_of(outer, sizeof(outer)),
					       span_of(middle, sizeof(middle)) },
			2, out);
}

void digest_hex(const uint8_t digest[SHA256_SIZE], char out[2 * SHA256_SIZE + 1])
{
	static const char hex[] = "0123456789abcdef";

	for (size_t i = 0; i < SHA256_SIZE; i++) {
		out[2 * i] = hex[digest[i] >> 4];
		out[2 * i + 1] = hex[digest[i] & 15];
	}
	out[(size_t)2 * SHA256_SIZE] = '\0';
}

void digest_git_blob(struct span bytes, uint8_t out[SHA1_SIZE])
{
	char head[32];
	int n = snprintf(head, sizeof(head), "blob %zu", bytes.n);
	SHA_CTX state;
	int done = SHA1_Init(&state) & SHA1_Update(&state, head, (size_t)n + 1) &
		   SHA1_Update(&state, bytes.p, bytes.n) & SHA1_Final(out, &state);

	assert(done == 1); /* they report failure only for a NULL argument */
}

/* By name. */

size_t digest_named(struct span name, struct span bytes, uint8_t out[DIGEST_SIZE_MAX])
{
	const struct hasher_kind *kind = hasher_kind(name);
	struct hasher hasher;

	if (!kind)
		return 0;
	hasher_start(&hasher, kind, bytes.n);
	hasher_add(&hasher, bytes);
	return hasher_end(&hasher, out);
}
