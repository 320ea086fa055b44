/* Words over lines. */
#pragma once

#include "base/sink.h"

enum { WRAP_WIDTH = 80 };

/* The columns a text takes on a terminal: one a character. */
size_t wrap_columns(struct span text);

/* Writes the words of `text`, from column `at` on (where the line already stands), as lines of at
 * most `width` columns that begin at column `indent`, and ends the last. A word longer than a line
 * stays whole, blanks between words stay where they do not end a line, and a blank line in the text
 * stays one. */
void wrap_text(struct sink *out, struct span text, size_t at, size_t indent, size_t width);
