/*
 * The databases in which rpm keeps the headers of what is installed: SQLite (rpm 4.16 and later),
 * ndb (SUSE) and the hash of Berkeley DB (before).
 */
#pragma once

#include "format/job.h"

struct rpm_store {
	struct job *job;
	struct span file;
	bool quiet; /* what is broken was said when it was read before */
	void (*use)(void *context, struct span header);
	void *context;
};

/* Calls `use` with each header, which is gone after the call. Returns false when it is none of the
 * three. */
bool rpm_store_each(const struct rpm_store *store);

bool rpm_ndb_each(const struct rpm_store *store);
bool rpm_bdb_each(const struct rpm_store *store);

/* Says that something is broken, unless it was said. */
void rpm_store_say(const struct rpm_store *store, const char *what, uint64_t offset);
