/* Which advisories a scan goes by, and what they say of its components. */
#pragma once

#include "base/err.h"
#include "core/report.h"

struct traces;

struct advisory_options {
	bool use; /* match components at all */
	const char
		*db; /* file of the database; NULL: the usual place; "none": nothing is matched */
	const char *const *vex; /* files of VEX documents, NULL-ended; may be NULL */
	bool sandbox;		/* for the worker that reads those */
};

/* Matches the components of the report, looks for what malware leaves behind in the traces, and
 * says in the report what it went by. Without an installed database what the program brings along
 * serves. Fails when a database cannot be read that is there or was named. Before report_sort(). */
MUST enum err advisories_match(const struct advisory_options *options, const struct traces *traces,
			       struct report *report);
