/* Ordering a list whose link is `next`: through an array, in place. */
#pragma once

#include <stdlib.h>

#include "base/mem.h"

/* `order` compares two pointers to elements, as qsort() wants it. */
#define SORT_LIST(type, head, order)                                                               \
	do {                                                                                       \
		size_t count = 0, at = 0;                                                          \
		for (const type *one = (head); one; one = one->next)                               \
			count++;                                                                   \
		type **all = mem_alloc((count + 1) * sizeof(type *));                              \
		for (type *one = (head); one; one = one->next)                                     \
			all[at++] = one;                                                           \
		qsort(all, count, sizeof(type *), order);                                          \
		for (at = 0; at < count; at++)                                                     \
			all[at]->next = all[at + 1];                                               \
		(head) = all[0];                                                                   \
		mem_free(all);                                                                     \
	} while (0)
