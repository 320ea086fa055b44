/* Canonical JSON as TUF signs it (OLPC, "Canonical JSON"): keys in the order of their bytes, no
 * blanks, integers only, and in strings only '"' and '\' escaped. */
#pragma once

#include "base/value.h"

enum { CANONICAL_DEPTH_MAX = 24, CANONICAL_KEYS_MAX = 1 << 16 };

/* The value as it is signed. False when it has a number that is no integer, or is too deep. */
MUST bool canonical_write(const struct value *value, struct arena *arena, struct span *out);
