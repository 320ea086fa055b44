/*
 * A folder whose files the program keeps: read whole, written whole, replaced so that after a crash
 * there is the old file or the new one. Names are paths inside of it and never lead out of it.
 */
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"

struct folder {
	int fd, lock;	  /* lock: -1 when it is not held */
	const char *path; /* for sentences; borrowed */
	bool is_private;  /* files are made for their owner alone */
};

enum { FOLDER_NAME_MAX = 256 };

/* What folder_read() gives for the size of a file that is not there. */
#define FOLDER_MISSING SIZE_MAX

/* Opens the folder; `make` creates it and those it lies in. */
MUST enum err folder_open(struct folder *folder, const char *path, bool make);
void folder_close(struct folder *folder);

/* Takes the lock of the folder, the file .lock, waiting for it. folder_close() gives it back, and
 * so does the end of the process. */
MUST enum err folder_lock(struct folder *folder);

/* Reads a file into room for `max` bytes; `n` becomes its size or FOLDER_MISSING. A longer one is
 * ERR_LIMIT. */
MUST enum err folder_read(const struct folder *folder, const char *name, uint8_t *room, size_t max,
			  size_t *n);

/* The same into as much of the arena as it takes; out->p is NULL when the file is not there. */
MUST enum err folder_load(const struct folder *folder, const char *name, size_t max,
			  struct arena *arena, struct span *out);

/* Whether something has that name. */
MUST bool folder_has(const struct folder *folder, const char *name);

/* Makes a file anew, and the folders it lies in. With `flush` its bytes are on the disk when it
 * returns; its name is only after folder_flush(). */
MUST enum err folder_write(const struct folder *folder, const char *name, struct span bytes,
			   bool flush);

/* Puts the bytes in the place of the file, which is there whole before and after. */
MUST enum err folder_replace(const struct folder *folder, const char *name, struct span bytes);

/* Moves a file, making the folders it will lie in. */
MUST enum err folder_move(const struct folder *folder, const char *from, const char *to);

/* The names in a folder are on the disk. "" is the folder itself. */
MUST enum err folder_flush(const struct folder *folder, const char *name);

/* All that was written to the file system is on the disk: for many files at once. */
MUST enum err folder_flush_all(const struct folder *folder);

/* Removes a file; one that is not there is removed. */
MUST enum err folder_remove(const struct folder *folder, const char *name);

/* Calls `each` with the name of every file directly in `name`; one that is not there has none. The
 * first failure ends it. */
MUST enum err folder_each(const struct folder *folder, const char *name,
			  enum err (*each)(void *context, const char *file), void *context);

/* Removes the files directly in `name`, and `name` when it is empty then. */
MUST enum err folder_clear(const struct folder *folder, const char *name);
