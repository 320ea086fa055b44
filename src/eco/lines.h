/* From byte offsets to line numbers, forward only: a table of entries costs one pass. */
#pragma once

#include "base/span.h"

struct lines {
	struct span text;
	uint64_t at, line; /* `line` is that of the byte `at` */
};

static inline struct lines lines_of(struct span text)
{
	return (struct lines){ .text = text, .line = 1 };
}

/* The line, from 1, of a byte that is not before the one asked for last; else the last answer. */
static inline uint64_t lines_at(struct lines *lines, uint64_t offset)
{
	while (lines->at < offset && lines->at < lines->text.n)
		lines->line += lines->text.p[lines->at++] == '\n';
	return lines->line;
}
