/* Which files the user wants. */
#pragma once

#include "base/span.h"

/* Whether `path` (followed by a NUL) matches one of the NULL-ended globs; NULL matches nothing. A
 * glob without '/' is held against the last part of the path, one with it against the end of the
 * path from any folder on. '*' stops at '/'. */
bool glob_any(const char *const *globs, struct span path);
