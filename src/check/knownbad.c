/* Binary search in the compiled table: the name itself, then "module.*" for each of its parents. */
#include "check/knownbad.h"

struct row {
	uint32_t at;
	uint16_t n;
	uint32_t what_at;
	uint16_t what_n;
};

#include "knownbad.inc"

enum { NAME_MAX_BYTES = 256 };

static struct span find(struct span name)
{
	size_t low = 0, high = ROW_COUNT;

	while (low < high) {
		size_t middle = (low + high) / 2;
		const struct row *row = &rows[middle];
		int order = span_cmp(name, span_of(pool + row->at, row->n));

		if (order == 0)
			return span_of(pool + row->what_at, row->what_n);
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return (struct span){ 0 };
}

struct span knownbad_find(struct span global)
{
	uint8_t below[NAME_MAX_BYTES + 2];
	struct span what = find(global);

	for (size_t n = 0; n < global.n && n < NAME_MAX_BYTES && what.n == 0; n++) {
		if (global.p[n] != '.' || n == 0)
			continue;
		memcpy(below, global.p, n);
		memcpy(below + n, ".*", 2);
		what = find(span_of(below, n + 2));
	}
	return what;
}

const char *knownbad_digest(void)
{
	return TABLE_DIGEST;
}
