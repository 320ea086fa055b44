/*
 * Going through lists and texts whose items are known, and making new ones.
 *
 * A CODE_LIST of many constants has them in its text: with `bytes` as the source writes them,
 * without, each character is one.
 */
#pragma once

#include "code/javascript/reader.h"

struct javascript_sequence {
	struct javascript_reader *r;
	const struct code_item *item;
	struct span rest;
	enum { SEQUENCE_ITEMS, SEQUENCE_CHARACTERS, SEQUENCE_SOURCE } kind;
};

/* False when not all items of v are known. */
bool javascript_sequence(struct javascript_reader *r, const struct code_value *v,
			 struct javascript_sequence *sequence);
bool javascript_sequence_next(struct javascript_sequence *sequence, struct code_value *item);

/* Putting texts and characters together. */
struct javascript_pieces {
	struct code_pool *pool;
	uint8_t *p;
	size_t n, room;
	bool cut; /* there was no room: nothing comes out */
};

struct javascript_pieces javascript_pieces_of(struct code_pool *pool, size_t room);
void javascript_pieces_add(struct javascript_pieces *pieces, struct span text);
struct code_value javascript_pieces_text(struct javascript_pieces *pieces);
