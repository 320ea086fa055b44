/* Dates as text. */
#pragma once

#include "base/span.h"

/* Unix seconds of "2026-03-24T11:15:14Z", also with a fraction, an offset from UTC, lower-case
 * letters or a blank for the T (RFC 3339 section 5.6), or of a date alone. False when it is none; a
 * time before 1970 is 0. */
bool time_parse(struct span text, int64_t *seconds);
