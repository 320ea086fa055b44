/* Patterns of identities, addresses and the like, where all but '*' stands for itself: a '?' or a
 * bracket is a part of many an address. */
#pragma once

#include "base/span.h"

/* Whether the whole text fits the whole pattern, in which '*' stands for any run of bytes. Takes
 * time of the product of the two lengths at most. */
bool wildcard_fits(struct span pattern, struct span text);
