/*
 * SHA-256 through libcrypto, by its direct functions: EVP's look-up of an algorithm by name takes
 * as long as the rest of a small scan from start to exit, and allocates.
 */
#define OPENSSL_SUPPRESS_DEPRECATED

#include "sys/digest.h"

#include <assert.h>
#include <stdio.h>
#include <openssl/md5.h>
#include <openssl/sha.h>

#include "base/mem.h"

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

static void sha256(struct span s, uint8_t *out)
{
	SHA256_CTX state;
	int done =
		SHA256_Init(&state) & SHA256_Update(&state, s.p, s.n) & SHA256_Final(out, &state);

	assert(done == 1);
}

static void sha384(struct span s, uint8_t *out)
{
	SHA512_CTX state;
	int done =
		SHA384_Init(&state) & SHA384_Update(&state, s.p, s.n) & SHA384_Final(out, &state);

	assert(done == 1);
}

static void sha512(struct span s, uint8_t *out)
{
	SHA512_CTX state;
	int done =
		SHA512_Init(&state) & SHA512_Update(&state, s.p, s.n) & SHA512_Final(out, &state);

	assert(done == 1);
}

static void sha1(struct span s, uint8_t *out)
{
	SHA_CTX state;
	int done = SHA1_Init(&state) & SHA1_Update(&state, s.p, s.n) & SHA1_Final(out, &state);

	assert(done == 1);
}

static void md5(struct span s, uint8_t *out)
{
	MD5_CTX state;
	int done = MD5_Init(&state) & MD5_Update(&state, s.p, s.n) & MD5_Final(out, &state);

	assert(done == 1);
}

static const struct kind {
	const char *name;
	size_t size;
	void (*take)(struct span bytes, uint8_t *out);
} kinds[] = {
	{ "sha256", SHA256_DIGEST_LENGTH, sha256 },
	{ "sha384", SHA384_DIGEST_LENGTH, sha384 },
	{ "sha512", SHA512_DIGEST_LENGTH, sha512 },
	{ "sha1", SHA_DIGEST_LENGTH, sha1 },
	{ "md5", MD5_DIGEST_LENGTH, md5 },
	{ "git-sha1", SHA_DIGEST_LENGTH, digest_git_blob },
};

static const struct kind *kind_of(struct span name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (span_is(name, kinds[i].name))
			return &kinds[i];
	return NULL;
}

bool digest_is_known(struct span name)
{
	return kind_of(name) != NULL;
}

size_t digest_named(struct span name, struct span bytes, uint8_t out[DIGEST_SIZE_MAX])
{
	const struct kind *kind = kind_of(name);

	if (!kind)
		return 0;
	kind->take(bytes, out);
	return kind->size;
}
