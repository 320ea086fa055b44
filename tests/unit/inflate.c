/* sys/inflate: every codec against what the reference tools wrote (gzip 1.12, bzip2 1.0.8, xz 5.4,
 * zstd 1.5.4, lz4 1.9.4, CPython 3.11's zlib and zipfile), whole, cut, damaged and short of room.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "sys/inflate.h"

enum { TEXT_SIZE = 240, ROOM = 1024, DATA_MAX = 256 };

struct vector {
	enum codec codec;
	const char *hex;
};

/* "inflate me, " twenty times. */
static const struct vector vectors[] = {
	{ CODEC_DEFLATE, "cbcc4bcb492c4955c84dd551c81c016c00" },
	{ CODEC_ZLIB, "78dacbcc4bcb492c4955c84dd551c81c016c0020bd5295" },
	{ CODEC_GZIP, "1f8b0800000000000203cbcc4bcb492c4955c84dd551c81c016c00500a351ef0000000" },
	{ CODEC_BZIP2,
	  "425a6839314159265359c1c16f0500004f91804004232704002000508018052a41a6d4d13b13"
	  "64c270984d9384d130984fc5dc914e142430705bc140" },
	{ CODEC_XZ, "fd377a585a000004e6d6b4460200210116000000742fe5a3e000ef00135d00349b88f70fc0f01f"
		    "cd2c0430475a90c827000000000a2e7beb055517a900012ff001000000065427c5b1c467fb0200"
		    "00000004595a" },
	{ CODEC_LZMA,
	  "5d00008000ffffffffffffffff00349b88f70fc0f01fcd2c0430475a90ccfde6fffffdb99000" },
	{ CODEC_ZIP_LZMA, "090405005d0000800000349b88f70fc0f01fcd2c0430475a90ccfde6fffffdb99000" },
	{ CODEC_ZSTD, "28b52ffd04689d000060696e666c617465206d652c200100e1532509a67230b9" },
	{ CODEC_LZ4, "04224d1860408216000000cf696e666c617465206d652c200c00cc50206d652c2000000000" },
};
enum { VECTOR_COUNT = sizeof(vectors) / sizeof(vectors[0]) };

static const char *hex_of(enum codec codec)
{
	for (size_t i = 0; i < VECTOR_COUNT; i++)
		if (vectors[i].codec == codec)
			return vectors[i].hex;
	return NULL;
}

static size_t add_hex(uint8_t *to, size_t n, const char *hex)
{
	for (; hex[0]; hex += 2) {
		const char digits[] = { hex[0], hex[1], 0 };

		assert_true(n < DATA_MAX);
		to[n++] = (uint8_t)strtoul(digits, NULL, 16);
	}
	return n;
}

static void check_text(const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		assert_int_equal(p[i], "inflate me, "[i % 12]);
}

/* The output lives until the next call. */
static struct inflate_out inflate(enum codec codec, const uint8_t *p, size_t n, size_t room,
				  enum inflate_end *end, uint64_t *used)
{
	static uint8_t memory[ROOM];
	struct inflate_out out = { .p = memory, .room = room };
	uint8_t *tight = malloc(n ? n : 1); /* so that the sanitizer sees a read past the end */

	memcpy(tight, p, n);
	*end = inflate_run(codec, span_of(tight, n), used, &out);
	free(tight);
	return out;
}

static void every_codec_inflates(void **state)
{
	(void)state;
	for (size_t i = 0; i < VECTOR_COUNT; i++) {
		uint8_t data[DATA_MAX];
		size_t n = add_hex(data, 0, vectors[i].hex);
		enum inflate_end end;
		uint64_t used;
		struct inflate_out out = inflate(vectors[i].codec, data, n, ROOM, &end, &used);

		assert_int_equal(end, INFLATE_DONE);
		assert_int_equal(out.n, TEXT_SIZE);
		assert_int_equal(used, n);
		check_text(out.p, out.n);
	}
}

static void a_cut_run_gives_what_came_before(void **state)
{
	(void)state;
	for (size_t i = 0; i < VECTOR_COUNT; i++) {
		uint8_t data[DATA_MAX];
		size_t n = add_hex(data, 0, vectors[i].hex);
		bool marked = vectors[i].codec != CODEC_ZIP_LZMA;

		for (size_t cut = 0; cut < n; cut++) {
			enum inflate_end end;
			uint64_t used;
			struct inflate_out out =
				inflate(vectors[i].codec, data, cut, ROOM, &end, &used);

			if (marked)
				assert_int_equal(end, INFLATE_CUT);
			assert_true(used <= cut);
			assert_true(out.n <= TEXT_SIZE);
			check_text(out.p, out.n);
		}
	}
}

static void no_room_is_said(void **state)
{
	(void)state;
	for (size_t i = 0; i < VECTOR_COUNT; i++) {
		uint8_t data[DATA_MAX];
		size_t n = add_hex(data, 0, vectors[i].hex);

		for (size_t room = 0; room < TEXT_SIZE; room++) {
			enum inflate_end end;
			uint64_t used;
			struct inflate_out out =
				inflate(vectors[i].codec, data, n, room, &end, &used);

			assert_int_equal(end, INFLATE_FULL);
			assert_true(out.n <= room);
			check_text(out.p, out.n);
		}
	}
}

/* Nothing is read or written out of bounds, and the call ends, whatever bit is wrong. */
static void a_flipped_bit_is_survived(void **state)
{
	(void)state;
	for (size_t i = 0; i < VECTOR_COUNT; i++) {
		uint8_t data[DATA_MAX];
		size_t n = add_hex(data, 0, vectors[i].hex);

		for (size_t bit = 0; bit < n * 8; bit++) {
			enum inflate_end end;
			uint64_t used;

			data[bit / 8] ^= (uint8_t)(1 << bit % 8);
			assert_true(inflate(vectors[i].codec, data, n, ROOM, &end, &used).n <=
				    ROOM);
			assert_true(used <= n);
			data[bit / 8] ^= (uint8_t)(1 << bit % 8);
		}
	}
}

/* Two members, zeros between them where the tools allow it, and bytes that belong to neither. */
static void members_that_follow_are_one_run(void **state)
{
	static const struct {
		enum codec codec;
		const char *between;
	} runs[] = {
		{ CODEC_GZIP, "" },
		{ CODEC_GZIP, "0000000000" },
		{ CODEC_BZIP2, "" },
		{ CODEC_XZ, "" },
		{ CODEC_XZ, "00000000" },
		{ CODEC_ZSTD, "" },
		{ CODEC_ZSTD, "512a4d1803000000616263" },
		{ CODEC_LZ4, "" },
		{ CODEC_LZ4, "512a4d1803000000616263" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(runs) / sizeof(runs[0]); i++) {
		uint8_t data[DATA_MAX];
		size_t n = add_hex(data, 0, hex_of(runs[i].codec));
		enum inflate_end end;
		uint64_t used;

		n = add_hex(data, n, runs[i].between);
		n = add_hex(data, n, hex_of(runs[i].codec));
		size_t more = add_hex(data, n, "0000414243");
		struct inflate_out out = inflate(runs[i].codec, data, more, ROOM, &end, &used);

		assert_int_equal(end, INFLATE_DONE);
		assert_int_equal(out.n, 2 * TEXT_SIZE);
		assert_int_equal(used, n);
	}
}

/* Damage that the loosest loader reads past, or notices only after the content is out. */
static void lenient_as_the_loosest_loader(void **state)
{
	static const struct {
		enum codec codec;
		enum inflate_end end;
		const char *hex;
	} odd[] = {
		/* gzip: reserved flags and a wrong header checksum */
		{ CODEC_GZIP, INFLATE_DONE,
		  "1f8b08e200000000ff03dead"
		  "cbcc4bcb492c4955c84dd551c81c016c00500a351ef0000000" },
		/* gzip: every optional field, a wrong checksum of the content */
		{ CODEC_GZIP, INFLATE_CORRUPT,
		  "1f8b081c0000000002030200aabb61006200"
		  "cbcc4bcb492c4955c84dd551c81c016c00510a351ef0000000" },
		/* zlib: a wrong checksum */
		{ CODEC_ZLIB, INFLATE_CORRUPT, "78dacbcc4bcb492c4955c84dd551c81c016c0020bd5296" },
		/* zstd: a content size of 2^62, unnoticed behind an empty last block */
		{ CODEC_ZSTD, INFLATE_DONE,
		  "28b52ffdc4680000000000000040"
		  "9c000060696e666c617465206d652c200100e1532509010000a67230b9" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		uint8_t data[DATA_MAX];
		size_t n = add_hex(data, 0, odd[i].hex);
		enum inflate_end end;
		uint64_t used;
		struct inflate_out out = inflate(odd[i].codec, data, n, ROOM, &end, &used);

		assert_int_equal(end, odd[i].end);
		assert_int_equal(out.n, TEXT_SIZE);
		check_text(out.p, out.n);
	}
}

static void a_huge_dictionary_is_refused(void **state)
{
	/* lzma-alone with a dictionary of 1 GiB */
	uint8_t data[DATA_MAX];
	size_t n = add_hex(data, 0, "5d00000040ffffffffffffffff00349b88f70fc0f01fcd2c0430475a90");
	enum inflate_end end;
	uint64_t used;

	(void)state;
	assert_int_equal(inflate(CODEC_LZMA, data, n, ROOM, &end, &used).n, 0);
	assert_int_equal(end, INFLATE_MEMORY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_codec_inflates),
		cmocka_unit_test(a_cut_run_gives_what_came_before),
		cmocka_unit_test(no_room_is_said),
		cmocka_unit_test(a_flipped_bit_is_survived),
		cmocka_unit_test(members_that_follow_are_one_run),
		cmocka_unit_test(lenient_as_the_loosest_loader),
		cmocka_unit_test(a_huge_dictionary_is_refused),
	};

	return cmocka_run_group_tests_name("inflate", tests, NULL, NULL);
}
