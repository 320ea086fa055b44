/* The parts of the reader of shell scripts: where it stands, and its words. */
#pragma once

#include "code/shell.h"

enum { SHELL_DEPTH_MAX = 8 }; /* of scripts inside scripts */

struct shell {
	struct span text;
	size_t at;
	uint64_t offset, line; /* of text.p[0] in the artifact; of the byte at hand */
	unsigned depth;
	struct code_scopes *scopes;
	const struct code_sink *sink;
	struct code_end *end;
	struct code_value inner; /* the words of the last command of a substitution; or UNKNOWN */
};

struct shell_word {
	struct code_value value;
	bool quoted; /* some of it is, so that it is no keyword and is not split */
	bool splits; /* a variable in it stands without quotes */
};

static inline uint8_t shell_peek(const struct shell *s, size_t ahead)
{
	return s->at + ahead < s->text.n ? s->text.p[s->at + ahead] : 0;
}

static inline uint64_t shell_offset(const struct shell *s)
{
	return s->offset + s->at;
}

/* Past blanks, comments and joined lines. */
void shell_skip_blanks(struct shell *s);

/* The word that begins here; there is one unless an operator, a line's end or the end follows. */
bool shell_word(struct shell *s, struct shell_word *word);

/* Reads a script inside of this one (bytes of it, or a text that was put together). */
void shell_nested(struct shell *s, struct span script, uint64_t offset, uint64_t line);
