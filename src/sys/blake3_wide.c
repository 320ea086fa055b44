/* AVX2: each register holds the same word of eight states. */
#include "sys/blake3_wide.h"

#if defined(__x86_64__)
#include <immintrin.h>

/* Arrays of registers are registers only where no index is left. */
#define UNROLLED _Pragma("GCC unroll 8")

#define WIDE	  __attribute__((target("avx2")))
#define WIDE_PART static inline __attribute__((target("avx2"), always_inline))

/* Where the eight inputs lie, `step` bytes from one to the next, and the numbers of the chunks. */
struct eight {
	const uint8_t *p;
	size_t step;
	__m256i low, high;
};

WIDE_PART __m256i load(const void *p)
{
	return _mm256_loadu_si256((const __m256i *)p);
}

WIDE_PART __m256i all(uint32_t word)
{
	return _mm256_set1_epi32((int)word);
}

WIDE_PART __m256i rotate_16(__m256i x)
{
	const __m256i by = _mm256_setr_epi8(2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13, 2,
					    3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);

	return _mm256_shuffle_epi8(x, by);
}

WIDE_PART __m256i rotate_8(__m256i x)
{
	const __m256i by = _mm256_setr_epi8(1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12, 1,
					    2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12);

	return _mm256_shuffle_epi8(x, by);
}

WIDE_PART __m256i rotate_12(__m256i x)
{
	return _mm256_or_si256(_mm256_srli_epi32(x, 12), _mm256_slli_epi32(x, 20));
}

WIDE_PART __m256i rotate_7(__m256i x)
{
	return _mm256_or_si256(_mm256_srli_epi32(x, 7), _mm256_slli_epi32(x, 25));
}

WIDE_PART void mix(__m256i v[16], int a, int b, int c, int d, __m256i mx, __m256i my)
{
	v[a] = _mm256_add_epi32(_mm256_add_epi32(v[a], v[b]), mx);
	v[d] = rotate_16(_mm256_xor_si256(v[d], v[a]));
	v[c] = _mm256_add_epi32(v[c], v[d]);
	v[b] = rotate_12(_mm256_xor_si256(v[b], v[c]));
	v[a] = _mm256_add_epi32(_mm256_add_epi32(v[a], v[b]), my);
	v[d] = rotate_8(_mm256_xor_si256(v[d], v[a]));
	v[c] = _mm256_add_epi32(v[c], v[d]);
	v[b] = rotate_7(_mm256_xor_si256(v[b], v[c]));
}

/* Rows become columns. */
WIDE_PART void transpose(__m256i r[8])
{
	__m256i pairs[8], fours[8];

	UNROLLED
	for (int i = 0; i < 8; i += 2) {
		pairs[i] = _mm256_unpacklo_epi32(r[i], r[i + 1]);
		pairs[i + 1] = _mm256_unpackhi_epi32(r[i], r[i + 1]);
	}
	UNROLLED
	for (int i = 0; i < 8; i += 4) {
		fours[i] = _mm256_unpacklo_epi64(pairs[i], pairs[i + 2]);
		fours[i + 1] = _mm256_unpackhi_epi64(pairs[i], pairs[i + 2]);
		fours[i + 2] = _mm256_unpacklo_epi64(pairs[i + 1], pairs[i + 3]);
		fours[i + 3] = _mm256_unpackhi_epi64(pairs[i + 1], pairs[i + 3]);
	}
	UNROLLED
	for (int i = 0; i < 4; i++) {
		r[i] = _mm256_permute2x128_si256(fours[i], fours[i + 4], 0x20);
		r[i + 4] = _mm256_permute2x128_si256(fours[i], fours[i + 4], 0x31);
	}
}

/* The words of the message, of the block at `at` in each input. */
WIDE_PART void load_message(const struct eight *eight, size_t at, __m256i m[16])
{
	UNROLLED
	for (size_t i = 0; i < BLAKE3_LANES; i++) {
		m[i] = load(eight->p + i * eight->step + at);
		m[i + 8] = load(eight->p + i * eight->step + at + 32);
	}
	transpose(m);
	transpose(m + 8);
}

WIDE_PART void rounds(__m256i v[16], const __m256i m[16])
{
	UNROLLED
	for (int i = 0; i < BLAKE3_ROUNDS; i++) {
		const uint8_t *s = blake3_schedule[i];

		mix(v, 0, 4, 8, 12, m[s[0]], m[s[1]]);
		mix(v, 1, 5, 9, 13, m[s[2]], m[s[3]]);
		mix(v, 2, 6, 10, 14, m[s[4]], m[s[5]]);
		mix(v, 3, 7, 11, 15, m[s[6]], m[s[7]]);
		mix(v, 0, 5, 10, 15, m[s[8]], m[s[9]]);
		mix(v, 1, 6, 11, 12, m[s[10]], m[s[11]]);
		mix(v, 2, 7, 8, 13, m[s[12]], m[s[13]]);
		mix(v, 3, 4, 9, 14, m[s[14]], m[s[15]]);
	}
}

WIDE_PART void compress(const struct eight *eight, size_t at, uint32_t flags, __m256i h[8])
{
	__m256i m[16], v[16];

	load_message(eight, at, m);
	UNROLLED
	for (int i = 0; i < 8; i++)
		v[i] = h[i];
	UNROLLED
	for (int i = 0; i < 4; i++)
		v[8 + i] = all(blake3_start_words[i]);
	v[12] = eight->low;
	v[13] = eight->high;
	v[14] = all(BLAKE3_BLOCK);
	v[15] = all(flags);
	rounds(v, m);
	UNROLLED
	for (int i = 0; i < 8; i++)
		h[i] = _mm256_xor_si256(v[i], v[i + 8]);
}

WIDE_PART void run(const struct eight *eight, size_t n_blocks, uint32_t first, uint32_t others,
		   uint32_t last, struct blake3_value out[BLAKE3_LANES])
{
	__m256i h[8];

	UNROLLED
	for (int i = 0; i < 8; i++)
		h[i] = all(blake3_start_words[i]);
	for (size_t i = 0; i < n_blocks; i++)
		compress(eight, i * BLAKE3_BLOCK,
			 i == 0		     ? first
			 : i == n_blocks - 1 ? last
					     : others,
			 h);
	transpose(h);
	UNROLLED
	for (size_t i = 0; i < BLAKE3_LANES; i++)
		_mm256_storeu_si256((__m256i *)(void *)out[i].words, h[i]);
}

/* The numbers do not pass a border of 2^32 inside the eight: the first is a multiple of eight. */
WIDE void blake3_eight_chunks(const uint8_t chunks[BLAKE3_LANES * BLAKE3_CHUNK], uint64_t counter,
			      struct blake3_value out[BLAKE3_LANES])
{
	const struct eight eight = {
		.p = chunks,
		.step = BLAKE3_CHUNK,
		.low = _mm256_add_epi32(all((uint32_t)counter),
					_mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7)),
		.high = all((uint32_t)(counter >> 32)),
	};

	run(&eight, BLAKE3_CHUNK / BLAKE3_BLOCK, BLAKE3_CHUNK_START, 0, BLAKE3_CHUNK_END, out);
}

WIDE void blake3_eight_parents(const struct blake3_value values[2 * BLAKE3_LANES],
			       struct blake3_value out[BLAKE3_LANES])
{
	const struct eight eight = {
		.p = (const uint8_t *)values, .step = BLAKE3_BLOCK, .low = all(0), .high = all(0)
	};

	run(&eight, 1, BLAKE3_PARENT, 0, 0, out);
}

bool blake3_wide_is_here(void)
{
	return __builtin_cpu_supports("avx2");
}
#else
bool blake3_wide_is_here(void)
{
	return false;
}

void blake3_eight_chunks(const uint8_t chunks[BLAKE3_LANES * BLAKE3_CHUNK], uint64_t counter,
			 struct blake3_value out[BLAKE3_LANES])
{
	(void)chunks;
	(void)counter;
	(void)out;
}

void blake3_eight_parents(const struct blake3_value values[2 * BLAKE3_LANES],
			  struct blake3_value out[BLAKE3_LANES])
{
	(void)values;
	(void)out;
}
#endif
