/*
 * Requirements as the ecosystems write them: whether a version is one that is asked for.
 */
#pragma once

#include "base/span.h"

/*
 * Sets `in` to whether the version is in a PEP 440 specifier set (">=1.0,<2", "~=1.4", "==1.*",
 * "!=1.5", "===1.0"; an empty set takes all). Prereleases count like any other version. False when
 * the set or the version cannot be read.
 */
bool version_in_specifier(struct span set, struct span version, bool *in);

/*
 * The same for a range of npm ("^1.2", "~1.2.3", "1.x", "1.2 - 2", ">=1 <2 || 3"; an empty range
 * takes all). As in npm, a prerelease is in the range only where a bound with the same three
 * numbers is a prerelease too.
 */
bool version_in_npm_range(struct span range, struct span version, bool *in);
