/*
 * How a log grows in one step, whatever happens in between. New files are written into a folder
 * that nobody reads, then a signed checkpoint beside them: from that moment the log has grown. What
 * is left is moving the files to their places, the checkpoint last, which whoever takes the lock
 * next does if the one who began was ended. Without the checkpoint the files are worth nothing and
 * are removed.
 */
#pragma once

#include "sys/folder.h"
#include "trust/log/note.h"
#include "trust/log/tile.h"

enum { STAGE_PATH_MAX = TILE_PATH_MAX + 16 };

struct stage {
	const struct folder *folder; /* its lock is held */
	size_t n;		     /* files so far */
};

/* Where a file of the log is while it is staged. */
void stage_path(char out[STAGE_PATH_MAX], const char *path);

/* The checkpoint by which another has made the log grow, without moving all files; p is NULL when
 * there is none. It has to be looked at before stage_begin(). */
MUST enum err stage_pending(const struct folder *folder, struct arena *arena,
			    struct span *checkpoint);

/* Finishes or undoes what another left behind, and begins. */
MUST enum err stage_begin(struct stage *stage, const struct folder *folder);

/* A new file of the log. */
MUST enum err stage_file(struct stage *stage, const char *path, struct span bytes);

/* The log has grown: all files and then the checkpoint are on the disk and in their places. */
MUST enum err stage_commit(struct stage *stage, struct span checkpoint);
