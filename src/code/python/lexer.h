/*
 * Python source as tokens (the language reference, section 2), one logical line after the other.
 * Only what is needed to see names, calls and strings; nothing is refused: after a fault the next
 * line is read on.
 */
#pragma once

#include "base/span.h"

enum python_kind {
	PYTHON_LINE, /* a logical line begins; column: its indentation */
	PYTHON_NAME,
	PYTHON_STRING, /* text: between the quotes, escapes and all */
	PYTHON_NUMBER,
	PYTHON_OPERATOR, /* as long as it gets, but "..." is three */
	PYTHON_END,
};

/* How strongly an operator of two operands binds, the strongest first. */
enum python_level {
	PYTHON_NO_LEVEL,
	PYTHON_TERM, /* * / // % @ ** */
	PYTHON_SUM,  /* + - */
	PYTHON_BITS, /* << >> & | ^ */
	PYTHON_COMPARISON,
};

struct python_token {
	enum python_kind kind;
	enum python_level level;    /* of an operator */
	bool raw, bytes, formatted; /* a string with r, b, f (or t) before it */
	struct span text;
	uint64_t offset, line; /* line from 1 */
	unsigned column;
};

struct python_lexer {
	struct span text;
	size_t at;
	uint64_t offset, line; /* of text.p[0] in the artifact; of the byte at hand */
	unsigned brackets;     /* open ones: a line goes on while there are any */
	bool line_begins;
	size_t line_end;   /* of the line that was looked at last */
	const char *fault; /* the first thing that no source has, or NULL */
	uint64_t fault_at;
};

struct python_lexer python_lexer_of(struct span text);
struct python_token python_next(struct python_lexer *lexer);

/* Where the expression in braces that begins at `at` of a formatted string ends: the index of its
 * '}', or the end. *expression is how far the expression itself goes, before '!' or ':'. */
size_t python_braces(struct span text, size_t at, size_t *expression);
