/*
 * String literals of Python, which are also those of Jinja: what they say without their escapes.
 */
#pragma once

#include "base/span.h"

/* Bytes that python_string() may write. */
static inline size_t python_string_room(struct span raw)
{
	return raw.n + 4;
}

/* Writes what stands between the quotes without its escapes (Python's unicode-escape), as UTF-8,
 * and returns how many bytes that is. */
size_t python_string(struct span raw, uint8_t *out);

/* The same of a literal of bytes: \xff is one byte. */
size_t python_bytes(struct span raw, uint8_t *out);
