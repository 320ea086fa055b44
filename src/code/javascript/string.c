/* Escapes in string literals of JavaScript. */
#include "code/javascript/string.h"

#include "base/escape.h"

enum { NOTHING = -1, BROKEN = 0xfffd };

/* The hexadecimal digits that `rest` begins with, at most n, which are passed. */
static int32_t take_hex(struct span *rest, size_t n)
{
	int32_t code = 0;
	size_t i = 0;

	for (; i < n && i < rest->n; i++) {
		uint8_t c = rest->p[i] | 0x20;
		bool digit = c >= '0' && c <= '9' && rest->p[i] >= '0';

		if (!digit && !(c >= 'a' && c <= 'f'))
			break;
		code = code << 4 | (digit ? c - '0' : c - 'a' + 10);
		if (code > 0x10ffff)
			code = BROKEN;
	}
	*rest = span_from(*rest, i);
	return i ? code : BROKEN;
}

/* Of \u, which was passed: four digits, or as many as stand in braces. */
static int32_t take_unicode(struct span *rest)
{
	int32_t code;

	if (!span_starts(*rest, "{"))
		return take_hex(rest, 4);
	*rest = span_from(*rest, 1);
	code = take_hex(rest, rest->n);
	if (span_starts(*rest, "}"))
		*rest = span_from(*rest, 1);
	return code;
}

/* A character of two halves is written as two escapes. */
static int32_t take_pair(struct span *rest)
{
	int32_t high = take_unicode(rest), low;
	struct span after = *rest;

	if (high < 0xd800 || high > 0xdbff || !span_starts(after, "\\u"))
		return high;
	after = span_from(after, 2);
	low = take_unicode(&after);
	if (low < 0xdc00 || low > 0xdfff)
		return high;
	*rest = after;
	return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

static int32_t take_octal(struct span *rest, int32_t code)
{
	for (int i = 0; i < 2 && rest->n && rest->p[0] >= '0' && rest->p[0] <= '7' && code < 32;
	     i++) {
		code = code << 3 | (rest->p[0] - '0');
		*rest = span_from(*rest, 1);
	}
	return code;
}

/* The character of the escape whose letter `rest` begins with, and past it. */
static int32_t escape(struct span *rest)
{
	static const char from[] = "bfnrtv", to[] = "\b\f\n\r\t\v";
	uint8_t letter = rest->p[0];
	const char *at = letter ? strchr(from, letter) : NULL;

	*rest = span_from(*rest, 1);
	if (at)
		return (uint8_t)to[at - from];
	if (letter == 'x')
		return take_hex(rest, 2);
	if (letter == 'u')
		return take_pair(rest);
	if (letter >= '0' && letter <= '7')
		return take_octal(rest, letter - '0');
	if (letter == '\r' && span_starts(*rest, "\n"))
		*rest = span_from(*rest, 1);
	return letter == '\n' || letter == '\r' ? NOTHING : letter;
}

size_t javascript_string(struct span raw, uint8_t *out)
{
	size_t n = 0;

	while (raw.n) {
		ptrdiff_t at = span_byte(raw, '\\');
		size_t plain = at == SPAN_NONE || (size_t)at + 1 == raw.n ? raw.n : (size_t)at;
		int32_t code;

		memcpy(out + n, raw.p, plain);
		n += plain;
		raw = span_from(raw, plain + 1);
		if (raw.n == 0)
			break;
		if (raw.p[0] >= 0x80) {
			out[n++] = raw.p[0]; /* the rest of the character follows */
			raw = span_from(raw, 1);
			continue;
		}
		code = escape(&raw);
		if (code != NOTHING)
			n += utf8_write(out + n, (uint32_t)code);
	}
	return n;
}
