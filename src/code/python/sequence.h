/*
 * Going through lists, texts and bytes whose items are known, and making new ones.
 *
 * A CODE_LIST of many items has them in its text: with `bytes` they are numbers with commas
 * between, as the source writes them; without, each is a character.
 */
#pragma once

#include "code/value.h"

struct python_sequence {
	struct code_pool *pool;
	const struct code_item *item;
	struct span rest; /* of characters, bytes or numbers */
	enum { SEQUENCE_ITEMS, SEQUENCE_CHARACTERS, SEQUENCE_BYTES, SEQUENCE_NUMBERS } kind;
};

/* False when not all items of v are known. */
bool python_sequence(struct code_pool *pool, const struct code_value *v,
		     struct python_sequence *sequence);
bool python_sequence_next(struct python_sequence *sequence, struct code_value *item);

/* Putting items together, one after the other. Of what the pool was given for an item only the item
 * itself is kept. */
struct python_pieces {
	struct code_pool *pool;
	struct code_list list;
	struct code_mark mark; /* before what was made for the next item */
	uint8_t *text;	       /* all of them, as long as each is a text, or each a number */
	size_t n_text, room;
	bool texts, whole, cut;
	size_t n;
};

struct python_pieces python_pieces_of(struct code_pool *pool);
void python_pieces_add(struct python_pieces *pieces, const struct code_value *item);

/* The list of them. */
struct code_value python_pieces_list(const struct python_pieces *pieces);

/* The bytes whose numbers they are; false when not all are. */
bool python_bytes_of(struct code_pool *pool, const struct code_value *list, struct code_value *out);

/* Whether text, up to a closing bracket at *n, is a list of nothing but many numbers. */
bool python_is_numbers(struct span text, uint8_t close, size_t *n);
