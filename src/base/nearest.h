/* What did the user mean? The known name that is closest to the one that was typed. */
#pragma once

#include <stddef.h>

struct nearest {
	const char *wanted;
	const char *name; /* the best so far that is close enough, or NULL */
	size_t distance;
};

/* Compares one known name; keeps it when it is closer than those before. Names of more than 64
 * bytes are never close. */
void nearest_try(struct nearest *nearest, const char *name);
