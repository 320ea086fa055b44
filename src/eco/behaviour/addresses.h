/*
 * Hosts and mail addresses in the texts of a file of a release: what an update talks to that the
 * release before did not know is seen by them.
 *
 *     METADATA {key "host", value, line, where, whole}   in lower case, without a port
 *     METADATA {key "mail", value, line, where, before}
 *     METADATA {key "addresses", value "more"}           there are more than the limit
 *
 * `where` is "code" for texts of source that is run, else "text", also for its comments; `whole` is
 * "yes" when a text of source is an address and nothing else. In source a mail address is told that
 * is the whole of its text, with what it is for: its name, or what stands before it on its line.
 * Each is told once a file, and once more for each name that it has.
 */
#pragma once

#include "base/set.h"
#include "code/behaviour/behaviour.h"
#include "format/job.h"

struct addresses {
	struct job *job;
	struct set seen;
	size_t n;
	const char *where;
	struct span source; /* that the texts stand in, whose first byte is at `offset` */
	uint64_t offset;
	bool full;
};

void addresses_init(struct addresses *a, struct job *job, const char *where);

/* Looks at a text of the file. */
void addresses_find(struct addresses *a, const struct behaviour_text *text);

/* When all was looked at. Gives whether anything was told. */
bool addresses_end(const struct addresses *a);

/* Whether bytes may hold any: it spares looking. */
bool addresses_may_be(struct span bytes);
