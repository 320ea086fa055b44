/*
 * Python source as tokens (the language reference, section 2), one logical line after the other.
 * Only what is needed to see names, calls and strings; nothing is refused but what cannot be read
 * on.
 */
#pragma once

#include "base/span.h"

enum python_kind {
	PYTHON_LINE, /* a logical line begins; column: its indentation */
	PYTHON_NAME,
	PYTHON_STRING, /* text: between the quotes, escapes and all */
	PYTHON_NUMBER,
	PYTHON_OPERATOR, /* one character */
	PYTHON_END,
};

struct python_token {
	enum python_kind kind;
	struct span text;
	uint64_t offset, line; /* line from 1 */
	unsigned column;
};

struct python_lexer {
	struct span text;
	size_t at;
	uint64_t line;
	unsigned brackets; /* open ones: a line goes on while there are any */
	bool line_begins;
	const char *fault; /* why it cannot go on, NULL while it can */
};

struct python_lexer python_lexer_of(struct span text);
struct python_token python_next(struct python_lexer *lexer);
