/* A JSON report read back, for those that ask of it anew: what a policy can ask for is there, with
 * the ids of the findings; what only people read is left out. */
#pragma once

#include "base/err.h"
#include "core/report.h"

struct read_report {
	uint64_t n_findings;   /* that were read, the first in order */
	const char (*ids)[65]; /* theirs, by finding->order */
};

/* Fills an empty report from the text of a schema assay.report/1; `name` is for sentences. What an
 * earlier policy found or accepted is left out. Texts are copied. */
MUST enum err read_report(struct report *report, struct span text, const char *name,
			  struct read_report *read);

/* After report_sort(), which makes ids of what it knows: gives them back the ids that they had. */
void read_report_ids(struct report *report, const struct read_report *read);
