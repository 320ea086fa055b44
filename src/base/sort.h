/* Ordering of large tables in place: never worse than n log n and without memory of its own, so
 * that no input can make it slow. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct sort_item {
	uint64_t key;
	uint64_t index; /* what the key belongs to; breaks ties */
};

/* Ascending by (key, index). A table that is in order already costs one pass. */
void sort_items(struct sort_item *items, size_t n);

/* The same for rows of any size (at most SORT_ROW_MAX) by an order that names its ties itself: what
 * qsort() does, without the memory and the system calls that it may take. */
enum { SORT_ROW_MAX = 256 };
void sort_rows(void *rows, size_t n, size_t size, int (*order)(const void *a, const void *b));
