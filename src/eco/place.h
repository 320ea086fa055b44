/* Where a manifest lies: paths of artifacts, which may be any bytes, by their parts. */
#pragma once

#include "base/span.h"

/* Whether the last parts of the path are those of `end`: "var/lib/dpkg/status". */
bool place_is(struct span path, const char *end);

/* The path without its last part; empty when it has one only. */
struct span place_folder(struct span path);

/* The last part of a path. */
struct span place_name(struct span path);

/* What stands behind the last "/PART/" of the path, or behind a "PART/" that it begins with; the
 * whole path, and *found false, when there is none. */
struct span place_behind(struct span path, const char *part, bool *found);
