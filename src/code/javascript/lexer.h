/* JavaScript source as tokens (ECMA-262, chapter 12), with the additions of TypeScript. */
#pragma once

#include "base/span.h"

enum javascript_kind {
	JAVASCRIPT_NAME,     /* also keywords and #private names */
	JAVASCRIPT_STRING,   /* text: between the quotes, escapes and all */
	JAVASCRIPT_TEMPLATE, /* text: between the backticks, with its ${...} */
	JAVASCRIPT_NUMBER,
	JAVASCRIPT_REGEX,
	JAVASCRIPT_OPERATOR, /* '<' and '>' alone, since they may be brackets */
	JAVASCRIPT_END,
};

/* How strongly an operator, or a word that is one, binds what stands on both of its sides. */
enum javascript_level {
	JAVASCRIPT_NO_LEVEL,
	JAVASCRIPT_ASSIGNS,    /* = += ... */
	JAVASCRIPT_EITHER,     /* || ?? */
	JAVASCRIPT_COMPARISON, /* and bits, && */
	JAVASCRIPT_SUM,
	JAVASCRIPT_TERM,
};

/* X(symbol, text, its first, second and last letter): words that mean something of their own, those
 * of one use together. */
#define JAVASCRIPT_WORDS(X)                                                                        \
	X(IF, "if", 'i', 'f', 'f')                                                                 \
	X(ELSE, "else", 'e', 'l', 'e')                                                             \
	X(FOR, "for", 'f', 'o', 'r')                                                               \
	X(WHILE, "while", 'w', 'h', 'e')                                                           \
	X(WITH, "with", 'w', 'i', 'h')                                                             \
	X(SWITCH, "switch", 's', 'w', 'h')                                                         \
	X(DO, "do", 'd', 'o', 'o')                                                                 \
	X(TRY, "try", 't', 'r', 'y')                                                               \
	X(FINALLY, "finally", 'f', 'i', 'y')                                                       \
	X(CATCH, "catch", 'c', 'a', 'h')                                                           \
	X(CONST, "const", 'c', 'o', 't')                                                           \
	X(LET, "let", 'l', 'e', 't')                                                               \
	X(VAR, "var", 'v', 'a', 'r')                                                               \
	X(FUNCTION, "function", 'f', 'u', 'n')                                                     \
	X(CLASS, "class", 'c', 'l', 's')                                                           \
	X(IMPORT, "import", 'i', 'm', 't')                                                         \
	X(EXPORT, "export", 'e', 'x', 't')                                                         \
	X(CASE, "case", 'c', 'a', 'e')                                                             \
	X(DEFAULT, "default", 'd', 'e', 't')                                                       \
	X(RETURN, "return", 'r', 'e', 'n')                                                         \
	X(THROW, "throw", 't', 'h', 'w')                                                           \
	X(ENUM, "enum", 'e', 'n', 'm')                                                             \
	X(INTERFACE, "interface", 'i', 'n', 'e')                                                   \
	X(TYPE, "type", 't', 'y', 'e')                                                             \
	X(NAMESPACE, "namespace", 'n', 'a', 'e')                                                   \
	X(MODULE, "module", 'm', 'o', 'e')                                                         \
	X(ABSTRACT, "abstract", 'a', 'b', 't')                                                     \
	X(DECLARE, "declare", 'd', 'e', 'e')                                                       \
	X(ASYNC, "async", 'a', 's', 'c')                                                           \
	X(OF, "of", 'o', 'f', 'f')                                                                 \
	X(IN, "in", 'i', 'n', 'n')                                                                 \
	X(INSTANCEOF, "instanceof", 'i', 'n', 'f')                                                 \
	X(NEW, "new", 'n', 'e', 'w')                                                               \
	X(TYPEOF, "typeof", 't', 'y', 'f')                                                         \
	X(VOID, "void", 'v', 'o', 'd')                                                             \
	X(DELETE, "delete", 'd', 'e', 'e')                                                         \
	X(AWAIT, "await", 'a', 'w', 't')                                                           \
	X(YIELD, "yield", 'y', 'i', 'd')                                                           \
	X(AS, "as", 'a', 's', 's')                                                                 \
	X(SATISFIES, "satisfies", 's', 'a', 's')                                                   \
	X(TRUE, "true", 't', 'r', 'e')                                                             \
	X(FALSE, "false", 'f', 'a', 'e')                                                           \
	X(NULL, "null", 'n', 'u', 'l')                                                             \
	X(UNDEFINED, "undefined", 'u', 'n', 'd')

enum javascript_word {
	WORD_NONE,
#define X(symbol, text, first, second, last) WORD_##symbol,
	JAVASCRIPT_WORDS(X)
#undef X
};

struct javascript_token {
	enum javascript_kind kind;
	bool new_line; /* it is the first of its line */
	uint8_t level; /* enum javascript_level */
	uint8_t word;  /* enum javascript_word, of a name */
	uint32_t sign; /* of an operator: its bytes, the first one lowest; else 0 */
	struct span text;
	uint64_t offset, line; /* line from 1 */
};

/* The sign of an operator that is written so; at most four bytes. */
static inline uint32_t javascript_sign(const char *text)
{
	size_t n = strlen(text);

	return (uint32_t)(uint8_t)text[0] | (n > 1 ? (uint32_t)(uint8_t)text[1] << 8 : 0) |
	       (n > 2 ? (uint32_t)(uint8_t)text[2] << 16 : 0) |
	       (n > 3 ? (uint32_t)(uint8_t)text[3] << 24 : 0);
}

/* The same of its bytes, for constants. */
#define JAVASCRIPT_SIGN(a, b, c, d)                                                                \
	((uint32_t)(a) | (uint32_t)(b) << 8 | (uint32_t)(c) << 16 | (uint32_t)(d) << 24)

struct javascript_lexer {
	struct span text;
	size_t at;
	uint64_t offset, line; /* of text.p[0] in the artifact; of the byte at hand */
	const char *fault;     /* the first thing that no source has, or NULL */
	uint64_t fault_at;
};

struct javascript_token javascript_next(struct javascript_lexer *lexer);

/* Whether a '/' divides or begins a regular expression only the parser knows: reads one whose slash
 * was the token. */
struct javascript_token javascript_regex(struct javascript_lexer *lexer,
					 const struct javascript_token *slash);

/* Where the ${ that begins before `at` in a template ends: the index of its '}', or the end. */
size_t javascript_braces(struct span text, size_t at);
