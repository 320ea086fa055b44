/* Names of tiles. */
#include "trust/log/tile.h"

#include <assert.h>
#include <stdio.h>

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

uint64_t tile_hashes(uint64_t size, unsigned level)
{
	return level < TILE_LEVELS ? size >> (TILE_BITS * level) : 0;
}

unsigned tile_edge(uint64_t size, unsigned level)
{
	return (unsigned)(tile_hashes(size, level) % TILE_WIDTH);
}
