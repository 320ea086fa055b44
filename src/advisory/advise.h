/* From the components of a report to findings: which of them are known to be malicious or
 * vulnerable. */
#pragma once

#include "advisory/db.h"
#include "core/report.h"

/* What is known: the database, and what the program brings along, which answers for what the first
 * does not have. Each may be NULL. */
struct advise_from {
	const struct db *db, *built_in;
};

/*
 * Matches every component against what is known. Advisories that are aliases of each other are one
 * finding: about the component, at each artifact that it was seen in. Of its names the one shown is
 * that of the malware record, else the CVE, else the GHSA; the others stand beside.
 *
 * Evidence: advisory (the one name shown; the finding's id rests on it), aliases, vector and score
 * (CVSS), fixed (the nearest version without it), known since, indicators.
 */
void advise(struct report *report, const struct advise_from *from);
