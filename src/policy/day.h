/* Days as a policy writes them, and spans of time. */
#pragma once

#include "base/span.h"

enum { DAY_SECONDS = 86400, DAY_TEXT = sizeof("2026-11-24") };

/* Days since 1970-01-01 of Unix seconds. */
int64_t day_of(int64_t seconds);

/* The day at the beginning of "2026-11-24" or "2026-11-24T08:00:00Z"; false when there is none. */
bool day_parse(struct span text, int64_t *day);

/* Seconds of "30d", "12h", "8w", "90s"; false when it is none. */
bool duration_parse(struct span text, uint64_t *seconds);
