/*
 * What authors of malware would do to a file so that the model does not know it again. The result
 * is only ever cut into windows: it is neither kept nor run, and need not be a program any more.
 */
#pragma once

#include "base/arena.h"
#include "base/buf.h"

/* X(symbol, word, what is done) */
#define DISGUISES(X)                                                                               \
	X(NONE, "none", "as it was published")                                                     \
	X(PADDED, "padded", "30 KB of harmless code before and behind")                            \
	X(DILUTED, "diluted", "three harmless lines after every third line")                       \
	X(RENAMED, "renamed", "all variables, functions and classes get other names")              \
	X(SPLIT, "split", "every string is put together from pieces of three characters")          \
	X(ENCODED, "encoded", "the file is one base64 string that is decoded and run")

enum disguise {
#define X(symbol, word, does) DISGUISE_##symbol,
	DISGUISES(X)
#undef X
		DISGUISE_COUNT,
};

/* The text in that disguise, appended to `out`. */
void disguise_text(struct span text, enum disguise disguise, struct arena *arena, struct buf *out);
