/*
 * A digest by its name, in steps: sha256, sha384, sha512, sha1, md5, git-sha1 (the SHA-1 by which
 * git knows a file), blake2b (64 bytes, RFC 7693), blake3 (32 bytes).
 */
#pragma once

#include <openssl/evp.h>
#include <openssl/md5.h>

#include "sys/blake3.h"
#include "sys/sha256.h"

enum { HASHER_SIZE_MAX = 64 };

struct hasher_kind;

struct hasher {
	const struct hasher_kind *kind;
	union {
		struct sha256 sha256;
		SHA512_CTX sha512;
		SHA_CTX sha1;
		MD5_CTX md5;
		EVP_MD_CTX *blake2b;
		struct blake3 blake3;
	} state;
};

/* NULL when there is no such digest. */
const struct hasher_kind *hasher_kind(struct span name);
const char *hasher_name(const struct hasher_kind *kind);

/* Of the digest, in bytes. */
size_t hasher_size(const struct hasher_kind *kind);

/* For a message of `size` bytes in all, which git's form begins with. What was started must be
 * ended: blake2b holds memory of libcrypto until then, the others hold none. */
void hasher_start(struct hasher *h, const struct hasher_kind *kind, uint64_t size);
void hasher_add(struct hasher *h, struct span bytes);

/* Gives the size of the digest. */
size_t hasher_end(struct hasher *h, uint8_t out[HASHER_SIZE_MAX]);

/* Adds to both, SHA-256 abreast where that is the way. */
void hasher_add_two(enum sha256_way way, struct hasher *a, struct span a_bytes, struct hasher *b,
		    struct span b_bytes);
