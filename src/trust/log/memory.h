/*
 * What a log has signed last, kept outside of it by who holds the key. A log that is restored from
 * a backup, or of which there are two copies, would sign a second history without knowing: with
 * this it refuses.
 */
#pragma once

#include "trust/log/note_sign.h"
#include "trust/log/tlog.h"

struct log_memory {
	struct folder folder; /* of this log alone, locked; fd -1: nothing is kept */
};

/* `given` (may be NULL), else $XDG_STATE_HOME/assay/logs or ~/.local/state/assay/logs; NULL when
 * there is no home. */
const char *log_memory_path(const char *given, struct arena *arena);

/* Opens and locks what is kept of the log of that origin, in its own folder below `path`; NULL:
 * none is kept. Must be closed, also after a failure. */
MUST enum err log_memory_open(struct log_memory *memory, const char *path, struct span origin,
			      struct arena *arena);
void log_memory_close(struct log_memory *memory);

/* Whether the log goes on from what it signed last. ERR_FORMAT when it does not, or what is kept is
 * not signed by it; log->refused says why. */
MUST enum err log_memory_check(const struct log_memory *memory, struct tlog *log,
			       const struct note_key *key);

/* Keeps the checkpoint of the log. */
MUST enum err log_memory_keep(const struct log_memory *memory, const struct tlog *log);
