/*
 * A transparency log as a folder of files that any web server serves (C2SP tlog-tiles): checkpoint,
 * tiles of hashes, bundles of entries. This reads one; append.h writes.
 *
 * What a file says is refused when it contradicts the checkpoint, with a reason beside the sentence
 * of ERR_FORMAT. Who signed the checkpoint is for the caller to ask.
 */
#pragma once

#include "base/reader.h"
#include "sys/folder.h"
#include "trust/log/checkpoint.h"
#include "trust/log/tile.h"
#include "trust/log/tree.h"

/* The tile that was read last on a level. */
struct tile {
	bool filled;
	uint64_t n;
	unsigned width;
	struct merkle_hash hashes[TILE_WIDTH];
};

struct tlog {
	struct folder folder;
	struct arena *arena;
	struct checkpoint checkpoint;
	uint64_t size;	/* of the tree that is read: that of the checkpoint, or one being made */
	bool is_staged; /* files that are staged are looked at first (stage.h) */
	enum reason refused; /* why something was ERR_FORMAT */
	struct tile tiles[TILE_LEVELS];
};

/* Opens a log and reads its checkpoint. A folder without one is ERR_USAGE. Must be closed, also
 * after a failure. */
MUST enum err tlog_open(struct tlog *log, const char *path, struct arena *arena);
void tlog_close(struct tlog *log);

/* Reads the checkpoint anew: it is another when the log has grown. */
MUST enum err tlog_again(struct tlog *log);

/* From now on the tree of that size is read, part of whose files are still staged. */
void tlog_look_at(struct tlog *log, uint64_t size);

/* The checkpoint with its signatures, as it was read. */
MUST struct span tlog_note(const struct tlog *log);

/* Sets the sentence "PATH: why" and the reason; gives ERR_FORMAT. */
enum err tlog_refuse(struct tlog *log, const char *name, enum reason reason);

/* Its hashes as a source of proofs, for trees up to `size`. */
struct tree_source tlog_source(struct tlog *log);

/* The n-th tile of a level; it is good until the next tile of that level is asked for. */
MUST enum err tlog_tile(struct tlog *log, unsigned level, uint64_t n, const struct tile **out);

/* The n-th bundle of entries as it is on the disk, in the arena of the log. */
MUST enum err tlog_bundle(struct tlog *log, uint64_t n, struct span *out);

/* The next entry of a bundle; empty with r->bad set when the bundle is cut. */
struct span bundle_next(struct reader *r);

/* The entry with that index, borrowed from the arena. */
MUST enum err tlog_entry(struct tlog *log, uint64_t index, struct span *out);

/* The index of the first entry that has this leaf hash; `found` is false when none has. */
MUST enum err tlog_find(struct tlog *log, const struct merkle_hash *leaf, uint64_t *index,
			bool *found);
