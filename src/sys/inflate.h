/*
 * All decompression behind one table. One call inflates one compressed run (for gzip, bzip2, xz,
 * zstd and lz4 with all concatenated members that follow directly) into caller-owned room.
 *
 * The decoders are as lenient as the loosest loader: what a loader would get before it notices a
 * wrong checksum or a broken block is in the output.
 */
#pragma once

#include "base/span.h"

enum codec {
	CODEC_STORED,
	CODEC_DEFLATE, /* raw, RFC 1951 */
	CODEC_ZLIB,    /* RFC 1950 */
	CODEC_GZIP,    /* RFC 1952 */
	CODEC_BZIP2,
	CODEC_XZ,
	CODEC_LZMA,	/* the "alone" container */
	CODEC_ZIP_LZMA, /* as in a zip member: APPNOTE.TXT 5.8.8 */
	CODEC_ZSTD,	/* RFC 8878 */
	CODEC_LZ4,	/* frame format */
	CODEC_COUNT,
};

enum inflate_end {
	INFLATE_DONE,
	INFLATE_CUT, /* the input ended first */
	INFLATE_CORRUPT,
	INFLATE_FULL,	/* the output needs more room than it was given */
	INFLATE_MEMORY, /* the decoder's window needs more memory than INFLATE_STATE_MAX */
};

/* Where a decoder's large state comes from: the dictionary of an xz or lzma run is the one thing
 * that input can blow up, to 4 GiB. */
struct inflate_memory {
	void *(*take)(void *context, size_t n); /* NULL: there is none */
	void (*drop)(void *context, void *p, size_t n);
	void *context;
};

/* What that state may take: without such a source of private memory (9 MiB serve a run of the
 * default level), with one of its. */
enum { INFLATE_STATE_MAX = 20 << 20, INFLATE_DICTIONARY_MAX = 1 << 30 };

/* Where the output goes; room is asked for and given in one piece. */
struct inflate_out {
	uint8_t *p;
	size_t n, room;
	const struct inflate_memory *memory; /* may be NULL */

	/* Told of the output so far and of the input used after each INFLATE_STEP or so of either;
	 * may be NULL. What a decoder still looks back at is in the last INFLATE_BACK bytes,
	 * mostly. */
	void (*grown)(void *context, struct span output, struct span input);
	void *context;
};

enum { INFLATE_STEP = 16 << 20, INFLATE_BACK = 32 << 20 };

/* Inflates `in` to out->p[out->n..out->room). *used says how much of `in` belonged to the run.
 * What came out before a failure stays valid. Memory for the codec's state is returned
 * before the call ends. CPython's lzma module reads xz and lzma members of one file as one run,
 * joblib concatenated zlib streams: so does this. A zip's LZMA data may end without a mark: there
 * the end of the input is INFLATE_DONE, and the caller compares the size with the directory's. */
enum inflate_end inflate_run(enum codec codec, struct span in, uint64_t *used,
			     struct inflate_out *out);

/* The checksum of gzip and zip (ISO 3309, as RFC 1952 section 8 has it). */
uint32_t crc32_of(struct span s);

/* The name for people ("gzip"). */
const char *codec_name(enum codec codec);

/* Whether bytes begin as a zlib stream (RFC 1950 section 2.2; no preset dictionary), or as an lzma
 * one with content. Neither has a magic number: to be sure, inflate a little. */
bool zlib_begins(struct span s);
bool lzma_begins(struct span s);
