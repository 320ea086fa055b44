/* A growing tree. */
#include "trust/log/edge.h"

static enum err hand_over(const struct edge *edge, unsigned level)
{
	const struct edge_level *at = &edge->levels[level];
	uint64_t n = (tile_hashes(edge->size, level) - 1) / TILE_WIDTH;

	return edge->tile(edge->context, level, n, at->n, at->hashes);
}

enum err edge_add(struct edge *edge, const struct merkle_hash *leaf)
{
	struct edge_level *level = &edge->levels[0];
	enum err e = OK;

	level->hashes[level->n++] = *leaf;
	edge->size++;
	for (unsigned i = 0; e == OK && edge->levels[i].n == TILE_WIDTH; i++) {
		struct merkle_hash root;

		e = hand_over(edge, i);
		if (i + 1 == TILE_LEVELS)
			return err_set(ERR_LIMIT, "the log is full");
		level = &edge->levels[i];
		merkle_root(level->hashes, TILE_WIDTH, &root);
		level->n = 0;
		level = &edge->levels[i + 1];
		level->hashes[level->n++] = root;
	}
	return e;
}

enum err edge_finish(struct edge *edge, uint64_t before)
{
	enum err e = OK;

	for (unsigned i = 0; e == OK && i < TILE_LEVELS; i++)
		if (edge->levels[i].n && tile_hashes(before, i) != tile_hashes(edge->size, i))
			e = hand_over(edge, i);
	return e;
}

/* The hashes of a level, and behind them what is to the right of them further down. */
void edge_root(const struct edge *edge, struct merkle_hash *out)
{
	struct merkle_hash line[TILE_WIDTH];
	bool begun = false;

	for (unsigned i = 0; i < TILE_LEVELS; i++) {
		size_t n = edge->levels[i].n;

		if (n == 0)
			continue;
		memcpy(line, edge->levels[i].hashes, n * sizeof(*line));
		if (begun)
			line[n++] = *out;
		merkle_root(line, n, out);
		begun = true;
	}
	if (!begun)
		merkle_empty(out);
}
