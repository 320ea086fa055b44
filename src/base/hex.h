/* Bytes as lower-case hexadecimal digits. */
#pragma once

#include "base/arena.h"

static inline struct span hex_text(struct span bytes, struct arena *arena)
{
	static const char digits[] = "0123456789abcdef";
	char *text = arena_alloc(arena, 2 * bytes.n + 1);

	for (size_t i = 0; i < bytes.n; i++) {
		text[2 * i] = digits[bytes.p[i] >> 4];
		text[2 * i + 1] = digits[bytes.p[i] & 15];
	}
	return span_of(text, 2 * bytes.n);
}
