/*
 * The time a report names. SOURCE_DATE_EPOCH, when it is set, takes the place of the clock, so that
 * the same bytes give the same report.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Whether SOURCE_DATE_EPOCH stands for the clock. */
bool clock_fixed(void);

/* Unix seconds. */
int64_t clock_now(void);

/* Unix seconds by the system's clock, whatever the environment says: for what is decided by the
 * time, such as whether something has expired. */
int64_t clock_wall(void);

/* "2026-11-24T08:00:00Z" (RFC 3339); a time outside the years 1970 to 9999 is cut to them. */
enum { CLOCK_TEXT = sizeof("2026-11-24T08:00:00Z") };
void clock_text(int64_t seconds, char out[CLOCK_TEXT]);

/* Milliseconds since some moment; never goes back. Not for reports. */
int64_t clock_ms(void);
