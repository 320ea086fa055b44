/* Names of tiles. */
#include "trust/log/tile.h"

#include <assert.h>
#include <stdio.h>

#include "base/ascii.h"
#include "base/decimal.h"
#include "base/reader.h"

enum { GROUP = 1000, GROUPS_MAX = 7 }; /* 2^64 has 20 digits */

/* Three digits an element of the path, all but the last behind an x. */
static size_t write_index(char *out, size_t room, uint64_t n)
{
	unsigned groups[GROUPS_MAX], n_groups = 0;
	size_t at = 0;

	do
		groups[n_groups++] = (unsigned)(n % GROUP);
	while ((n /= GROUP) > 0);
	while (n_groups-- > 0)
		at += (size_t)snprintf(out + at, room - at, "/%s%03u", n_groups ? "x" : "",
				       groups[n_groups]);
	return at;
}

void tile_path(char out[TILE_PATH_MAX], int level, uint64_t n, unsigned width)
{
	size_t at;

	assert(width > 0 && width <= TILE_WIDTH);
	if (level == TILE_ENTRIES)
		at = (size_t)snprintf(out, TILE_PATH_MAX, "tile/entries");
	else
		at = (size_t)snprintf(out, TILE_PATH_MAX, "tile/%d", level);
	at += write_index(out + at, TILE_PATH_MAX - at, n);
	if (width < TILE_WIDTH)
		(void)snprintf(out + at, TILE_PATH_MAX - at, ".p/%u", width);
}

static bool group_read(struct span digits, uint64_t *number)
{
	*number = 0;
	for (size_t i = 0; i < digits.n; i++) {
		if (!ascii_is_digit(digits.p[i]))
			return false;
		*number = *number * 10 + (unsigned)(digits.p[i] - '0');
	}
	return true;
}

/* Groups of three digits, as write_index() has them; what follows stays in `r`. */
static bool read_index(struct reader *r, uint64_t *n)
{
	*n = 0;
	for (unsigned i = 0; i < GROUPS_MAX; i++) {
		bool is_last = reader_left(r) && *r->p != 'x';
		struct span group = reader_take(r, is_last ? 3 : 5);
		uint64_t number;

		if (r->bad || !group_read(is_last ? group : span_part(group, 1, 3), &number) ||
		    (!is_last && group.p[4] != '/'))
			return false;
		*n = *n * GROUP + number;
		if (is_last)
			return true;
	}
	return false;
}

bool tile_path_valid(const char *path)
{
	struct reader r = reader_of(span_str(path));
	struct span tile = reader_until(&r, '/'), level = reader_until(&r, '/'), rest;
	uint64_t number = 0, n, width = TILE_WIDTH;
	bool is_entries = span_is(level, "entries");
	char again[TILE_PATH_MAX];

	if (!span_is(tile, "tile") || (!is_entries && !decimal_read(level, &number)) ||
	    number >= TILE_LEVELS || !read_index(&r, &n))
		return false;
	rest = reader_rest(&r);
	if (rest.n && (!span_starts(rest, ".p/") || !decimal_read(span_from(rest, 3), &width)))
		return false;
	if (width == 0 || width > TILE_WIDTH)
		return false;
	tile_path(again, is_entries ? TILE_ENTRIES : (int)number, n, (unsigned)width);
	return strcmp(again, path) == 0;
}

uint64_t tile_hashes(uint64_t size, unsigned level)
{
	return level < TILE_LEVELS ? size >> (TILE_BITS * level) : 0;
}

unsigned tile_edge(uint64_t size, unsigned level)
{
	return (unsigned)(tile_hashes(size, level) % TILE_WIDTH);
}
