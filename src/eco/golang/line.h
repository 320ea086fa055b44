/* The lines of go.mod (the Go Modules Reference, "go.mod files", lexical elements): words, strings
 * and comments; a block in parentheses repeats its first word on each line. */
#pragma once

#include "base/span.h"

enum { GO_WORDS_MAX = 8 };

struct go_lines {
	struct span text, block; /* the word of the block that is open */
	uint64_t at;
};

struct go_line {
	struct span words[GO_WORDS_MAX]; /* the directive first, then its arguments, unquoted */
	size_t n;
	struct span comment;
	uint64_t offset;
};

/* The next line that has words; false at the end. */
bool go_line_next(struct go_lines *lines, struct go_line *line);
