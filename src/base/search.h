/* Looking for a few short texts at once, in one pass over what may be megabytes. */
#pragma once

#include "base/span.h"

enum { SEARCH_MAX = 8 };

/* What is looked for; borrows the texts. */
struct search {
	const struct span *needles;
	size_t n, longest;
	uint8_t at[SEARCH_MAX][2]; /* two bytes of each by which most places are ruled out */
};

/* n texts, at most SEARCH_MAX, of 2 to 255 bytes each. */
struct search search_for(const struct span *needles, size_t n);

/* Where the first of them stands that begins at `from` or later, and which one: of those that begin
 * there the first in the list. SPAN_NONE: none does. */
ptrdiff_t search_next(const struct search *search, struct span text, size_t from, size_t *which);

/* Which of n texts stand in another one: a bit each, that of the first one lowest. */
unsigned search_which(struct span text, const struct span *needles, size_t n);
