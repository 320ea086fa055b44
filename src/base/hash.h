/*
 * A fast hash for tables. An adversary can make keys collide, so that a table of hostile keys puts
 * a cap on its probes; honest keys never reach it.
 */
#pragma once

#include "base/span.h"

#define HASH_START UINT64_C(0x2545f4914f6cdd1d)

/* One word of eight bytes: a multiplication whose halves are folded. */
static inline uint64_t hash_word(uint64_t hash, uint64_t word)
{
	__uint128_t product = (__uint128_t)(hash ^ word) * 0x9fb21c651e98df25u;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* Fewer than eight bytes as one word, by loads that may overlap. */
static inline uint64_t hash_short(const uint8_t *p, size_t n)
{
	uint32_t low, high;

	if (n == 0)
		return 0;
	if (n < sizeof(low))
		return (uint64_t)p[0] | (uint64_t)p[n / 2] << (8 * (n / 2)) |
		       (uint64_t)p[n - 1] << (8 * (n - 1));
	memcpy(&low, p, sizeof(low));
	memcpy(&high, p + n - sizeof(high), sizeof(high));
	return low | (uint64_t)high << (8 * (n - sizeof(high)));
}

/* The last bytes, fewer than eight, and how many they are. */
static inline uint64_t hash_end(uint64_t hash, const uint8_t *p, size_t n)
{
	return hash_word(hash_word(hash, hash_short(p, n)), n);
}

static inline uint64_t hash_span(struct span s)
{
	uint64_t hash = HASH_START, word;

	for (; s.n >= sizeof(word); s = span_from(s, sizeof(word))) {
		memcpy(&word, s.p, sizeof(word));
		hash = hash_word(hash, word);
	}
	return hash_end(hash, s.p, s.n);
}
