/*
 * Ranges of versions as advisories write them: events on a line (OSV schema, "Evaluation"). The
 * events are fields of core/advisory.h.
 */
#pragma once

#include "core/advisory.h"
#include "version/version.h"

enum affect {
	AFFECT_NO,
	AFFECT_YES,
	AFFECT_UNKNOWN, /* a version cannot be read in that order */
};

/* Whether the version lies in the range. */
enum affect affected_in(const struct version_order *order, struct span events, struct span version);

/* Whether every version does: it is affected from the first on, and nothing ends that. */
bool affected_always(struct span events);

/* Lowers *fixed to the least version above `version` in which the range ends, if there is one that
 * is lower, or none yet (then *fixed is empty). */
void affected_fixed(const struct version_order *order, struct span events, struct span version,
		    struct span *fixed);
