/*
 * Files that others are not whole without, and that are not among what was scanned: the shards of
 * an index of weights, the other pieces of a split file.
 *
 *   part  path: relative to the folder or archive that the artifact lies in
 */
#pragma once

#include "core/report.h"

struct absent;

/* Borrows the report. */
struct absent *absent_new(struct report *report);
void absent_free(struct absent *absent);

/* Takes a fact about an artifact that is open. */
void absent_fact(struct absent *absent, struct artifact *artifact, const struct fact *fact);

/* Calls `tell` for each artifact that lacks parts, with a sentence that says which. Once, after the
 * last artifact. */
void absent_finish(struct absent *absent,
		   void (*tell)(void *context, struct artifact *artifact, const char *why),
		   void *context);
