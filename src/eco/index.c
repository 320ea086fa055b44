/* From texts to numbers, by a table in the order of their hashes. */
#include "eco/index.h"

#include "base/hash.h"
#include "base/sort.h"

enum { SAME_HASH_MAX = 64 }; /* honest keys share none */

void index_init(struct index *index, struct arena *arena, size_t n)
{
	*index = (struct index){
		.rows = arena_array(arena, n, sizeof(struct index_row)),
		.order = arena_array(arena, n, sizeof(struct sort_item)),
		.room = n,
	};
}

void index_add(struct index *index, struct span key, size_t number)
{
	if (index->n == index->room)
		return;
	index->rows[index->n] = (struct index_row){ key, number };
	index->order[index->n] = (struct sort_item){ hash_span(key), index->n };
	index->n++;
	index->sorted = false;
}

static size_t first_of(const struct index *index, uint64_t hash)
{
	size_t low = 0, high = index->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (index->order[middle].key < hash)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t index_find(struct index *index, struct span key)
{
	uint64_t hash = hash_span(key);

	if (!index->sorted)
		sort_items(index->order, index->n);
	index->sorted = true;

	size_t i = first_of(index, hash);

	for (size_t n = 0; n < SAME_HASH_MAX && i < index->n && index->order[i].key == hash;
	     n++, i++) {
		const struct index_row *row = &index->rows[index->order[i].index];

		if (span_eq(row->key, key))
			return row->number;
	}
	return INDEX_NONE;
}
