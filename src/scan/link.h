/*
 * Who needs what: edges between components, first by the ids of one artifact, then by names in the
 * whole tree. A need that nothing answers stays out: a name alone is no component.
 */
#pragma once

#include "core/report.h"

struct link;

struct link *link_new(struct report *report);
void link_free(struct link *link);

/* The fact of a component gives it an id in the artifact under way: `id`, else "NAME@VERSION". */
void link_id(struct link *link, const struct artifact *artifact, const struct fact *fact,
	     struct component *component);

/* The fact of a dependency. */
void link_need(struct link *link, const struct artifact *artifact, const struct fact *fact);

/* The artifact is closed: what its ids answer becomes an edge. */
void link_close(struct link *link, const struct artifact *artifact);

/* Once, after the last artifact. A requirement whose answer lies in the same folder or one around
 * or inside it becomes an occurrence of that answer; then names are looked for nearest first. */
void link_finish(struct link *link);
