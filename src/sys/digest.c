/* SHA-256 through libcrypto. */
#include "sys/digest.h"

#include <openssl/evp.h>

#include "base/mem.h"

struct digest {
	EVP_MD *algorithm;
	EVP_MD_CTX *state;
};

static void need(bool ok)
{
	if (!ok)
		mem_over("libcrypto gave no SHA-256");
}

struct digest *digest_new(void)
{
	struct digest *digest = mem_alloc(sizeof(*digest));

	digest->algorithm = EVP_MD_fetch(NULL, "SHA256", NULL);
	digest->state = EVP_MD_CTX_new();
	need(digest->algorithm && digest->state);
	digest_reset(digest);
	return digest;
}

void digest_free(struct digest *digest)
{
	if (!digest)
		return;
	EVP_MD_CTX_free(digest->state);
	EVP_MD_free(digest->algorithm);
	mem_free(digest);
}

void digest_reset(struct digest *digest)
{
	need(EVP_DigestInit_ex2(digest->state, digest->algorithm, NULL) == 1);
}

void digest_add(struct digest *digest, struct span bytes)
{
	need(EVP_DigestUpdate(digest->state, bytes.p, bytes.n) == 1);
}

void digest_end(struct digest *digest, uint8_t out[SHA256_SIZE])
{
	need(EVP_DigestFinal_ex(digest->state, out, NULL) == 1);
}

void digest_of(struct digest *digest, struct span bytes, uint8_t out[SHA256_SIZE])
{
	digest_reset(digest);
	digest_add(digest, bytes);
	digest_end(digest, out);
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
