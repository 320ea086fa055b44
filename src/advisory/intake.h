/* From the facts of eco/osv/export.c to a writer: the pieces of an advisory are put together again.
 */
#pragma once

#include "advisory/db_write.h"
#include "base/buf.h"
#include "core/fact.h"

struct intake {
	struct db_writer *writer;
	struct buf pending;

	/* A record was passed over: its name in the source, and why. May be NULL. */
	void (*bad)(void *context, uint32_t source, struct span name, struct span why);
	void *context;
};

void intake_init(struct intake *intake, struct db_writer *writer);
void intake_free(struct intake *intake);

/* Takes a fact about a source; those of one source come in one run. */
void intake_fact(struct intake *intake, uint32_t source, const struct fact *fact);

/* The run of a source is over. */
void intake_end(struct intake *intake);
