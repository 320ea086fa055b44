/* Reading a tiled log. */
#include "trust/log/tlog.h"

#include <stdio.h>

#include "base/reader.h"
#include "trust/log/stage.h"

enum err tlog_refuse(struct tlog *log, const char *name, enum reason reason)
{
	log->refused = reason;
	return err_set(ERR_FORMAT, "%s/%s: %s (%s)", log->folder.path, name,
		       reason_sentence(reason), reason_word(reason));
}

void tlog_look_at(struct tlog *log, uint64_t size)
{
	log->size = size;
	log->is_staged = true;
	for (unsigned level = 0; level < TILE_LEVELS; level++)
		log->tiles[level].filled = false;
}

enum err tlog_again(struct tlog *log)
{
	enum reason reason;
	struct span note;
	enum err e = folder_load(&log->folder, "checkpoint", NOTE_MAX, log->arena, &note);

	if (e != OK)
		return e;
	if (!note.p)
		return err_set(ERR_USAGE, "%s: there is no log: it has no checkpoint",
			       log->folder.path);
	reason = checkpoint_read(note, log->arena, &log->checkpoint);
	if (reason != REASON_NONE)
		return tlog_refuse(log, "checkpoint", reason);
	tlog_look_at(log, log->checkpoint.size);
	log->is_staged = false;
	return OK;
}

enum err tlog_open(struct tlog *log, const char *path, struct arena *arena)
{
	enum err e;

	*log = (struct tlog){ .arena = arena };
	e = folder_open(&log->folder, path, false);
	return e == OK ? tlog_again(log) : e;
}

struct span tlog_note(const struct tlog *log)
{
	const struct note *note = &log->checkpoint.note;

	return span_of(note->text.p, note->text.n + 1 + note->signatures.n);
}

void tlog_close(struct tlog *log)
{
	folder_close(&log->folder);
}

/* Tiles. */

/* Where the file is, or would be: among the staged ones when those count. A partial file may have
 * gone when the full one came, which begins with all of it. */
static void find_file(const struct tlog *log, int level, uint64_t n, unsigned width,
		      char out[STAGE_PATH_MAX])
{
	const unsigned widths[] = { width, TILE_WIDTH };
	char path[TILE_PATH_MAX];

	for (size_t i = 0; i < sizeof(widths) / sizeof(*widths); i++) {
		tile_path(path, level, n, widths[i]);
		stage_path(out, path);
		if (log->is_staged && folder_has(&log->folder, out))
			return;
		(void)snprintf(out, STAGE_PATH_MAX, "%s", path);
		if (folder_has(&log->folder, out))
			return;
	}
}

static enum err missing(const struct tlog *log, const char *path)
{
	return err_set(ERR_IO, "%s/%s is missing", log->folder.path, path);
}

/* How wide the n-th tile of a level is in the tree; 0: it is not in it. */
static unsigned width_of(const struct tlog *log, unsigned level, uint64_t n)
{
	uint64_t whole = tile_hashes(log->size, level) / TILE_WIDTH;

	if (n < whole)
		return TILE_WIDTH;
	return n == whole ? tile_edge(log->size, level) : 0;
}

static enum err read_tile(struct tlog *log, unsigned level, uint64_t n, unsigned width,
			  struct tile *tile)
{
	char path[STAGE_PATH_MAX];
	size_t size;
	enum err e;

	find_file(log, (int)level, n, width, path);
	e = folder_read(&log->folder, path, (uint8_t *)tile->hashes, TILE_SIZE, &size);
	if (e == ERR_LIMIT)
		return tlog_refuse(log, path, REASON_TILE_SIZE);
	if (e != OK)
		return e;
	if (size == FOLDER_MISSING)
		return missing(log, path);
	if (size != width * MERKLE_HASH_SIZE && size != TILE_SIZE)
		return tlog_refuse(log, path, REASON_TILE_SIZE);
	return OK;
}

enum err tlog_tile(struct tlog *log, unsigned level, uint64_t n, const struct tile **out)
{
	struct tile *tile = &log->tiles[level];
	unsigned width = width_of(log, level, n);
	enum err e;

	*out = tile;
	if (tile->filled && tile->n == n)
		return OK;
	tile->filled = false;
	if (width == 0)
		return tlog_refuse(log, "checkpoint", REASON_INCLUSION_RANGE);
	e = read_tile(log, level, n, width, tile);
	tile->filled = e == OK;
	tile->n = n;
	tile->width = width;
	return e;
}

static enum err node(void *context, unsigned level, uint64_t index, struct merkle_hash *out)
{
	struct tlog *log = context;
	unsigned inside = level % TILE_BITS;
	uint64_t first = index << inside;
	struct merkle_hash below[TILE_WIDTH / 2];
	const struct tile *tile;
	enum err e = tlog_tile(log, level / TILE_BITS, first / TILE_WIDTH, &tile);

	if (e != OK)
		return e;
	memcpy(below, &tile->hashes[first % TILE_WIDTH], sizeof(*below) << inside);
	merkle_root(below, (size_t)1 << inside, out);
	return OK;
}

struct tree_source tlog_source(struct tlog *log)
{
	return (struct tree_source){ node, log };
}

/* Entries. */

enum err tlog_bundle(struct tlog *log, uint64_t n, struct span *out)
{
	unsigned width = width_of(log, 0, n);
	char path[STAGE_PATH_MAX];
	enum err e;

	if (width == 0)
		return tlog_refuse(log, "checkpoint", REASON_INCLUSION_RANGE);
	find_file(log, TILE_ENTRIES, n, width, path);
	e = folder_load(&log->folder, path, BUNDLE_MAX, log->arena, out);
	if (e == ERR_LIMIT)
		return tlog_refuse(log, path, REASON_BUNDLE_MALFORMED);
	return e == OK && !out->p ? missing(log, path) : e;
}

struct span bundle_next(struct reader *r)
{
	return reader_take(r, reader_be(r, 2));
}

enum err tlog_entry(struct tlog *log, uint64_t index, struct span *out)
{
	char path[TILE_PATH_MAX];
	struct span bytes = { 0 };
	struct reader r;
	enum err e = tlog_bundle(log, index / TILE_WIDTH, &bytes);

	r = reader_of(bytes);
	for (uint64_t i = 0; e == OK && i <= index % TILE_WIDTH; i++)
		*out = bundle_next(&r);
	if (e != OK || !r.bad)
		return e;
	tile_path(path, TILE_ENTRIES, index / TILE_WIDTH, TILE_WIDTH);
	return tlog_refuse(log, path, REASON_BUNDLE_MALFORMED);
}

enum err tlog_find(struct tlog *log, const struct merkle_hash *leaf, uint64_t *index, bool *found)
{
	*found = false;
	for (uint64_t n = 0; n * TILE_WIDTH < log->size; n++) {
		const struct tile *tile;
		enum err e = tlog_tile(log, 0, n, &tile);

		if (e != OK)
			return e;
		for (unsigned i = 0; i < tile->width; i++) {
			if (memcmp(&tile->hashes[i], leaf, sizeof(*leaf)) != 0)
				continue;
			*index = n * TILE_WIDTH + i;
			*found = true;
			return OK;
		}
	}
	return OK;
}
