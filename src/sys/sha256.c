/* Two streams of the processor's SHA instructions, and libcrypto. */
#define OPENSSL_SUPPRESS_DEPRECATED

#include "sys/sha256.h"

#include <assert.h>

enum { BLOCK = SHA256_CBLOCK };

/* They report failure only for a NULL argument. */

void sha256_start(struct sha256 *s)
{
	int done = SHA256_Init(&s->state);

	assert(done == 1);
}

void sha256_add(struct sha256 *s, struct span bytes)
{
	int done = SHA256_Update(&s->state, bytes.p, bytes.n);

	assert(done == 1);
}

void sha256_end(struct sha256 *s, uint8_t out[SHA256_DIGEST_LENGTH])
{
	int done = SHA256_Final(out, &s->state);

	assert(done == 1);
}

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>

/* AVX for its three-operand forms of the same instructions: without them the moves between
 * registers cost a tenth. */
#define NATIVE	    __attribute__((target("sha,avx")))
#define NATIVE_PART static inline __attribute__((target("sha,avx"), always_inline))

/* FIPS 180-4 section 4.2.2. */
static const uint32_t round_constants[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
	0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
	0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
	0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
	0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
	0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
	0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
	0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
	0xc67178f2,
};

/* The eight words of the state, in the order in which SHA256RNDS2 wants them. */
struct lane {
	__m128i abef, cdgh;
};

NATIVE_PART __m128i load(const void *p)
{
	return _mm_loadu_si128((const __m128i *)p);
}

NATIVE_PART struct lane lane_of(const SHA256_CTX *state)
{
	__m128i badc = _mm_shuffle_epi32(load(state->h), 0xb1);
	__m128i hgfe = _mm_shuffle_epi32(load(state->h + 4), 0x1b);

	return (struct lane){ _mm_alignr_epi8(badc, hgfe, 8), _mm_blend_epi16(hgfe, badc, 0xf0) };
}

NATIVE_PART void lane_keep(const struct lane *lane, SHA256_CTX *state)
{
	__m128i feba = _mm_shuffle_epi32(lane->abef, 0x1b);
	__m128i dchg = _mm_shuffle_epi32(lane->cdgh, 0xb1);

	_mm_storeu_si128((__m128i *)(void *)state->h, _mm_blend_epi16(feba, dchg, 0xf0));
	_mm_storeu_si128((__m128i *)(void *)(state->h + 4), _mm_alignr_epi8(dchg, feba, 8));
}

/* Words 4i..4i+3 of the message schedule (section 6.2.2 step 1); the last sixteen stand in w. */
NATIVE_PART void schedule(__m128i w[4], const uint8_t *block, unsigned i)
{
	const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
	__m128i w0 = w[i % 4], w1 = w[(i + 1) % 4], w2 = w[(i + 2) % 4], w3 = w[(i + 3) % 4];

	if (i < 4) {
		w[i] = _mm_shuffle_epi8(load(block + (size_t)16 * i), big_endian);
		return;
	}
	w0 = _mm_add_epi32(_mm_sha256msg1_epu32(w0, w1), _mm_alignr_epi8(w3, w2, 4));
	w[i % 4] = _mm_sha256msg2_epu32(w0, w3);
}

/* Step 3, four rounds. */
NATIVE_PART void four_rounds(struct lane *lane, __m128i words)
{
	lane->cdgh = _mm_sha256rnds2_epu32(lane->cdgh, lane->abef, words);
	lane->abef = _mm_sha256rnds2_epu32(lane->abef, lane->cdgh, _mm_shuffle_epi32(words, 0x0e));
}

NATIVE_PART void lane_sum(struct lane *lane, const struct lane *before)
{
	lane->abef = _mm_add_epi32(lane->abef, before->abef);
	lane->cdgh = _mm_add_epi32(lane->cdgh, before->cdgh);
}

/* Unrolled the schedules stay in registers. */
NATIVE static void two_lanes(SHA256_CTX *state_a, const uint8_t *pa, SHA256_CTX *state_b,
			     const uint8_t *pb, size_t n_blocks)
{
	struct lane a = lane_of(state_a), b = lane_of(state_b);

	for (; n_blocks > 0; n_blocks--, pa += BLOCK, pb += BLOCK) {
		struct lane a0 = a, b0 = b;
		__m128i wa[4] = { 0 }, wb[4] = { 0 };

#pragma GCC unroll 16
		for (unsigned i = 0; i < 16; i++) {
			__m128i k = load(round_constants + (size_t)4 * i);

			schedule(wa, pa, i);
			schedule(wb, pb, i);
			four_rounds(&a, _mm_add_epi32(wa[i % 4], k));
			four_rounds(&b, _mm_add_epi32(wb[i % 4], k));
		}
		lane_sum(&a, &a0);
		lane_sum(&b, &b0);
	}
	lane_keep(&a, state_a);
	lane_keep(&b, state_b);
}

/* Leaf 7 tells of SHA; AVX must be known to the system as well, which XGETBV tells of. */
enum sha256_way sha256_way(void)
{
	unsigned a, b, c, d;
	bool has_sha = __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_SHA);

	return has_sha && __builtin_cpu_supports("avx") ? SHA256_ABREAST : SHA256_IN_TURN;
}
#else
static void two_lanes(SHA256_CTX *state_a, const uint8_t *pa, SHA256_CTX *state_b,
		      const uint8_t *pb, size_t n_blocks)
{
	int done = SHA256_Update(state_a, pa, n_blocks * BLOCK) &
		   SHA256_Update(state_b, pb, n_blocks * BLOCK);

	assert(done == 1);
}

enum sha256_way sha256_way(void)
{
	return SHA256_IN_TURN;
}
#endif

/* The length so far, which libcrypto keeps in bits and in two words. */
static void count(SHA256_CTX *state, size_t n_blocks)
{
	uint64_t bits = (uint64_t)state->Nh << 32 | state->Nl;

	bits += (uint64_t)n_blocks * BLOCK * 8;
	state->Nl = (SHA_LONG)bits;
	state->Nh = (SHA_LONG)(bits >> 32);
}

static size_t blocks_abreast(const struct sha256 *a, size_t na, const struct sha256 *b, size_t nb)
{
	return a->state.num || b->state.num ? 0 : (na < nb ? na : nb) / BLOCK;
}

void sha256_add_two(enum sha256_way way, struct sha256 *a, struct span a_bytes, struct sha256 *b,
		    struct span b_bytes)
{
	size_t n = way == SHA256_ABREAST ? blocks_abreast(a, a_bytes.n, b, b_bytes.n) : 0;

	if (n) {
		two_lanes(&a->state, a_bytes.p, &b->state, b_bytes.p, n);
		count(&a->state, n);
		count(&b->state, n);
	}
	sha256_add(a, span_from(a_bytes, n * BLOCK));
	sha256_add(b, span_from(b_bytes, n * BLOCK));
}
