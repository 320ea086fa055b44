/* Heapsort of (key, index) pairs, and of rows. */
#include "base/sort.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

static bool is_less(const struct sort_item *a, const struct sort_item *b)
{
	return a->key < b->key || (a->key == b->key && a->index < b->index);
}

static void swap(struct sort_item *a, struct sort_item *b)
{
	struct sort_item item = *a;

	*a = *b;
	*b = item;
}

/* Lets the item at `root` of the heap items[0..n) down to its place. */
static void sink(struct sort_item *items, size_t root, size_t n)
{
	for (;;) {
		size_t child = 2 * root + 1;

		if (child >= n)
			return;
		if (child + 1 < n && is_less(&items[child], &items[child + 1]))
			child++;
		if (!is_less(&items[root], &items[child]))
			return;
		swap(&items[root], &items[child]);
		root = child;
	}
}

static bool in_order(const struct sort_item *items, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (is_less(&items[i], &items[i - 1]))
			return false;
	return true;
}

void sort_items(struct sort_item *items, size_t n)
{
	if (in_order(items, n))
		return;
	for (size_t i = n / 2; i > 0; i--)
		sink(items, i - 1, n);
	for (size_t last = n - 1; last > 0; last--) {
		swap(&items[0], &items[last]);
		sink(items, 0, last);
	}
}

/* Rows. */

struct rows {
	uint8_t *p;
	size_t size;
	int (*order)(const void *a, const void *b);
};

static uint8_t *row(const struct rows *rows, size_t i)
{
	return rows->p + i * rows->size;
}

static void swap_rows(const struct rows *rows, size_t i, size_t j)
{
	uint8_t room[SORT_ROW_MAX];

	memcpy(room, row(rows, i), rows->size);
	memmove(row(rows, i), row(rows, j), rows->size);
	memcpy(row(rows, j), room, rows->size);
}

static void sink_row(const struct rows *rows, size_t root, size_t n)
{
	for (;;) {
		size_t child = 2 * root + 1;

		if (child >= n)
			return;
		if (child + 1 < n && rows->order(row(rows, child), row(rows, child + 1)) < 0)
			child++;
		if (rows->order(row(rows, root), row(rows, child)) >= 0)
			return;
		swap_rows(rows, root, child);
		root = child;
	}
}

static bool rows_in_order(const struct rows *rows, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (rows->order(row(rows, i - 1), row(rows, i)) > 0)
			return false;
	return true;
}

void sort_rows(void *p, size_t n, size_t size, int (*order)(const void *a, const void *b))
{
	const struct rows rows = { .p = p, .size = size, .order = order };

	assert(size <= SORT_ROW_MAX);
	if (rows_in_order(&rows, n))
		return;
	for (size_t i = n / 2; i > 0; i--)
		sink_row(&rows, i - 1, n);
	for (size_t last = n - 1; last > 0; last--) {
		swap_rows(&rows, 0, last);
		sink_row(&rows, 0, last);
	}
}
