#include "base/base64.h"

/* 0..63, or 64: no digit. Both alphabets are taken. */
static unsigned digit(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return c - (unsigned)'A';
	if (c >= 'a' && c <= 'z')
		return c - (unsigned)'a' + 26;
	if (c >= '0' && c <= '9')
		return c - (unsigned)'0' + 52;
	return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : 64;
}

struct span base64_decode(struct span text, struct arena *arena)
{
	uint8_t *out = arena_alloc(arena, text.n / 4 * 3 + 3);
	uint32_t bits = 0;
	unsigned n_bits = 0;
	size_t n = 0;

	for (size_t i = 0; i < text.n && text.p[i] != '='; i++) {
		unsigned d = digit(text.p[i]);

		if (d == 64)
			continue;
		bits = bits << 6 | d;
		n_bits += 6;
		if (n_bits < 8)
			continue;
		n_bits -= 8;
		out[n++] = (uint8_t)(bits >> n_bits);
	}
	return span_of(out, n);
}

/* Strictly. */

static unsigned strict_digit(uint8_t c)
{
	return c == '-' || c == '_' ? 64 : digit(c);
}

/* Padding at the end of a text whose length is a multiple of four. */
static size_t padding_of(struct span text)
{
	if (!text.n || text.p[text.n - 1] != '=')
		return 0;
	return text.p[text.n - 2] == '=' ? 2 : 1;
}

bool base64_read(struct span text, struct arena *arena, struct span *bytes)
{
	size_t n_pad = text.n % 4 ? 0 : padding_of(text), n = 0;
	uint8_t *out = arena_alloc(arena, text.n / 4 * 3 + 1);
	uint32_t bits = 0;

	if (text.n % 4)
		return false;
	for (size_t i = 0; i < text.n; i++) {
		unsigned d = i >= text.n - n_pad ? 0 : strict_digit(text.p[i]);

		if (d == 64)
			return false;
		bits = bits << 6 | d;
		if (i % 4 != 3)
			continue;
		out[n++] = (uint8_t)(bits >> 16);
		out[n++] = (uint8_t)(bits >> 8);
		out[n++] = (uint8_t)bits;
	}
	if (n_pad && (bits & (n_pad == 2 ? 0xffff : 0xff)) != 0)
		return false;
	*bytes = span_of(out, n - n_pad);
	return true;
}

struct span base64_write(struct span bytes, struct arena *arena)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char *out = arena_alloc(arena, bytes.n / 3 * 4 + 5);
	size_t n = 0;

	for (size_t i = 0; i < bytes.n; i += 3) {
		size_t left = bytes.n - i;
		uint32_t bits = (uint32_t)bytes.p[i] << 16 |
				(left > 1 ? (uint32_t)bytes.p[i + 1] << 8 : 0) |
				(left > 2 ? (uint32_t)bytes.p[i + 2] : 0);

		out[n++] = digits[bits >> 18];
		out[n++] = digits[bits >> 12 & 63];
		out[n++] = left > 1 ? digits[bits >> 6 & 63] : '=';
		out[n++] = left > 2 ? digits[bits & 63] : '=';
	}
	return span_of(out, n);
}
