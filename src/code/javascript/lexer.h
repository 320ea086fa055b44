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

struct javascript_token {
	enum javascript_kind kind;
	bool new_line; /* it is the first of its line */
	struct span text;
	uint64_t offset, line; /* line from 1 */
};

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
