/*
 * Decoding constants of code as the libraries of its language would: as leniently, since what a
 * program does not get out of them it does not run.
 */
#pragma once

#include "code/value.h"

enum code_codec {
	CODE_BASE64, /* both alphabets */
	CODE_BASE32, /* RFC 4648 section 6 */
	CODE_BASE85, /* RFC 1924's alphabet, as git has it */
	CODE_ASCII85,
	CODE_HEX,
	CODE_ZLIB, /* or deflate without a header */
	CODE_GZIP,
	CODE_BZIP2,
	CODE_XZ, /* or the older container of lzma */
	CODE_ROT13,
	CODE_PERCENT,  /* %41 and, as forms have it, + */
	CODE_UTF16,    /* little-endian, to UTF-8 */
	CODE_REVERSED, /* of ASCII */
};

/* Decodes text into the pool. False when nothing comes out or there is no room: then the pool is as
 * it was. At most CODE_TEXT_MAX bytes come out; *cut says that there are more. */
bool code_decode(struct code_pool *pool, enum code_codec codec, struct span text, struct span *out,
		 bool *cut);
