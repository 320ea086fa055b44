/* Variables of a Dockerfile, as far as the file itself sets them (Dockerfile reference,
 * "Environment replacement"). */
#pragma once

#include "base/arena.h"
#include "base/span.h"

enum { VARIABLES_MAX = 256 };

struct variable {
	struct span name, value;
};

struct variables {
	struct arena *arena;
	struct variable all[VARIABLES_MAX];
	size_t n;
};

/* Borrows both. Past the limit, and without a value, nothing is set. */
void variables_set(struct variables *variables, struct span name, struct span value);

/* The text with values put in: borrowed when there are none to put in, else in the arena; empty
 * when one of them is not known. */
struct span variables_expand(const struct variables *variables, struct span text);
