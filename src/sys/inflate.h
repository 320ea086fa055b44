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

/* Private memory that the state of one decoder may take: the dictionary of an xz or lzma run is the
 * one thing that input can blow up. 9 MiB serve a run of the default level. */
enum { INFLATE_STATE_MAX = 20 << 20 };

/* Where the output goes; room is asked for and given in one piece. */
struct inflate_out {
	uint8_t *p;
	size_t n, room;
};

/* Inflates `in` to out->p[out->n..out->room). *used says how much of `in` belonged to the run.
 * What came out before a failure stays valid. Memory for the codec's state comes from malloc and
 * is returned before the call ends.
 * A zip's LZMA data may end without a mark: there the end of the input is INFLATE_DONE, and the
 * caller compares the size with the directory's. */
enum inflate_end inflate_run(enum codec codec, struct span in, uint64_t *used,
			     struct inflate_out *out);

/* The checksum of gzip and zip (ISO 3309, as RFC 1952 section 8 has it). */
uint32_t crc32_of(struct span s);

/* The name for people ("gzip"). */
const char *codec_name(enum codec codec);
