/* What the parts of the tar reader share: one header block, one list of pax records. */
#pragma once

#include "format/tar.h"

/* A header block taken apart, POSIX.1-1988 section 10.1.1. */
struct tar_header {
	struct span name, prefix, link; /* cut at the first NUL */
	uint64_t size;
	uint8_t type;
	bool is_posix; /* "ustar\0": the prefix is one for every reader */
};

/* False when it is no header or a number in it is none. */
bool tar_read_header(struct span block, struct tar_header *header);

/* Octal text, or binary with the top bit set (GNU). False when readers would not agree on a value.
 */
bool tar_number(struct span field, uint64_t *value);

/* The bytes before the first NUL. */
struct span tar_text(struct span field);

/* The next "length key=value\n" of pax extended header data. False at the end; *broken is set when
 * the rest is no record. */
struct reader;
bool tar_record(struct reader *r, struct span *key, struct span *value, bool *broken);

/* A decimal number that is the whole of s. */
bool tar_decimal(struct span s, uint64_t *value);

uint64_t tar_blocks(uint64_t size);
