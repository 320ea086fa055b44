/* Heapsort of (key, index) pairs. */
#include "base/sort.h"

#include <stdbool.h>

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
