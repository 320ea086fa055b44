/*
 * BLAKE3 (O'Connor, Aumasson, Neves, Wilcox-O'Hearn, "BLAKE3: one function, fast everywhere",
 * 2020) in steps: the hash without a key, of 32 bytes. Chunks of 1,024 bytes are the leaves of a
 * binary tree; where the processor has AVX2, eight of them go abreast.
 */
#pragma once

#include "base/span.h"

enum { BLAKE3_SIZE = 32, BLAKE3_BLOCK = 64, BLAKE3_DEPTH = 54 };

enum blake3_way {
	BLAKE3_PLAIN,
	BLAKE3_WIDE,
};

/* A chaining value: what a chunk or a subtree comes to. */
struct blake3_value {
	uint32_t words[8];
};

struct blake3 {
	enum blake3_way way;
	struct blake3_value value; /* of the chunk at hand, as far as it is compressed */
	uint8_t block[BLAKE3_BLOCK];
	size_t held, n_blocks; /* bytes of the block; blocks of the chunk before it */
	uint64_t n_chunks;     /* before the one at hand */
	struct blake3_value stack[BLAKE3_DEPTH]; /* whole subtrees, the largest first */
	size_t depth;
};

/* The best way that this processor has. */
enum blake3_way blake3_way(void);

void blake3_start(struct blake3 *b, enum blake3_way way);
void blake3_add(struct blake3 *b, struct span bytes);
void blake3_end(struct blake3 *b, uint8_t out[BLAKE3_SIZE]);
