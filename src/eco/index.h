/*
 * From texts to numbers: which entry of a lock file has that key. The texts are borrowed; a key
 * that stands twice gives the number it was added with first.
 */
#pragma once

#include "base/arena.h"
#include "base/span.h"

struct sort_item;

struct index_row {
	struct span key;
	size_t number;
};

struct index {
	struct index_row *rows;	 /* as they were added */
	struct sort_item *order; /* by hash once `sorted` */
	size_t n, room;
	bool sorted;
};

/* Room for n keys; more are dropped. */
void index_init(struct index *index, struct arena *arena, size_t n);

void index_add(struct index *index, struct span key, size_t number);

#define INDEX_NONE SIZE_MAX

/* The number of a key, or INDEX_NONE. Additions and look-ups should not take turns. */
size_t index_find(struct index *index, struct span key);
