/*
 * Samples out of a git object store, by their ids, straight into memory: nothing is written, and
 * nothing is unpacked but by our own readers. One `git cat-file --batch` serves them all.
 */
#pragma once

#include <sys/types.h>

#include "base/err.h"
#include "base/buf.h"

struct objects {
	pid_t child;
	int to, from;
};

MUST enum err objects_open(struct objects *objects, const char *folder);

/* The blob of that id (40 hex digits) into `out`, which was initialised. ERR_FORMAT when the store
 * has none; ERR_LIMIT when it is larger than out->max: it is passed over. */
MUST enum err objects_read(struct objects *objects, struct span id, struct buf *out);

MUST enum err objects_close(struct objects *objects);
