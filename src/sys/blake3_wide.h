/* Eight BLAKE3 compressions abreast. */
#pragma once

#include "sys/blake3.h"

enum { BLAKE3_ROUNDS = 7, BLAKE3_CHUNK = 1024, BLAKE3_LANES = 8 };
/* The flags of table 3. */
enum { BLAKE3_CHUNK_START = 1, BLAKE3_CHUNK_END = 2, BLAKE3_PARENT = 4, BLAKE3_ROOT = 8 };

/* Constants here, so that the compiler knows them where rounds are unrolled. */

/* Those of SHA-256 (section 2.2). */
static const uint32_t blake3_start_words[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
						0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };

/* Table 2, applied again from row to row. */
static const uint8_t blake3_schedule[BLAKE3_ROUNDS][16] = {
	{ 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 },
	{ 2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8 },
	{ 3, 4, 10, 12, 13, 2, 7, 14, 6, 5, 9, 0, 11, 15, 8, 1 },
	{ 10, 7, 12, 9, 14, 3, 13, 15, 4, 0, 11, 2, 5, 8, 1, 6 },
	{ 12, 13, 9, 11, 15, 10, 14, 8, 7, 2, 5, 3, 0, 1, 6, 4 },
	{ 9, 14, 11, 5, 8, 12, 15, 1, 13, 3, 0, 10, 2, 6, 4, 7 },
	{ 11, 15, 5, 0, 1, 9, 8, 6, 14, 10, 2, 12, 3, 4, 7, 13 },
};

bool blake3_wide_is_here(void);

/* The values of eight whole chunks that follow each other, the first of them number `counter`, a
 * multiple of eight. Only where blake3_wide_is_here(). */
void blake3_eight_chunks(const uint8_t chunks[BLAKE3_LANES * BLAKE3_CHUNK], uint64_t counter,
			 struct blake3_value out[BLAKE3_LANES]);

/* The values of eight parents of sixteen values that follow each other; `out` may be `values`. */
void blake3_eight_parents(const struct blake3_value values[2 * BLAKE3_LANES],
			  struct blake3_value out[BLAKE3_LANES]);
