/*
 * The files of a TUF repository on the disk, unread, and what is remembered of it from one time to
 * the next: the newest root and the versions that were seen, in a folder of the user's own.
 */
#pragma once

#include "sys/folder.h"
#include "trust/tuf/client.h"

enum { TUF_FILE_MAX = 8 << 20, TUF_ALL_MAX = 64 << 20 };

/* All metadata of the folder, or of its folder `metadata`, and of `targets` the files of that name.
 */
MUST enum err tuf_repository_read(const char *path, const char *target, struct arena *arena,
				  struct tuf_question *question);

struct tuf_memory {
	struct folder folder;
	struct span root; /* the newest that was trusted */
};

/* Opens what is remembered of the repository that began with that root, in `path`, or when that is
 * NULL in $XDG_DATA_HOME/assay/tuf or ~/.local/share/assay/tuf, and fills in root and versions of
 * the question. Nobody else can until it is closed. */
MUST enum err tuf_memory_open(struct tuf_memory *memory, const char *path, struct span first_root,
			      struct arena *arena, struct tuf_question *question);

/* Remembers the answer. */
MUST enum err tuf_memory_keep(struct tuf_memory *memory, const struct tuf_answer *answer,
			      struct arena *arena);

void tuf_memory_close(struct tuf_memory *memory);
