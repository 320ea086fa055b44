/* From byte offsets to line numbers. A table of entries in the order of the text costs one pass. */
#pragma once

#include "base/arena.h"
#include "base/reader.h"

enum { LINES_RETURNS_MAX = 64 };

struct lines {
	struct span text;
	uint64_t at, line; /* `line` is that of the byte `at` */
	unsigned returns;  /* to the beginning, for an offset before the last one */
};

static inline struct lines lines_of(struct span text)
{
	return (struct lines){ .text = text, .line = 1 };
}

/* The line of a byte, from 1; 0 when the offsets go back too often. */
static inline uint64_t lines_at(struct lines *lines, uint64_t offset)
{
	if (offset < lines->at) {
		if (lines->returns == LINES_RETURNS_MAX)
			return 0;
		lines->at = 0;
		lines->line = 1;
		lines->returns++;
	}
	while (lines->at < offset && lines->at < lines->text.n)
		lines->line += lines->text.p[lines->at++] == '\n';
	return lines->line;
}

/* The next line without its end. */
static inline struct span lines_take(struct reader *r)
{
	struct span rest = { .p = r->p, .n = reader_left(r) };
	ptrdiff_t end = span_byte(rest, '\n');
	struct span line = span_part(rest, 0, end == SPAN_NONE ? rest.n : (uint64_t)end);

	reader_skip(r, line.n + (end != SPAN_NONE));
	line.n -= line.n && line.p[line.n - 1] == '\r';
	return line;
}

/* The same for offsets in any order: the line at each LINES_STEP bytes is kept. */
enum { LINES_STEP = 1024 };

struct line_index {
	struct span text;
	uint32_t *steps;
};

static inline struct line_index line_index_of(struct span text, struct arena *arena)
{
	struct line_index index = { .text = text };
	struct lines lines = lines_of(text);

	index.steps = arena_array(arena, text.n / LINES_STEP + 1, sizeof(*index.steps));
	for (size_t i = 0; i <= text.n / LINES_STEP; i++)
		index.steps[i] = (uint32_t)lines_at(&lines, i * LINES_STEP);
	return index;
}

static inline uint64_t line_index_at(const struct line_index *index, uint64_t offset)
{
	uint64_t step = (offset < index->text.n ? offset : index->text.n) / LINES_STEP;
	struct lines lines = { .text = index->text,
			       .at = step * LINES_STEP,
			       .line = index->steps[step] };

	return lines_at(&lines, offset);
}
