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

/* A name without its last dot and what follows; a dot at its beginning is none. */
struct span place_stem(struct span name);

/* Whether the text is the pattern, in which '*' stands for any bytes but a slash. ASCII case is
 * ignored, as the file systems of half of all machines do. */
bool place_matches(struct span text, const char *pattern);

/* Whether as many last parts of the path as the pattern has are the pattern. */
bool place_like(struct span path, const char *pattern);

/* The same for any of a list ended by NULL. */
bool place_like_any(struct span path, const char *const *patterns);

/* Whether it lies among packages that were installed or copied in: what describes how those are
 * built or worked on says nothing of the tree. */
bool place_is_foreign(struct span path);

/* Whether it lies among tests, documentation, examples and the like: what nobody runs who uses the
 * package. */
bool place_is_aside(struct span path);
