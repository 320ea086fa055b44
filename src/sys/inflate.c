/* All decompression behind one table: zlib, bzip2, liblzma, zstd and lz4 as one kind of run. */
#define ZLIB_CONST
#define ZSTD_STATIC_LINKING_ONLY /* the bufferless decoder, which needs no window of its own */
#include "sys/inflate.h"

#include <bzlib.h>
#include <limits.h>
#include <lz4frame.h>
#include <lzma.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "base/reader.h"

/* Members of one run, empty ones too: each costs the set-up of a decoder. */
enum { MEMBERS_MAX = 1 << 20 };

/* Input and output of one run on its way. */
struct run {
	struct span in;
	size_t at, told; /* consumed of `in`; how much of both was told of */
	struct inflate_out *out;
	bool sums; /* keep `crc` of the output */
	uint32_t crc;
};

static size_t in_left(const struct run *r)
{
	return r->in.n - r->at;
}

static size_t out_left(const struct run *r)
{
	return r->out->room - r->out->n;
}

static const uint8_t *next_in(const struct run *r)
{
	return r->in.p + r->at;
}

static uint8_t *next_out(const struct run *r)
{
	return r->out->p + r->out->n;
}

/* Room for one step, after which the sum is taken while the output is still at hand. */
static size_t step_room(const struct run *r)
{
	return out_left(r) < INFLATE_STEP ? out_left(r) : INFLATE_STEP;
}

static void moved(struct run *r, size_t consumed, size_t produced)
{
	struct inflate_out *out = r->out;

	if (r->sums)
		r->crc = (uint32_t)crc32_z(r->crc, next_out(r), produced);
	r->at += consumed;
	out->n += produced;
	if (out->grown && out->n + r->at - r->told >= INFLATE_STEP) {
		r->told = out->n + r->at;
		out->grown(out->context, span_of(out->p, out->n), span_part(r->in, 0, r->at));
	}
}

/* Why a decoder that made no progress stands still. */
static enum inflate_end stalled(const struct run *r)
{
	return out_left(r) == 0 ? INFLATE_FULL : INFLATE_CUT;
}

/* zlib and bzip2 count in unsigned int. */
static unsigned slice(size_t n)
{
	return n < UINT_MAX ? (unsigned)n : UINT_MAX;
}

static enum inflate_end run_stored(struct run *r)
{
	size_t n = in_left(r) < out_left(r) ? in_left(r) : out_left(r);

	if (n)
		memcpy(next_out(r), next_in(r), n);
	moved(r, n, n);
	return in_left(r) == 0 ? INFLATE_DONE : INFLATE_FULL;
}

/* zlib */

static enum inflate_end zlib_end(const struct run *r, int code)
{
	switch (code) {
	case Z_STREAM_END:
		return INFLATE_DONE;
	case Z_BUF_ERROR:
		return stalled(r);
	case Z_MEM_ERROR:
		return INFLATE_MEMORY;
	default:
		return INFLATE_CORRUPT;
	}
}

static enum inflate_end run_window(struct run *r, int window_bits)
{
	z_stream z = { 0 };
	int code = Z_OK;

	if (inflateInit2(&z, window_bits) != Z_OK)
		return INFLATE_MEMORY;
	while (code == Z_OK) { /* each turn consumes or produces, else it is Z_BUF_ERROR */
		unsigned in = slice(in_left(r)), room = slice(step_room(r));

		z.next_in = next_in(r);
		z.avail_in = in;
		z.next_out = next_out(r);
		z.avail_out = room;
		code = inflate(&z, Z_NO_FLUSH);
		moved(r, in - z.avail_in, room - z.avail_out);
	}
	(void)inflateEnd(&z); /* only a broken state fails, and it is gone */
	return zlib_end(r, code);
}

static enum inflate_end run_deflate(struct run *r)
{
	return run_window(r, -MAX_WBITS);
}

static enum inflate_end run_zlib(struct run *r)
{
	return run_window(r, MAX_WBITS);
}

/* A gzip header, RFC 1952 section 2.3. zlib refuses reserved flags and a wrong header checksum
 * where CPython's gzip module reads on, so the header is read here. */
static enum inflate_end skip_gzip_header(struct run *r)
{
	enum { FHCRC = 2, FEXTRA = 4, FNAME = 8, FCOMMENT = 16, DEFLATE = 8 };
	struct reader in = reader_of(span_from(r->in, r->at));
	uint16_t magic = reader_u16le(&in);
	uint8_t method = reader_u8(&in), flags = reader_u8(&in);

	reader_skip(&in, 6); /* time, level, system */
	if (flags & FEXTRA)
		reader_skip(&in, reader_u16le(&in));
	if (flags & FNAME)
		(void)reader_until(&in, 0);
	if (flags & FCOMMENT)
		(void)reader_until(&in, 0);
	if (flags & FHCRC)
		reader_skip(&in, 2);
	moved(r, reader_offset(&in), 0);
	if (in.bad)
		return INFLATE_CUT;
	return magic == 0x8b1f && method == DEFLATE ? INFLATE_DONE : INFLATE_CORRUPT;
}

uint32_t crc32_of(struct span s)
{
	return (uint32_t)crc32_z(0, s.p, s.n);
}

static enum inflate_end check_gzip_trailer(struct run *r, size_t n)
{
	struct reader in = reader_of(span_from(r->in, r->at));
	uint32_t crc = reader_u32le(&in), size = reader_u32le(&in);

	moved(r, reader_offset(&in), 0);
	if (in.bad)
		return INFLATE_CUT;
	return crc == r->crc && size == (uint32_t)n ? INFLATE_DONE : INFLATE_CORRUPT;
}

static enum inflate_end run_gzip(struct run *r)
{
	size_t start = r->out->n;
	enum inflate_end end = skip_gzip_header(r);

	if (end != INFLATE_DONE)
		return end;
	r->sums = true;
	r->crc = 0;
	end = run_deflate(r);
	r->sums = false;
	return end == INFLATE_DONE ? check_gzip_trailer(r, r->out->n - start) : end;
}

/* bzip2 */

static enum inflate_end bzip2_end(int code)
{
	switch (code) {
	case BZ_STREAM_END:
		return INFLATE_DONE;
	case BZ_MEM_ERROR:
		return INFLATE_MEMORY;
	default:
		return INFLATE_CORRUPT;
	}
}

static enum inflate_end run_bzip2(struct run *r)
{
	bz_stream z = { 0 };
	bool still = false;
	int code = BZ_OK;

	if (BZ2_bzDecompressInit(&z, 0, 0) != BZ_OK)
		return INFLATE_MEMORY;
	while (code == BZ_OK && !still) {
		unsigned in = slice(in_left(r)), room = slice(step_room(r));

		z.next_in = (char *)(uintptr_t)next_in(r); /* the library only reads it */
		z.avail_in = in;
		z.next_out = (char *)next_out(r);
		z.avail_out = room;
		code = BZ2_bzDecompress(&z);
		still = z.avail_in == in && z.avail_out == room;
		moved(r, in - z.avail_in, room - z.avail_out);
	}
	(void)BZ2_bzDecompressEnd(&z); /* as with inflateEnd() */
	return code == BZ_OK ? stalled(r) : bzip2_end(code);
}

/* liblzma */

static enum inflate_end lzma_end_of(const struct run *r, lzma_ret code)
{
	switch (code) {
	case LZMA_STREAM_END:
		return INFLATE_DONE;
	case LZMA_BUF_ERROR:
		return stalled(r);
	case LZMA_MEM_ERROR:
	case LZMA_MEMLIMIT_ERROR:
		return INFLATE_MEMORY;
	default:
		return INFLATE_CORRUPT;
	}
}

/* liblzma's allocator: large pieces from the caller's source, with their size kept in front. */

enum { LARGE = 1 << 20, SIZE_ROOM = 64 };

static void *take_large(void *opaque, size_t count, size_t size)
{
	const struct inflate_memory *memory = opaque;
	size_t n;

	if (__builtin_mul_overflow(count, size, &n) || n > SIZE_MAX - SIZE_ROOM)
		return NULL;
	n += SIZE_ROOM;

	uint8_t *p = n >= LARGE ? memory->take(memory->context, n) : malloc(n);

	if (!p)
		return NULL;
	memcpy(p, &n, sizeof(n));
	return p + SIZE_ROOM;
}

static void drop_large(void *opaque, void *at)
{
	const struct inflate_memory *memory = opaque;
	uint8_t *p = at;
	size_t n;

	if (!p)
		return;
	p -= SIZE_ROOM;
	memcpy(&n, p, sizeof(n));
	if (n >= LARGE)
		memory->drop(memory->context, p, n);
	else
		free(p);
}

static lzma_allocator allocator_of(const struct run *r)
{
	return (lzma_allocator){ .alloc = take_large,
				 .free = drop_large,
				 .opaque = (void *)(uintptr_t)r->out->memory };
}

static uint64_t memory_max(const struct run *r)
{
	return r->out->memory ? INFLATE_DICTIONARY_MAX : INFLATE_STATE_MAX;
}

static enum inflate_end run_lzma_stream(struct run *r, lzma_stream *z, lzma_ret code)
{
	while (code == LZMA_OK) { /* two turns without progress are LZMA_BUF_ERROR */
		size_t in = in_left(r), room = step_room(r);

		z->next_in = next_in(r);
		z->avail_in = in;
		z->next_out = next_out(r);
		z->avail_out = room;
		code = lzma_code(z, LZMA_RUN);
		moved(r, in - z->avail_in, room - z->avail_out);
	}
	lzma_end(z);
	return lzma_end_of(r, code);
}

static enum inflate_end run_xz(struct run *r)
{
	lzma_allocator allocator = allocator_of(r);
	lzma_stream z = { .allocator = r->out->memory ? &allocator : NULL };

	return run_lzma_stream(r, &z, lzma_stream_decoder(&z, memory_max(r), 0));
}

static enum inflate_end run_lzma(struct run *r)
{
	lzma_allocator allocator = allocator_of(r);
	lzma_stream z = { .allocator = r->out->memory ? &allocator : NULL };

	return run_lzma_stream(r, &z, lzma_alone_decoder(&z, memory_max(r)));
}

/* Version, size of the properties, the properties, then LZMA1 without the header of "alone". */
static enum inflate_end run_zip_lzma(struct run *r)
{
	enum { LZMA1_PROPS = 5 };
	struct reader in = reader_of(span_from(r->in, r->at));
	lzma_filter filters[] = { { .id = LZMA_FILTER_LZMA1 }, { .id = LZMA_VLI_UNKNOWN } };
	lzma_allocator allocator = allocator_of(r);
	lzma_stream z = { .allocator = r->out->memory ? &allocator : NULL };

	reader_skip(&in, 2);

	struct span props = reader_take(&in, reader_u16le(&in));

	if (in.bad)
		return INFLATE_CUT;
	moved(r, reader_offset(&in), 0);
	if (props.n != LZMA1_PROPS ||
	    lzma_properties_decode(&filters[0], NULL, props.p, props.n) != LZMA_OK)
		return INFLATE_CORRUPT;

	enum inflate_end end = INFLATE_MEMORY;

	if (lzma_raw_decoder_memusage(filters) <= memory_max(r))
		end = run_lzma_stream(r, &z, lzma_raw_decoder(&z, filters));
	free(filters[0].options);
	return end == INFLATE_CUT ? INFLATE_DONE : end;
}

/* zstd: decoded block by block straight into the output, which is its own window, so that a frame
 * may ask for any window. */

static bool step_zstd(struct run *r, ZSTD_DCtx *z, enum inflate_end *end)
{
	size_t want = ZSTD_nextSrcSizeToDecompress(z);

	if (want == 0 || want > in_left(r)) {
		*end = want == 0 ? INFLATE_DONE : INFLATE_CUT;
		return false;
	}

	size_t n = ZSTD_decompressContinue(z, next_out(r), out_left(r), next_in(r), want);

	if (ZSTD_isError(n)) {
		bool full = ZSTD_getErrorCode(n) == ZSTD_error_dstSize_tooSmall;

		*end = full ? INFLATE_FULL : INFLATE_CORRUPT;
		return false;
	}
	moved(r, want, n);
	return true;
}

static enum inflate_end run_zstd(struct run *r)
{
	ZSTD_DCtx *z = ZSTD_createDCtx();
	enum inflate_end end = INFLATE_MEMORY;

	if (!z)
		return end;
	if (!ZSTD_isError(ZSTD_decompressBegin(z)))
		while (step_zstd(r, z, &end)) /* each turn consumes */
			;
	(void)ZSTD_freeDCtx(z); /* never fails on a whole context */
	return end;
}

/* lz4: fed by the size it asks for next, so that what a broken block follows is kept. */

static bool step_lz4(struct run *r, LZ4F_dctx *z, size_t *want, enum inflate_end *end)
{
	static const LZ4F_decompressOptions_t direct = { .stableDst = 1 };
	size_t in = *want < in_left(r) ? *want : in_left(r), n = out_left(r);

	*want = LZ4F_decompress(z, next_out(r), &n, next_in(r), &in, &direct);
	if (LZ4F_isError(*want)) {
		*end = INFLATE_CORRUPT;
		return false;
	}
	moved(r, in, n);
	if (*want == 0)
		*end = INFLATE_DONE;
	else if (in == 0 && n == 0)
		*end = stalled(r);
	else
		return true;
	return false;
}

static enum inflate_end run_lz4(struct run *r)
{
	enum { SMALLEST_HEADER = 7 };
	size_t want = SMALLEST_HEADER;
	enum inflate_end end = INFLATE_MEMORY;
	LZ4F_dctx *z;

	if (LZ4F_isError(LZ4F_createDecompressionContext(&z, LZ4F_VERSION)))
		return end;
	while (step_lz4(r, z, &want, &end)) /* each turn consumes or produces */
		;
	(void)LZ4F_freeDecompressionContext(z); /* its result is a hint */
	return end;
}

/* What a further member of the same run begins with, and by which codec. */

static enum codec after_gzip(struct span s)
{
	return span_starts(s, "\x1f\x8b") ? CODEC_GZIP : CODEC_COUNT;
}

static enum codec after_bzip2(struct span s)
{
	return span_starts(s, "BZh") ? CODEC_BZIP2 : CODEC_COUNT;
}

static enum codec after_zlib(struct span s)
{
	return zlib_begins(s) ? CODEC_ZLIB : CODEC_COUNT;
}

static enum codec after_lzma(struct span s)
{
	if (span_starts(s, "\xfd"
			   "7zXZ"))
		return CODEC_XZ;
	return lzma_begins(s) ? CODEC_LZMA : CODEC_COUNT;
}

/* The 16 magic numbers of frames to skip, RFC 8878 section 3.1.2; lz4 took them over. */
static bool is_skippable(struct span s)
{
	return s.n >= 4 && (s.p[0] & 0xf0) == 0x50 && memcmp(s.p + 1, "\x2a\x4d\x18", 3) == 0;
}

static enum codec after_zstd(struct span s)
{
	return span_starts(s, "\x28\xb5\x2f\xfd") || is_skippable(s) ? CODEC_ZSTD : CODEC_COUNT;
}

static enum codec after_lz4(struct span s)
{
	return span_starts(s, "\x04\x22\x4d\x18") || is_skippable(s) ? CODEC_LZ4 : CODEC_COUNT;
}

struct codec_row {
	const char *name;
	enum inflate_end (*run)(struct run *r);
	enum codec (*after)(struct span rest); /* NULL: a run is one member */
	bool padded;			       /* zeros may stand between members */
};

static const struct codec_row codecs[CODEC_COUNT] = {
	[CODEC_STORED] = { "stored", run_stored, NULL, false },
	[CODEC_DEFLATE] = { "deflate", run_deflate, NULL, false },
	[CODEC_ZLIB] = { "zlib", run_zlib, after_zlib, false },
	[CODEC_GZIP] = { "gzip", run_gzip, after_gzip, true },
	[CODEC_BZIP2] = { "bzip2", run_bzip2, after_bzip2, false },
	[CODEC_XZ] = { "xz", run_xz, after_lzma, true },
	[CODEC_LZMA] = { "lzma", run_lzma, after_lzma, false },
	[CODEC_ZIP_LZMA] = { "lzma", run_zip_lzma, NULL, false },
	[CODEC_ZSTD] = { "zstd", run_zstd, after_zstd, false },
	[CODEC_LZ4] = { "lz4", run_lz4, after_lz4, false },
};

/* The codec of the next member, to which the run moves on, or CODEC_COUNT. */
static enum codec find_next(struct run *r, const struct codec_row *row)
{
	size_t at = r->at;
	enum codec next;

	if (!row->after)
		return CODEC_COUNT;
	while (row->padded && at < r->in.n && r->in.p[at] == 0)
		at++;
	next = row->after(span_from(r->in, at));
	if (next != CODEC_COUNT)
		r->at = at;
	return next;
}

enum inflate_end inflate_run(enum codec codec, struct span in, uint64_t *used,
			     struct inflate_out *out)
{
	struct run run = { .in = in, .out = out };
	enum inflate_end end = INFLATE_FULL;

	for (int i = 0; i < MEMBERS_MAX; i++) {
		end = codecs[codec].run(&run);
		if (end == INFLATE_DONE)
			codec = find_next(&run, &codecs[codec]);
		if (end != INFLATE_DONE || codec == CODEC_COUNT)
			break;
		end = INFLATE_FULL;
	}
	*used = run.at;
	return end;
}

const char *codec_name(enum codec codec)
{
	return codecs[codec].name;
}

bool zlib_begins(struct span s)
{
	enum { DEFLATE = 8, WINDOW_MAX = 7, DICTIONARY = 0x20 };

	return s.n >= 2 && (s.p[0] & 0x0f) == DEFLATE && s.p[0] >> 4 <= WINDOW_MAX &&
	       (s.p[0] << 8 | s.p[1]) % 31 == 0 && !(s.p[1] & DICTIONARY);
}

/* 2^n or 2^n + 2^(n-1), or all ones: what encoders write and liblzma asks of a file it is to
 * recognise. */
static bool is_dictionary_size(uint32_t size)
{
	uint32_t half =
		size & (size - 1); /* without its lowest bit: nothing, or the 2^n of a sum */

	return size == UINT32_MAX || half == 0 || half / 2 * 3 == size;
}

bool lzma_begins(struct span s)
{
	enum { PROPS_MAX = (4 * 5 + 4) * 9 + 8 };
	const uint64_t size_max = UINT64_C(1) << 38;
	struct reader r = reader_of(s);
	uint8_t props = reader_u8(&r);
	uint32_t dictionary = reader_u32le(&r);
	uint64_t size = reader_u64le(&r);

	return reader_u8(&r) == 0 && !r.bad && props <= PROPS_MAX &&
	       is_dictionary_size(dictionary) && size && (size == UINT64_MAX || size < size_max);
}
