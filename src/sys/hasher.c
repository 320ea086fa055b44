/*
 * libcrypto by its direct functions where it has some: EVP's look-up of an algorithm by name takes
 * as long as the rest of a small scan from start to exit, and allocates.
 */
#define OPENSSL_SUPPRESS_DEPRECATED

#include "sys/hasher.h"

#include <assert.h>
#include <stdio.h>

#include "base/mem.h"

struct hasher_kind {
	const char *name;
	size_t size;
	void (*start)(struct hasher *h, uint64_t size);
	void (*add)(struct hasher *h, struct span bytes);
	void (*end)(struct hasher *h, uint8_t *out);
};

/* The functions of libcrypto report failure only for a NULL argument. */
static void must(int done)
{
	assert(done == 1);
	(void)done;
}

static void sha256_begin(struct hasher *h, uint64_t size)
{
	(void)size;
	sha256_start(&h->state.sha256);
}

static void sha256_more(struct hasher *h, struct span bytes)
{
	sha256_add(&h->state.sha256, bytes);
}

static void sha256_finish(struct hasher *h, uint8_t *out)
{
	sha256_end(&h->state.sha256, out);
}

static void sha384_begin(struct hasher *h, uint64_t size)
{
	(void)size;
	must(SHA384_Init(&h->state.sha512));
}

static void sha512_begin(struct hasher *h, uint64_t size)
{
	(void)size;
	must(SHA512_Init(&h->state.sha512));
}

static void sha512_more(struct hasher *h, struct span bytes)
{
	must(SHA512_Update(&h->state.sha512, bytes.p, bytes.n));
}

static void sha512_finish(struct hasher *h, uint8_t *out)
{
	must(SHA512_Final(out, &h->state.sha512)); /* the state knows that it is SHA-384 */
}

static void sha1_begin(struct hasher *h, uint64_t size)
{
	(void)size;
	must(SHA1_Init(&h->state.sha1));
}

static void sha1_more(struct hasher *h, struct span bytes)
{
	must(SHA1_Update(&h->state.sha1, bytes.p, bytes.n));
}

static void sha1_finish(struct hasher *h, uint8_t *out)
{
	must(SHA1_Final(out, &h->state.sha1));
}

/* "blob SIZE", a NUL and the bytes. */
static void git_begin(struct hasher *h, uint64_t size)
{
	char head[32];
	int n = snprintf(head, sizeof(head), "blob %llu", (unsigned long long)size);

	sha1_begin(h, size);
	sha1_more(h, span_of(head, (size_t)n + 1));
}

static void md5_begin(struct hasher *h, uint64_t size)
{
	(void)size;
	must(MD5_Init(&h->state.md5));
}

static void md5_more(struct hasher *h, struct span bytes)
{
	must(MD5_Update(&h->state.md5, bytes.p, bytes.n));
}

static void md5_finish(struct hasher *h, uint8_t *out)
{
	must(MD5_Final(out, &h->state.md5));
}

static void blake2b_begin(struct hasher *h, uint64_t size)
{
	(void)size;
	h->state.blake2b = EVP_MD_CTX_new();
	if (!h->state.blake2b || EVP_DigestInit_ex(h->state.blake2b, EVP_blake2b512(), NULL) != 1)
		mem_over("no memory for a digest");
}

static void blake2b_more(struct hasher *h, struct span bytes)
{
	must(EVP_DigestUpdate(h->state.blake2b, bytes.p, bytes.n));
}

static void blake2b_finish(struct hasher *h, uint8_t *out)
{
	must(EVP_DigestFinal_ex(h->state.blake2b, out, NULL));
	EVP_MD_CTX_free(h->state.blake2b);
}

static void blake3_begin(struct hasher *h, uint64_t size)
{
	(void)size;
	blake3_start(&h->state.blake3, blake3_way());
}

static void blake3_more(struct hasher *h, struct span bytes)
{
	blake3_add(&h->state.blake3, bytes);
}

static void blake3_finish(struct hasher *h, uint8_t *out)
{
	blake3_end(&h->state.blake3, out);
}

static const struct hasher_kind kinds[] = {
	{ "sha256", SHA256_DIGEST_LENGTH, sha256_begin, sha256_more, sha256_finish },
	{ "sha384", SHA384_DIGEST_LENGTH, sha384_begin, sha512_more, sha512_finish },
	{ "sha512", SHA512_DIGEST_LENGTH, sha512_begin, sha512_more, sha512_finish },
	{ "sha1", SHA_DIGEST_LENGTH, sha1_begin, sha1_more, sha1_finish },
	{ "git-sha1", SHA_DIGEST_LENGTH, git_begin, sha1_more, sha1_finish },
	{ "md5", MD5_DIGEST_LENGTH, md5_begin, md5_more, md5_finish },
	{ "blake2b", HASHER_SIZE_MAX, blake2b_begin, blake2b_more, blake2b_finish },
	{ "blake3", BLAKE3_SIZE, blake3_begin, blake3_more, blake3_finish },
};

const struct hasher_kind *hasher_kind(struct span name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (span_is(name, kinds[i].name))
			return &kinds[i];
	return NULL;
}

const char *hasher_name(const struct hasher_kind *kind)
{
	return kind->name;
}

size_t hasher_size(const struct hasher_kind *kind)
{
	return kind->size;
}

void hasher_start(struct hasher *h, const struct hasher_kind *kind, uint64_t size)
{
	h->kind = kind;
	kind->start(h, size);
}

void hasher_add(struct hasher *h, struct span bytes)
{
	h->kind->add(h, bytes);
}

size_t hasher_end(struct hasher *h, uint8_t out[HASHER_SIZE_MAX])
{
	h->kind->end(h, out);
	return h->kind->size;
}

void hasher_add_two(enum sha256_way way, struct hasher *a, struct span a_bytes, struct hasher *b,
		    struct span b_bytes)
{
	if (a->kind->add == sha256_more && b->kind->add == sha256_more) {
		sha256_add_two(way, &a->state.sha256, a_bytes, &b->state.sha256, b_bytes);
		return;
	}
	hasher_add(a, a_bytes);
	hasher_add(b, b_bytes);
}
