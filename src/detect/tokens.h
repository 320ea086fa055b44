/*
 * Source text as the learned detector sees it: a stream of tokens, each a hash and a place. One
 * pass, in a few bytes of state, whatever the size of the file: nothing is cut off.
 *
 * Names are tokens, so are the words inside of strings: what a string says ("powershell", a host)
 * is as telling as what the code does. Comments and the text of docstrings are no tokens. What only
 * takes up room is put together, so that it cannot push apart what belongs together: runs of
 * base64 and hex, of escapes, lists of numbers, long names, wide gaps within a line.
 */
#pragma once

#include "base/span.h"

struct token {
	uint32_t hash;
	uint32_t length; /* bytes of the text that it stands for, at most UINT32_MAX */
	uint64_t at;	 /* where in the text they begin */
};

struct token_reader {
	struct span text;
	size_t at;
	uint8_t quote;	  /* of the string that is being read, or 0 */
	bool is_long;	  /* that string has three quotes */
	bool line_begins; /* nothing but blanks since the line began */
	unsigned depth;	  /* of open brackets */
	unsigned numbers; /* of a list, read so far */
};

struct token_reader token_reader_of(struct span text);

/* The next tokens, at most `room`, which is at least 1; 0 at the end. */
size_t tokens_read(struct token_reader *reader, struct token *out, size_t room);

/* The hash that a plain name has as a token. */
uint32_t token_hash(struct span name);
