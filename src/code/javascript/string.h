/* String literals of JavaScript: what they say without their escapes (ECMA-262, section 12.9.4). */
#pragma once

#include "base/span.h"

/* Bytes that javascript_string() may write. */
static inline size_t javascript_string_room(struct span raw)
{
	return 2 * raw.n + 4; /* "\\u" alone is a character of three */
}

/* Writes what stands between the quotes, as UTF-8, and returns how many bytes that is. */
size_t javascript_string(struct span raw, uint8_t *out);
