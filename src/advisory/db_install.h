/*
 * Where the database lives and how it is replaced: written beside, flushed, renamed. Whoever reads
 * keeps what he has opened; the one before stays as PATH.previous. Updates wait for each other.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"

/* `given` (may be NULL), else $ASSAY_DB, $XDG_DATA_HOME/assay/advisories.db or
 * ~/.local/share/assay/advisories.db. Fails when there is no home either. */
MUST enum err db_path(struct arena *arena, const char *given, const char **path);

struct db_install {
	const char *path;
	char *folder, *fresh, *previous; /* beside it */
	int lock, fd;			 /* -1: none; fd is the file to write to */
};

/* Makes the folders, refuses a place where something else is than a database, takes the lock,
 * waiting for it, and creates an empty file to write to. Must be ended by db_install_end(), also
 * after a failure. */
MUST enum err db_install_begin(struct db_install *install, struct arena *arena, const char *path);

/* What was written becomes the database. */
MUST enum err db_install_commit(struct db_install *install);

/* Removes what was not committed and gives the lock back. */
void db_install_end(struct db_install *install);

/* The database and the previous one change places. */
MUST enum err db_rollback(struct arena *arena, const char *path);
