/*
 * Walking a tree without following it out of itself: files are opened and handed over, what is no
 * file is named, and a loop cannot be walked.
 *
 * Symbolic links to files are read (a model cache is made of them); links to folders are not
 * entered.
 */
#pragma once

#include "base/err.h"
#include "base/span.h"

enum walk_kind {
	WALK_FILE,	/* open: fd and size */
	WALK_SPECIAL,	/* a pipe, socket or device: text names it */
	WALK_LINK_AWAY, /* a link to a folder outside the tree */
	WALK_LINK_DEAD, /* a link to nothing */
	WALK_FAILED,	/* text says why */
};

struct walk_entry {
	enum walk_kind kind;
	struct span path; /* root, '/', the rest: raw bytes, followed by a NUL */
	int fd;		  /* WALK_FILE: passes to the visitor, who closes it */
	uint64_t size;
	const char *text;
};

struct walker {
	/* Whether to go into a folder; `path` as in an entry. NULL: into all. */
	bool (*enter)(void *context, struct span path);
	/* Whether to open a file of that path. NULL: all. */
	bool (*want)(void *context, struct span path);
	/* Anything but OK ends the walk with it. */
	enum err (*visit)(void *context, const struct walk_entry *entry);
	void *context;
};

enum { WALK_DEPTH_MAX = 512 };

/* A root that is a file or a link to one is visited itself. A root that cannot be read is a
 * WALK_FAILED entry. */
MUST enum err walk(const char *root, const struct walker *walker);
