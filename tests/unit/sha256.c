/* SHA-256 against the published examples and against libcrypto, on each way, for every pair of
 * lengths about the borders of blocks and for messages that come in pieces. */
#define OPENSSL_SUPPRESS_DEPRECATED

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "sys/sha256.h"

enum { SIZE = SHA256_DIGEST_LENGTH, LENGTHS = 301, LONG = 100000 };

static uint8_t bytes_a[LONG], bytes_b[LONG];
static uint8_t right_a[LENGTHS][SIZE], right_b[LENGTHS][SIZE];

/* A fixed sequence (the constants are those of Numerical Recipes). */
static uint32_t next_random(uint32_t *state)
{
	return *state = *state * 1664525u + 1013904223u;
}

static void setup(void)
{
	uint32_t random = 1;

	for (size_t i = 0; i < LONG; i++) {
		bytes_a[i] = (uint8_t)(next_random(&random) >> 24);
		bytes_b[i] = (uint8_t)(next_random(&random) >> 24);
	}
	for (size_t n = 0; n < LENGTHS; n++) {
		(void)SHA256(bytes_a, n, right_a[n]);
		(void)SHA256(bytes_b, n, right_b[n]);
	}
}

static void of_two(enum sha256_way way, struct span a, struct span b, uint8_t out[2][SIZE])
{
	struct sha256 sa, sb;

	sha256_start(&sa);
	sha256_start(&sb);
	sha256_add_two(way, &sa, a, &sb, b);
	sha256_end(&sa, out[0]);
	sha256_end(&sb, out[1]);
}

/* The examples for SHA-256 of NIST, "Secure Hash Standard" validation: one block and two. */
static void test_examples(void **state)
{
	static const uint8_t of_abc[SIZE] = {
		0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40,
		0xde, 0x5d, 0xae, 0x22, 0x23, 0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17,
		0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad,
	};
	static const uint8_t of_long[SIZE] = {
		0x24, 0x8d, 0x6a, 0x61, 0xd2, 0x06, 0x38, 0xb8, 0xe5, 0xc0, 0x26,
		0x93, 0x0c, 0x3e, 0x60, 0x39, 0xa3, 0x3c, 0xe4, 0x59, 0x64, 0xff,
		0x21, 0x67, 0xf6, 0xec, 0xed, 0xd4, 0x19, 0xdb, 0x06, 0xc1,
	};
	struct span abc = SPAN("abc");
	struct span text = SPAN("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq");
	uint8_t out[2][SIZE];

	(void)state;
	of_two(SHA256_IN_TURN, abc, text, out);
	assert_memory_equal(out[0], of_abc, SIZE);
	assert_memory_equal(out[1], of_long, SIZE);
	of_two(sha256_way(), text, abc, out);
	assert_memory_equal(out[0], of_long, SIZE);
	assert_memory_equal(out[1], of_abc, SIZE);
}

static void check_all_pairs(enum sha256_way way)
{
	uint8_t out[2][SIZE];

	for (size_t n = 0; n < LENGTHS; n++)
		for (size_t m = 0; m < LENGTHS; m++) {
			of_two(way, span_of(bytes_a, n), span_of(bytes_b, m), out);
			assert_memory_equal(out[0], right_a[n], SIZE);
			assert_memory_equal(out[1], right_b[m], SIZE);
		}
}

static void test_lengths_in_turn(void **state)
{
	(void)state;
	check_all_pairs(SHA256_IN_TURN);
}

static void test_lengths_abreast(void **state)
{
	(void)state;
	if (sha256_way() != SHA256_ABREAST)
		skip();
	check_all_pairs(SHA256_ABREAST);
}

/* Pieces of any length leave parts of blocks behind; addresses are not aligned. */
static void check_pieces(uint32_t seed)
{
	uint8_t out[2][SIZE], right[2][SIZE];
	size_t na = next_random(&seed) % LONG, nb = next_random(&seed) % LONG;
	struct span a = span_of(bytes_a + LONG - na, na), b = span_of(bytes_b + LONG - nb, nb);
	struct sha256 sa, sb;

	(void)SHA256(a.p, a.n, right[0]);
	(void)SHA256(b.p, b.n, right[1]);
	sha256_start(&sa);
	sha256_start(&sb);
	while (a.n + b.n > 0) {
		uint32_t unit = next_random(&seed) % 3 ? 64 : 1;
		size_t n = next_random(&seed) % 300 * unit, m = next_random(&seed) % 300 * unit;

		sha256_add_two(sha256_way(), &sa, span_part(a, 0, n), &sb, span_part(b, 0, m));
		a = span_from(a, n < a.n ? n : a.n);
		b = span_from(b, m < b.n ? m : b.n);
	}
	sha256_end(&sa, out[0]);
	sha256_end(&sb, out[1]);
	assert_memory_equal(out, right, sizeof(out));
}

static void test_pieces(void **state)
{
	(void)state;
	for (uint32_t seed = 0; seed < 500; seed++)
		check_pieces(seed);
}

/* The length in bits passes the lower of the two words that libcrypto keeps it in. */
static void test_carry(void **state)
{
	uint8_t out[2][SIZE], right[SIZE];
	struct span all = span_of(bytes_a, LONG / 64 * 64);
	struct sha256 one, a, b;

	(void)state;
	if (sha256_way() != SHA256_ABREAST)
		skip();
	sha256_start(&one);
	sha256_start(&a);
	for (uint64_t n = 0; n <= UINT64_C(1) << 29; n += all.n) {
		sha256_add(&one, all);
		if (n == 0)
			b = a;
		sha256_add_two(SHA256_ABREAST, &a, all, &b, all);
	}
	sha256_end(&one, right);
	sha256_end(&a, out[0]);
	sha256_end(&b, out[1]);
	assert_memory_equal(out[0], right, SIZE);
	assert_memory_equal(out[1], right, SIZE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_examples),	cmocka_unit_test(test_lengths_in_turn),
		cmocka_unit_test(test_lengths_abreast), cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_carry),
	};

	setup();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
