/* What was built beside what it says to be built from: a source archive, or the tree of a tag. */
#pragma once

#include "vet/release.h"

/* Tells code of the release that the source does not have. Of the source only the digests of its
 * members and its manifests are known. Built code (JavaScript that was bundled, compiled code) is
 * not expected to stand in the source; Python, hooks of installation and what changed are. */
void source_compare(struct release *release, const struct release *source, struct arena *arena);
