/* Appending: the edge is read back, grows in memory, and is written. */
#include "trust/log/append.h"

#include <stdio.h>

#include "base/reader.h"

/* Beginning: the edge must be what the checkpoint says. */

static enum err load_edge(struct append *append, unsigned level)
{
	struct tlog *log = append->log;
	struct edge_level *edge = &append->edge.levels[level];
	const struct tile *tile;
	enum err e;

	edge->n = tile_edge(log->size, level);
	if (edge->n == 0)
		return OK;
	e = tlog_tile(log, level, tile_hashes(log->size, level) / TILE_WIDTH, &tile);
	if (e == OK)
		memcpy(edge->hashes, tile->hashes, edge->n * sizeof(*edge->hashes));
	return e;
}

/* The entries behind the last full tile, each of which must have the hash in the tile. */
static enum err load_bundle(struct append *append)
{
	const struct edge_level *edge = &append->edge.levels[0];
	struct tlog *log = append->log;
	struct span bytes = { 0 };
	struct reader r;
	enum err e;

	if (edge->n == 0)
		return OK;
	e = tlog_bundle(log, log->size / TILE_WIDTH, &bytes);
	r = reader_of(bytes);
	for (unsigned i = 0; e == OK && i < edge->n; i++) {
		struct merkle_hash leaf;

		merkle_leaf(bundle_next(&r), &leaf);
		if (r.bad || memcmp(&leaf, &edge->hashes[i], sizeof(leaf)) != 0)
			e = tlog_refuse(log, "tile/entries", REASON_BUNDLE_MALFORMED);
	}
	if (e == OK)
		buf_add(&append->bundle, bytes.p, reader_offset(&r));
	return e;
}

static enum err check_root(struct append *append)
{
	struct tlog *log = append->log;
	struct merkle_hash root;

	edge_root(&append->edge, &root);
	if (memcmp(&root, &log->checkpoint.root, sizeof(root)) != 0)
		return tlog_refuse(log, "tile", REASON_TILE_ROOT);
	return OK;
}

static enum err check_signer(struct append *append, const struct checkpoint *checkpoint)
{
	struct tlog *log = append->log;
	const struct note_key *key = &append->signer->key;
	struct note_seal seal;
	enum reason reason;

	if (!span_eq(checkpoint->origin, key->name))
		return tlog_refuse(log, "checkpoint", REASON_CHECKPOINT_ORIGIN);
	reason = note_verify(&checkpoint->note, key, 1, &seal);
	return reason == REASON_NONE ? OK : tlog_refuse(log, "checkpoint", reason);
}

/* An old checkpoint of the log's own would take back what came after it. */
static enum err check_advance(struct tlog *log, const struct checkpoint *pending)
{
	const struct checkpoint *now = &log->checkpoint;

	if (pending->size < now->size)
		return tlog_refuse(log, ".staging/checkpoint", REASON_LOG_ROLLBACK);
	if (pending->size == now->size &&
	    memcmp(&pending->root, &now->root, sizeof(now->root)) != 0)
		return tlog_refuse(log, ".staging/checkpoint", REASON_LOG_FORK);
	return OK;
}

/* What another has begun is only finished when it was the log itself that began it. */
static enum err check_pending(struct append *append)
{
	struct tlog *log = append->log;
	struct checkpoint pending;
	struct span note;
	enum reason reason;
	enum err e = stage_pending(&log->folder, log->arena, &note);

	if (e != OK || !note.p)
		return e;
	reason = checkpoint_read(note, log->arena, &pending);
	if (reason != REASON_NONE)
		return tlog_refuse(log, ".staging/checkpoint", reason);
	e = check_signer(append, &pending);
	return e == OK ? check_advance(log, &pending) : e;
}

static enum err load(struct append *append)
{
	struct arena_mark mark = arena_mark(append->log->arena);
	enum err e = OK;

	for (unsigned level = 0; e == OK && level < TILE_LEVELS; level++)
		e = load_edge(append, level);
	if (e == OK)
		e = load_bundle(append);
	arena_rewind(append->log->arena, mark);
	return e == OK ? check_root(append) : e;
}

/* A tile is staged; with one of level 0 the entries that it is of. */
static enum err stage_tile(void *context, unsigned level, uint64_t n, unsigned width,
			   const struct merkle_hash *hashes)
{
	struct append *append = context;
	char path[TILE_PATH_MAX];
	enum err e = OK;

	if (level == 0) {
		tile_path(path, TILE_ENTRIES, n, width);
		e = stage_file(&append->stage, path, buf_view(&append->bundle));
		buf_clear(&append->bundle);
	}
	tile_path(path, (int)level, n, width);
	if (e == OK)
		e = stage_file(&append->stage, path, span_of(hashes, width * sizeof(*hashes)));
	return e;
}

void append_init(struct append *append, struct tlog *log, const struct note_signer *signer)
{
	*append = (struct append){ .log = log, .signer = signer };
	append->edge.tile = stage_tile;
	append->edge.context = append;
	buf_init(&append->bundle, BUNDLE_MAX);
}

enum err append_begin(struct append *append)
{
	struct tlog *log = append->log;
	enum err e = folder_lock(&log->folder);

	if (e == OK)
		e = tlog_again(log);
	if (e == OK)
		e = check_pending(append);
	if (e == OK)
		e = stage_begin(&append->stage, &log->folder);
	if (e == OK)
		e = tlog_again(log);
	if (e == OK)
		e = check_signer(append, &log->checkpoint);
	append->first = append->edge.size = log->size;
	return e == OK ? load(append) : e;
}

enum err append_add(struct append *append, struct span entry)
{
	struct merkle_hash leaf;

	if (entry.n > ENTRY_MAX)
		return err_set(ERR_LIMIT, "an entry has at most %d bytes", ENTRY_MAX);
	buf_byte(&append->bundle, (uint8_t)(entry.n >> 8));
	buf_byte(&append->bundle, (uint8_t)entry.n);
	buf_span(&append->bundle, entry);
	merkle_leaf(entry, &leaf);
	return edge_add(&append->edge, &leaf);
}

/* Ending. */

/* Shows, from the files as they are now, that the tree is the one that is signed next and begins
 * with the one that was signed last. */
static enum err check_growth(struct append *append, const struct merkle_hash *root)
{
	struct tlog *log = append->log;
	struct tree_source source = tlog_source(log);
	struct merkle_hash again;
	struct tree_proof proof = { .n = 0 };
	enum reason reason = REASON_NONE;
	enum err e;

	tlog_look_at(log, append->edge.size);
	e = tree_root(&source, append->edge.size, &again);
	if (e == OK && memcmp(&again, root, sizeof(again)) != 0)
		return tlog_refuse(log, "tile", REASON_TILE_ROOT);
	if (e == OK && append->first) {
		e = tree_consistency(&source, append->first, append->edge.size, &proof);
		reason = merkle_check_consistency(append->first, merkle_span(&log->checkpoint.root),
						  append->edge.size, merkle_span(root),
						  tree_proof_view(&proof));
	}
	if (e == OK && reason != REASON_NONE)
		e = tlog_refuse(log, "tile", reason);
	return e;
}

static enum err sign_checkpoint(const struct note_signer *signer, uint64_t size,
				const struct merkle_hash *root, struct arena *arena,
				struct span *out)
{
	struct span text = checkpoint_text(signer->key.name, size, root, arena), line;
	enum err e = note_sign(signer, text, 0, arena, &line);

	if (e == OK)
		*out = span_str(arena_printf(arena, "%.*s\n%.*s", (int)text.n, (const char *)text.p,
					     (int)line.n, (const char *)line.p));
	return e;
}

/* Partial tiles go when there are full ones in their places. */
static enum err remove_partials(const struct append *append)
{
	enum err e = OK;

	for (int level = TILE_ENTRIES; e == OK && level < TILE_LEVELS; level++) {
		unsigned at = level == TILE_ENTRIES ? 0 : (unsigned)level;
		uint64_t n = tile_hashes(append->first, at) / TILE_WIDTH;
		char path[TILE_PATH_MAX], *width;

		if (!tile_edge(append->first, at) ||
		    n == tile_hashes(append->edge.size, at) / TILE_WIDTH)
			continue;
		tile_path(path, level, n, 1);
		width = strrchr(path, '/');
		*width = '\0';
		e = folder_clear(&append->log->folder, path);
	}
	return e;
}

enum err append_commit(struct append *append)
{
	struct tlog *log = append->log;
	struct merkle_hash root;
	struct span note;
	enum err e;

	if (append->edge.size == append->first)
		return OK;
	edge_root(&append->edge, &root);
	e = edge_finish(&append->edge, append->first);
	if (e == OK)
		e = check_growth(append, &root);
	if (e == OK)
		e = sign_checkpoint(append->signer, append->edge.size, &root, log->arena, &note);
	if (e == OK)
		e = stage_commit(&append->stage, note);
	if (e == OK)
		e = remove_partials(append);
	return e == OK ? tlog_again(log) : e;
}

void append_end(struct append *append)
{
	buf_free(&append->bundle);
}

/* Making. */

enum err log_make(const char *path, const struct note_signer *signer, struct arena *arena)
{
	struct merkle_hash root;
	struct folder folder;
	struct span note;
	enum err e = folder_open(&folder, path, true);

	merkle_empty(&root);
	if (e == OK)
		e = folder_lock(&folder);
	if (e == OK && folder_has(&folder, "checkpoint"))
		e = err_set(ERR_USAGE, "%s: there is a log already", path);
	if (e == OK)
		e = sign_checkpoint(signer, 0, &root, arena, &note);
	if (e == OK)
		e = folder_replace(&folder, "checkpoint", note);
	folder_close(&folder);
	return e;
}
