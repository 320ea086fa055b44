/* The tree is built anew from the entries, and compared tile by tile. */
#include "trust/log/audit.h"

#include "trust/log/edge.h"

static enum err compare_tile(void *context, unsigned level, uint64_t n, unsigned width,
			     const struct merkle_hash *hashes)
{
	struct tlog *log = context;
	char path[TILE_PATH_MAX];
	const struct tile *tile;
	enum err e = tlog_tile(log, level, n, &tile);

	if (e != OK || memcmp(tile->hashes, hashes, width * sizeof(*hashes)) == 0)
		return e;
	tile_path(path, (int)level, n, width);
	return tlog_refuse(log, path, REASON_TILE_WRONG);
}

/* A bundle of a partial tile has just its entries; a full one may stand in its place. */
static bool ends_well(struct reader *r, unsigned width)
{
	if (!reader_left(r))
		return true;
	for (unsigned i = width; i < TILE_WIDTH; i++)
		(void)bundle_next(r); /* its failure is kept in r->bad */
	return !r->bad && !reader_left(r);
}

static enum err audit_bundle(struct tlog *log, struct edge *edge, uint64_t n)
{
	uint64_t left = log->size - edge->size;
	unsigned width = left < TILE_WIDTH ? (unsigned)left : TILE_WIDTH;
	char path[TILE_PATH_MAX];
	struct span bytes;
	struct reader r;
	enum err e = tlog_bundle(log, n, &bytes);

	if (e != OK)
		return e;
	r = reader_of(bytes);
	for (unsigned i = 0; e == OK && i < width; i++) {
		struct merkle_hash leaf;

		merkle_leaf(bundle_next(&r), &leaf);
		if (!r.bad)
			e = edge_add(edge, &leaf);
	}
	if (e != OK || (!r.bad && ends_well(&r, width)))
		return e;
	tile_path(path, TILE_ENTRIES, n, width);
	return tlog_refuse(log, path, REASON_BUNDLE_MALFORMED);
}

enum err audit_log(struct tlog *log)
{
	struct edge *edge = arena_alloc(log->arena, sizeof(*edge));
	struct merkle_hash root;
	enum err e = OK;

	edge->tile = compare_tile;
	edge->context = log;
	for (uint64_t n = 0; e == OK && edge->size < log->size; n++) {
		struct arena_mark mark = arena_mark(log->arena);

		e = audit_bundle(log, edge, n);
		arena_rewind(log->arena, mark);
	}
	if (e == OK)
		e = edge_finish(edge, 0);
	if (e != OK)
		return e;
	edge_root(edge, &root);
	if (memcmp(&root, &log->checkpoint.root, sizeof(root)) != 0)
		return tlog_refuse(log, "checkpoint", REASON_TILE_ROOT);
	return OK;
}

enum err audit_since(struct tlog *log, const struct checkpoint *earlier, enum reason *reason)
{
	const struct checkpoint *now = &log->checkpoint;
	struct tree_source source = tlog_source(log);
	struct tree_proof proof = { .n = 0 };
	bool same = memcmp(&earlier->root, &now->root, sizeof(now->root)) == 0;
	enum err e = OK;

	*reason = REASON_NONE;
	if (!span_eq(earlier->origin, now->origin))
		*reason = REASON_CHECKPOINT_ORIGIN;
	else if (earlier->size > now->size)
		*reason = REASON_LOG_ROLLBACK;
	else if (earlier->size == now->size && !same)
		*reason = REASON_LOG_FORK;
	if (*reason != REASON_NONE || earlier->size == 0)
		return OK;
	e = tree_consistency(&source, earlier->size, now->size, &proof);
	if (e == OK)
		*reason = merkle_check_consistency(earlier->size, merkle_span(&earlier->root),
						   now->size, merkle_span(&now->root),
						   tree_proof_view(&proof));
	return e;
}
