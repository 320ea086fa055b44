/* A baseline: an earlier report. What it has is known, so that only what is new counts. */
#pragma once

#include "base/err.h"
#include "core/report.h"

/* Accepts every finding of a report in order that the JSON report at `path` has, by its id. Fails
 * when that cannot be read or is no report. */
MUST enum err baseline_accept(struct report *report, const char *path);
