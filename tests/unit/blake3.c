/* BLAKE3 against the published vectors (test_vectors.json of its authors: the input is i % 251), on
 * each way and in pieces of any length. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "sys/blake3.h"

enum { LONG = 300000, HEX = 2 * BLAKE3_SIZE + 1 };

static uint8_t bytes[LONG];

static const struct {
	size_t n;
	const char *hash;
} vectors[] = {
	{ 0, "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262" },
	{ 1, "2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213" },
	{ 1023, "10108970eeda3eb932baac1428c7a2163b0e924c9a9e25b35bba72b28f70bd11" },
	{ 1024, "42214739f095a406f3fc83deb889744ac00df831c10daa55189b5d121c855af7" },
	{ 1025, "d00278ae47eb27b34faecf67b4fe263f82d5412916c1ffd97c8cb7fb814b8444" },
	{ 2048, "e776b6028c7cd22a4d0ba182a8bf62205d2ef576467e838ed6f2529b85fba24a" },
	{ 2049, "5f4d72f40d7a5f82b15ca2b2e44b1de3c2ef86c426c95c1af0b6879522563030" },
	{ 3072, "b98cb0ff3623be03326b373de6b9095218513e64f1ee2edd2525c7ad1e5cffd2" },
	{ 3073, "7124b49501012f81cc7f11ca069ec9226cecb8a2c850cfe644e327d22d3e1cd3" },
	{ 4096, "015094013f57a5277b59d8475c0501042c0b642e531b0a1c8f58d2163229e969" },
	{ 4097, "9b4052b38f1c5fc8b1f9ff7ac7b27cd242487b3d890d15c96a1c25b8aa0fb995" },
	{ 5120, "9cadc15fed8b5d854562b26a9536d9707cadeda9b143978f319ab34230535833" },
	{ 5121, "628bd2cb2004694adaab7bbd778a25df25c47b9d4155a55f8fbd79f2fe154cff" },
	{ 6144, "3e2e5b74e048f3add6d21faab3f83aa44d3b2278afb83b80b3c35164ebeca205" },
	{ 6145, "f1323a8631446cc50536a9f705ee5cb619424d46887f3c376c695b70e0f0507f" },
	{ 7168, "61da957ec2499a95d6b8023e2b0e604ec7f6b50e80a9678b89d2628e99ada77a" },
	{ 7169, "a003fc7a51754a9b3c7fae0367ab3d782dccf28855a03d435f8cfe74605e7817" },
	{ 8192, "aae792484c8efe4f19e2ca7d371d8c467ffb10748d8a5a1ae579948f718a2a63" },
	{ 8193, "bab6c09cb8ce8cf459261398d2e7aef35700bf488116ceb94a36d0f5f1b7bc3b" },
	{ 16384, "f875d6646de28985646f34ee13be9a576fd515f76b5b0a26bb324735041ddde4" },
	{ 31744, "62b6960e1a44bcc1eb1a611a8d6235b6b4b78f32e7abc4fb4c6cdcce94895c47" },
	{ 102400, "bc3e3d41a1146b069abffad3c0d44860cf664390afce4d9661f7902e7943e085" },
};

static void whole(enum blake3_way way, size_t n, uint8_t out[BLAKE3_SIZE])
{
	struct blake3 b;

	blake3_start(&b, way);
	blake3_add(&b, span_of(bytes, n));
	blake3_end(&b, out);
}

static void check_vectors(enum blake3_way way)
{
	for (size_t i = 0; i < sizeof(vectors) / sizeof(*vectors); i++) {
		uint8_t out[BLAKE3_SIZE];
		char hex[HEX];

		whole(way, vectors[i].n, out);
		for (size_t k = 0; k < BLAKE3_SIZE; k++)
			snprintf(hex + 2 * k, 3, "%02x", out[k]);
		assert_string_equal(hex, vectors[i].hash);
	}
}

static void test_plain(void **state)
{
	(void)state;
	check_vectors(BLAKE3_PLAIN);
}

static void test_wide(void **state)
{
	(void)state;
	if (blake3_way() != BLAKE3_WIDE)
		skip();
	check_vectors(BLAKE3_WIDE);
}

/* About every border of eight chunks, where subtrees begin and end, up to several of the largest.
 */
static void test_borders(void **state)
{
	(void)state;
	for (size_t chunks = 1; chunks < LONG / 1024; chunks++)
		for (size_t n = chunks * 1024 - 1; n <= chunks * 1024 + 1; n++) {
			uint8_t plain[BLAKE3_SIZE], wide[BLAKE3_SIZE];

			whole(BLAKE3_PLAIN, n, plain);
			whole(blake3_way(), n, wide);
			assert_memory_equal(plain, wide, BLAKE3_SIZE);
		}
}

static void check_pieces(uint32_t seed)
{
	uint8_t right[BLAKE3_SIZE], out[BLAKE3_SIZE];
	size_t n = (size_t)seed * 7919 % LONG;
	struct span left = span_of(bytes, n);
	struct blake3 b;

	whole(BLAKE3_PLAIN, n, right);
	blake3_start(&b, blake3_way());
	while (left.n > 0) {
		size_t piece;

		seed = seed * 1664525u + 1013904223u;
		piece = (seed >> 8) % (seed & 128 ? 100000 : 1500);
		piece = seed & 64 ? piece / 1024 * 1024 : piece;
		piece = piece < left.n ? piece : left.n;
		blake3_add(&b, span_part(left, 0, piece));
		left = span_from(left, piece);
	}
	blake3_end(&b, out);
	assert_memory_equal(out, right, BLAKE3_SIZE);
}

static void test_pieces(void **state)
{
	(void)state;
	for (uint32_t seed = 0; seed < 300; seed++)
		check_pieces(seed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_wide),
		cmocka_unit_test(test_borders),
		cmocka_unit_test(test_pieces),
	};

	for (size_t i = 0; i < LONG; i++)
		bytes[i] = (uint8_t)(i % 251);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
