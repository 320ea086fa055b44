/* Binary search in the compiled table. */
#include "check/allowlist.h"

struct row {
	uint32_t at;
	uint16_t n;
	uint16_t letters;
};

#include "allowlist.inc"

unsigned allowlist_find(struct span global)
{
	size_t low = 0, high = ROW_COUNT;

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = span_cmp(global, span_of(pool + rows[middle].at, rows[middle].n));

		if (order == 0)
			return rows[middle].letters;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return 0;
}

const char *allowlist_digest(void)
{
	return TABLE_DIGEST;
}
