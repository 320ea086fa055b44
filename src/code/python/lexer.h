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

/* How strongly an operator of two operands, or a word that is one, binds. */
enum python_level {
	PYTHON_NO_LEVEL,
	PYTHON_EITHER, /* or */
	PYTHON_BOTH,   /* and */
	PYTHON_COMPARISON,
	PYTHON_BITS, /* << >> & | ^ */
	PYTHON_SUM,  /* + - */
	PYTHON_TERM, /* * / // % @ ** */
};

/* X(symbol, text, its first and last letter): words that mean something of their own; first those
 * that begin a statement. */
#define PYTHON_WORDS(X)                                                                            \
	X(IF, "if", 'i', 'f')                                                                      \
	X(ELIF, "elif", 'e', 'f')                                                                  \
	X(WHILE, "while", 'w', 'e')                                                                \
	X(ELSE, "else", 'e', 'e')                                                                  \
	X(TRY, "try", 't', 'y')                                                                    \
	X(FINALLY, "finally", 'f', 'y')                                                            \
	X(EXCEPT, "except", 'e', 't')                                                              \
	X(FOR, "for", 'f', 'r')                                                                    \
	X(WITH, "with", 'w', 'h')                                                                  \
	X(DEF, "def", 'd', 'f')                                                                    \
	X(CLASS, "class", 'c', 's')                                                                \
	X(IMPORT, "import", 'i', 't')                                                              \
	X(FROM, "from", 'f', 'm')                                                                  \
	X(RETURN, "return", 'r', 'n')                                                              \
	X(RAISE, "raise", 'r', 'e')                                                                \
	X(ASSERT, "assert", 'a', 't')                                                              \
	X(DEL, "del", 'd', 'l')                                                                    \
	X(GLOBAL, "global", 'g', 'l')                                                              \
	X(NONLOCAL, "nonlocal", 'n', 'l')                                                          \
	X(PASS, "pass", 'p', 's')                                                                  \
	X(BREAK, "break", 'b', 'k')                                                                \
	X(CONTINUE, "continue", 'c', 'e')                                                          \
	X(NOT, "not", 'n', 't')                                                                    \
	X(AWAIT, "await", 'a', 't')                                                                \
	X(IN, "in", 'i', 'n')                                                                      \
	X(IS, "is", 'i', 's')                                                                      \
	X(AND, "and", 'a', 'd')                                                                    \
	X(OR, "or", 'o', 'r')                                                                      \
	X(ASYNC, "async", 'a', 'c')                                                                \
	X(AS, "as", 'a', 's')                                                                      \
	X(LAMBDA, "lambda", 'l', 'a')                                                              \
	X(YIELD, "yield", 'y', 'd')                                                                \
	X(TRUE, "True", 'T', 'e')                                                                  \
	X(FALSE, "False", 'F', 'e')                                                                \
	X(NONE, "None", 'N', 'e')

enum python_word {
	PYTHON_NO_WORD,
#define X(symbol, text, first, last) PYTHON_WORD_##symbol,
	PYTHON_WORDS(X)
#undef X
};

struct python_token {
	enum python_kind kind;
	uint32_t sign;		    /* of an operator: its bytes, the first one lowest; else 0 */
	uint8_t level;		    /* enum python_level */
	uint8_t word;		    /* enum python_word, of a name */
	bool raw, bytes, formatted; /* a string with r, b, f (or t) before it */
	struct span text;
	uint64_t offset, line; /* line from 1 */
	unsigned column;
};

/* The sign of an operator that is written so. */
static inline uint32_t python_sign(const char *text)
{
	size_t n = strlen(text);

	return (uint32_t)(uint8_t)text[0] | (n > 1 ? (uint32_t)(uint8_t)text[1] << 8 : 0) |
	       (n > 2 ? (uint32_t)(uint8_t)text[2] << 16 : 0);
}

/* The same of its bytes, for constants. */
#define PYTHON_SIGN(a, b, c) ((uint32_t)(a) | (uint32_t)(b) << 8 | (uint32_t)(c) << 16)

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
