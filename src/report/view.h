/*
 * A report as people want to see it: the worst first. Views borrow the report.
 */
#pragma once

#include "core/report.h"

/* Findings of one artifact, or an artifact that was not seen whole. */
struct group {
	const struct artifact *artifact;
	const struct finding **findings; /* worst first, then by offset */
	size_t n;
};

struct view {
	struct group *groups; /* worst first, then by path */
	size_t n_groups;
	const struct finding **findings; /* of all groups, one after the other */
	size_t n_findings;
};

void view_init(struct view *view, const struct report *report);
void view_free(struct view *view);

/* Whether the artifact is listed: skipped ones only when everything is. */
bool view_lists(const struct artifact *artifact, bool all);

/* The names from the file down to the artifact. At most `max` are written; gives how many. */
enum { PLACE_MAX = 256 };
size_t view_place(const struct artifact *artifact, struct span *names, size_t max);

/* The rules that found something, the most severe first, into room for all rules of the report;
 * gives how many. */
size_t view_failed(const struct report *report, const struct rule **rules);
