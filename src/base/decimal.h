/* Numbers where each has one spelling only: digits, no sign, no zero in front. */
#pragma once

#include "base/span.h"

/* False when the text is no such number, or needs more than 64 bits. */
static inline bool decimal_read(struct span text, uint64_t *out)
{
	*out = 0;
	if (!text.n || (text.n > 1 && text.p[0] == '0'))
		return false;
	for (size_t i = 0; i < text.n; i++) {
		unsigned digit = (unsigned)text.p[i] - '0';

		if (digit > 9 || __builtin_mul_overflow(*out, 10, out) ||
		    __builtin_add_overflow(*out, digit, out))
			return false;
	}
	return true;
}
