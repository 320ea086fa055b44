/*
 * Python literals as ast.literal_eval() reads them, as far as the header of a NumPy array uses
 * them: None, True, False, integers (with Python 2's L), strings, tuples, lists and dicts. Anything
 * else, comments and prefixed strings included, is refused: no writer of such headers produces it.
 */
#pragma once

#include "base/span.h"

enum literal_kind {
	LITERAL_NONE,
	LITERAL_BOOL,
	LITERAL_INT,
	LITERAL_HUGE, /* an integer past 64 bits */
	LITERAL_TEXT,
	LITERAL_TUPLE,
	LITERAL_LIST,
	LITERAL_DICT,
};

enum { LITERAL_DEPTH_MAX = 64 };

struct literal {
	enum literal_kind kind;
	struct span source; /* as written */
	struct span text;   /* TEXT: with its escapes decoded, code points past 255 as UTF-8 */
	int64_t number;	    /* BOOL, INT */
	size_t n;	    /* items; of a dict the pairs */
	const struct literal *first, *next; /* items; a dict has key, value, key, value ... */
};

/* Bytes of memory that a source of n bytes needs at most. */
uint64_t literal_room(size_t n);

/* Reads the whole of `source` into `room` (aligned, literal_room(source.n) bytes), which the result
 * points into. NULL when it is no such literal; *at then says where. */
const struct literal *literal_read(struct span source, uint8_t *room, uint64_t *at);

/* The value of the last pair whose key is that text (the last one counts in Python), or NULL. */
const struct literal *literal_member(const struct literal *dict, const char *key);
