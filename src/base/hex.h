/* Bytes as lower-case hexadecimal digits, and back. */
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

/* The bytes of lower-case digits, two a byte. False for any other text, and then `bytes` stays what
 * it is. */
MUST static inline bool hex_read(struct span text, struct arena *arena, struct span *bytes)
{
	uint8_t *out = arena_alloc(arena, text.n / 2 + 1);

	if (text.n % 2)
		return false;
	for (size_t i = 0; i < text.n; i++) {
		uint8_t c = text.p[i];

		if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f'))
			return false;
		out[i / 2] = (uint8_t)(out[i / 2] << 4 | (c <= '9' ? c - '0' : c - 'a' + 10));
	}
	*bytes = span_of(out, text.n / 2);
	return true;
}
