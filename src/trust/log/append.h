/*
 * Appending to a log. Entries are added one after the other, in memory that does not grow with
 * their number; the log has them all once append_commit() has returned, or none of them.
 */
#pragma once

#include "base/buf.h"
#include "trust/log/edge.h"
#include "trust/log/note_sign.h"
#include "trust/log/stage.h"
#include "trust/log/tlog.h"

struct append {
	struct tlog *log;
	const struct note_signer *signer;
	struct stage stage;
	uint64_t first;	   /* size of the log before */
	struct edge edge;  /* edge.size: with what was added */
	struct buf bundle; /* the entries behind the last full tile */
};

/* Makes a log without entries; a folder that has a checkpoint is ERR_USAGE. */
MUST enum err log_make(const char *path, const struct note_signer *signer, struct arena *arena);

/* Must be ended. Log and signer are borrowed. */
void append_init(struct append *append, struct tlog *log, const struct note_signer *signer);

/* Takes the lock of the log, waiting for it, and finishes what another left behind. Refuses a log
 * whose checkpoint the signer has not signed, or whose tiles or last entries are not what it says.
 */
MUST enum err append_begin(struct append *append);

/* One more entry; past ENTRY_MAX bytes it is ERR_LIMIT. Its index is append->edge.size before. */
MUST enum err append_add(struct append *append, struct span entry);

/* Shows from what was written that the tree only grew, signs and publishes it. */
MUST enum err append_commit(struct append *append);
void append_end(struct append *append);
