/* From texts to numbers, by a table in order. */
#include "eco/index.h"

#include <stdlib.h>

void index_init(struct index *index, struct arena *arena, size_t n)
{
	*index = (struct index){ .rows = arena_array(arena, n, sizeof(struct index_row)),
				 .room = n };
}

void index_add(struct index *index, struct span key, size_t number)
{
	if (index->n == index->room)
		return;
	index->rows[index->n] = (struct index_row){ key, number, index->n };
	index->n++;
	index->sorted = false;
}

static int row_order(const void *a, const void *b)
{
	const struct index_row *x = a, *y = b;
	int order = span_cmp(x->key, y->key);

	return order ? order : (x->order > y->order) - (x->order < y->order);
}

size_t index_find(struct index *index, struct span key)
{
	size_t low = 0, high = index->n;

	if (!index->sorted && index->n)
		qsort(index->rows, index->n, sizeof(*index->rows), row_order);
	index->sorted = true;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (span_cmp(index->rows[middle].key, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < index->n && span_eq(index->rows[low].key, key) ? index->rows[low].number
								    : INDEX_NONE;
}
