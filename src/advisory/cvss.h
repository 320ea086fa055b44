/*
 * Severity from CVSS vectors: the base scores of versions 2, 3.0 and 3.1 and the score of version
 * 4.0, exact to the tenth (first.org/cvss: v2 guide section 3.2.1; v3.0 and v3.1 section 7.1; v4.0
 * section 8). All arithmetic is free of rounding that the specifications do not ask for.
 */
#pragma once

#include <stdbool.h>

#include "base/span.h"
#include "core/rule.h"

enum cvss_version {
	CVSS_2,
	CVSS_30,
	CVSS_31,
	CVSS_40,
};

struct cvss {
	enum cvss_version version;
	unsigned tenths; /* 0..100: the score times ten */
};

/* Scores a vector as it is written: "CVSS:3.1/AV:N/...", version 2 without prefix, perhaps in
 * brackets. False when it is none: a metric is unknown, missing or there twice. Temporal and
 * environmental metrics of versions 2 and 3 are checked and left out of the score; those of version
 * 4.0 are part of it. */
bool cvss_score(struct span vector, struct cvss *out);

/* The qualitative rating (v3.1 section 5, v4.0 section 6); version 2 has the same bounds but no
 * "critical" of its own, and takes this one. */
enum severity cvss_severity(unsigned tenths);
