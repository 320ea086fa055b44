/* Decoding constants of code. */
#include "code/decode.h"

#include "base/ascii.h"
#include "base/base64.h"
#include "base/escape.h"
#include "sys/inflate.h"

enum { INFLATE_FIRST = 64 << 10, NO_DIGIT = 0xff };

static unsigned hex_digit(uint8_t c)
{
	if (ascii_is_digit(c))
		return c - (unsigned)'0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - (unsigned)'a' + 10 : NO_DIGIT;
}

/* The most that can come out. */
static size_t room_of(enum code_codec codec, size_t n)
{
	switch (codec) {
	case CODE_ASCII85:
		return 4 * n + 8; /* a 'z' is four zeros */
	case CODE_UTF16:
		return n / 2 * 3 + 8;
	default:
		return n + 8;
	}
}

/* Of n bytes that were asked for, only these are used. */
static void give_back(struct code_pool *pool, size_t room, size_t n)
{
	pool->n_text -= room - n;
}

static size_t read_base64(struct span text, uint8_t *out, struct arena *arena)
{
	struct arena_mark mark = arena_mark(arena);
	struct span bytes = base64_decode(text, arena);

	if (bytes.n)
		memcpy(out, bytes.p, bytes.n);
	arena_rewind(arena, mark);
	return bytes.n;
}

static size_t read_base32(struct span text, uint8_t *out)
{
	uint64_t bits = 0;
	size_t n = 0;
	unsigned n_bits = 0;

	for (size_t i = 0; i < text.n && text.p[i] != '='; i++) {
		int c = ascii_lower(text.p[i]);
		int digit = c >= 'a' && c <= 'z'   ? c - 'a'
			    : c >= '2' && c <= '7' ? c - '2' + 26
						   : -1;

		if (digit < 0)
			continue;
		bits = bits << 5 | (uint64_t)digit;
		n_bits += 5;
		if (n_bits < 8)
			continue;
		n_bits -= 8;
		out[n++] = (uint8_t)(bits >> n_bits);
	}
	return n;
}

/* Five digits are four bytes; of a last group one byte fewer than digits. */
static size_t read_base85(struct span text, uint8_t *out, bool ascii)
{
	static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "abcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~";
	uint32_t group = 0;
	size_t n = 0, digits = 0;

	for (size_t i = 0; i < text.n; i++) {
		const char *at = text.p[i] ? strchr(alphabet, text.p[i]) : NULL;
		bool is_digit = ascii ? text.p[i] >= '!' && text.p[i] <= 'u' : at != NULL;

		if (ascii && text.p[i] == 'z' && digits == 0) {
			memset(out + n, 0, 4);
			n += 4;
			continue;
		}
		if (!is_digit)
			continue;
		group = group * 85 +
			(ascii ? text.p[i] - (uint32_t)'!' : (uint32_t)(at - alphabet));
		if (++digits < 5)
			continue;
		for (int k = 3; k >= 0; k--)
			out[n++] = (uint8_t)(group >> 8 * k);
		group = 0;
		digits = 0;
	}
	for (size_t k = digits; digits && k < 5; k++)
		group = group * 85 + 84;
	for (size_t k = 0; k + 1 < digits; k++)
		out[n++] = (uint8_t)(group >> 8 * (3 - k));
	return n;
}

/* Pairs of digits; blanks may stand between them, and \x or a colon. */
static size_t read_hex(struct span text, uint8_t *out)
{
	unsigned high = NO_DIGIT;
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++) {
		unsigned digit = hex_digit(text.p[i]);

		if (digit == NO_DIGIT) {
			high = NO_DIGIT;
		} else if (high == NO_DIGIT) {
			high = digit;
		} else {
			out[n++] = (uint8_t)(high << 4 | digit);
			high = NO_DIGIT;
		}
	}
	return n;
}

static size_t read_rot13(struct span text, uint8_t *out)
{
	for (size_t i = 0; i < text.n; i++) {
		uint8_t c = text.p[i], first = c & 0x20 ? 'a' : 'A';

		out[i] = ascii_is_letter(c) ? (uint8_t)(first + (c - first + 13) % 26) : c;
	}
	return text.n;
}

static size_t read_percent(struct span text, uint8_t *out)
{
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++) {
		bool escape = text.p[i] == '%' && i + 2 < text.n &&
			      hex_digit(text.p[i + 1]) != NO_DIGIT &&
			      hex_digit(text.p[i + 2]) != NO_DIGIT;

		if (!escape) {
			out[n++] = text.p[i] == '+' ? ' ' : text.p[i];
			continue;
		}
		out[n++] = (uint8_t)(hex_digit(text.p[i + 1]) << 4 | hex_digit(text.p[i + 2]));
		i += 2;
	}
	return n;
}

static size_t read_utf16(struct span text, uint8_t *out)
{
	size_t n = 0;

	for (size_t i = 0; i + 1 < text.n; i += 2)
		n += utf8_write(out + n, (uint32_t)(text.p[i] | text.p[i + 1] << 8));
	return n;
}

static size_t read_reversed(struct span text, uint8_t *out)
{
	for (size_t i = 0; i < text.n; i++)
		out[i] = text.p[text.n - 1 - i];
	return text.n;
}

static size_t read_plain(struct code_pool *pool, enum code_codec codec, struct span text,
			 uint8_t *out)
{
	switch (codec) {
	case CODE_BASE64:
		return read_base64(text, out, pool->arena);
	case CODE_BASE32:
		return read_base32(text, out);
	case CODE_BASE85:
	case CODE_ASCII85:
		return read_base85(text, out, codec == CODE_ASCII85);
	case CODE_HEX:
		return read_hex(text, out);
	case CODE_ROT13:
		return read_rot13(text, out);
	case CODE_PERCENT:
		return read_percent(text, out);
	case CODE_UTF16:
		return read_utf16(text, out);
	default:
		return read_reversed(text, out);
	}
}

static enum codec container_of(enum code_codec codec, struct span text)
{
	switch (codec) {
	case CODE_ZLIB:
		return zlib_begins(text) ? CODEC_ZLIB : CODEC_DEFLATE;
	case CODE_GZIP:
		return CODEC_GZIP;
	case CODE_BZIP2:
		return CODEC_BZIP2;
	default:
		return span_starts(text, "\xfd"
					 "7zXZ")
			       ? CODEC_XZ
			       : CODEC_LZMA;
	}
}

/* A first try in little room, then one in all there may be. */
static size_t read_packed(struct code_pool *pool, enum codec codec, struct span text, uint8_t **out,
			  size_t *room, bool *cut)
{
	for (*room = INFLATE_FIRST;; *room = CODE_TEXT_MAX) {
		struct inflate_out to = { .p = code_text_room(pool, *room), .room = *room };
		uint64_t used;
		enum inflate_end end;

		if (!to.p)
			return 0;
		end = inflate_run(codec, text, &used, &to);
		*out = to.p;
		*cut = end == INFLATE_FULL;
		if (end != INFLATE_FULL || *room == CODE_TEXT_MAX)
			return to.n;
		give_back(pool, *room, 0);
	}
}

bool code_decode(struct code_pool *pool, enum code_codec codec, struct span text, struct span *out,
		 bool *cut)
{
	bool packed =
		codec == CODE_ZLIB || codec == CODE_GZIP || codec == CODE_BZIP2 || codec == CODE_XZ;
	struct code_mark mark = code_mark(pool);
	size_t room = room_of(codec, text.n), n;
	uint8_t *p = NULL;

	*cut = false;
	if (text.n == 0 || text.n > CODE_TEXT_MAX)
		return false;
	if (packed) {
		n = read_packed(pool, container_of(codec, text), text, &p, &room, cut);
	} else {
		p = code_text_room(pool, room);
		n = p ? read_plain(pool, codec, text, p) : 0;
	}
	if (n == 0) {
		code_release(pool, mark);
		return false;
	}
	give_back(pool, room, n);
	*out = span_of(p, n);
	return true;
}
