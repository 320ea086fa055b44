/*
 * The right edge of a growing tree: up to 255 hashes a level. A level that fills up is a tile, and
 * its root one hash of the level above.
 */
#pragma once

#include "base/err.h"
#include "trust/log/tile.h"

struct edge_level {
	struct merkle_hash hashes[TILE_WIDTH];
	unsigned n;
};

struct edge {
	struct edge_level levels[TILE_LEVELS];
	uint64_t size; /* entries in all */
	/* What is done with a tile of `width` hashes that has become full, or is partial at the
	 * end.
	 */
	enum err (*tile)(void *context, unsigned level, uint64_t n, unsigned width,
			 const struct merkle_hash *hashes);
	void *context;
};

/* One more leaf; full tiles are handed over from the bottom to the top. */
MUST enum err edge_add(struct edge *edge, const struct merkle_hash *leaf);

/* Hands over the partial tiles that a tree of `before` entries did not have. */
MUST enum err edge_finish(struct edge *edge, uint64_t before);

/* The root of the tree. */
void edge_root(const struct edge *edge, struct merkle_hash *out);
