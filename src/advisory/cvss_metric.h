/* The metrics of a vector as indices into the words that each may take. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/span.h"

enum { METRICS_MAX = 32, METRIC_ABSENT = 0xff };

struct metric {
	const char *name;
	const char *words; /* "N|A|L|P": every value it may have, the index being its place */
	bool required;
};

/* Reads "AV:N/AC:L/..." by a table of n <= METRICS_MAX rows into values[0..n): the index of each
 * metric's word, METRIC_ABSENT for what is not there. False when a metric is unknown, has another
 * value, stands twice, or is required and missing. */
bool metrics_read(struct span vector, const struct metric *table, size_t n, unsigned char *values);
