/* Python's unicode-escape. */
#include "code/python/string.h"

#include "base/escape.h"

static uint32_t hex(struct span s)
{
	uint32_t code = 0;

	for (size_t i = 0; i < s.n; i++) {
		uint8_t c = s.p[i] | 0x20;

		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
			return UINT32_MAX;
		code = code << 4 | (uint32_t)(c <= '9' ? c - '0' : c - 'a' + 10);
	}
	return code;
}

/* Of \N{...}, whose one use here is to hide an underscore. */
static uint32_t named(struct span *rest)
{
	ptrdiff_t end = span_byte(*rest, '}');
	struct span name = span_part(*rest, 1, end == SPAN_NONE ? 0 : (uint64_t)end - 1);

	*rest = span_from(*rest, end == SPAN_NONE ? rest->n : (uint64_t)end + 1);
	return name.n == 8 && strncasecmp((const char *)name.p, "LOW LINE", 8) == 0 ? '_' : 0xfffd;
}

/* The character of the escape whose letter `rest` begins with, and past it; UINT32_MAX: a line
 * break that is left out. */
static uint32_t escape(struct span *rest)
{
	static const char from[] = "abfnrtv\\'\"", to[] = "\a\b\f\n\r\t\v\\'\"";
	uint8_t letter = rest->p[0];
	const char *at = letter ? strchr(from, letter) : NULL;
	size_t digits = letter == 'x' ? 2 : letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
	uint32_t code = 0;

	*rest = span_from(*rest, 1);
	if (at)
		return (uint8_t)to[at - from];
	if (letter == '\n')
		return UINT32_MAX;
	if (letter == 'N')
		return named(rest);
	if (digits) {
		code = hex(span_part(*rest, 0, digits));
		*rest = span_from(*rest, digits);
		return code == UINT32_MAX ? 0xfffd : code;
	}
	if (letter < '0' || letter > '7')
		return letter; /* the backslash stays; what follows it is all that counts */
	code = letter - (uint32_t)'0';
	for (int i = 0; i < 2 && rest->n && rest->p[0] >= '0' && rest->p[0] <= '7'; i++) {
		code = code << 3 | (rest->p[0] - (uint32_t)'0');
		*rest = span_from(*rest, 1);
	}
	return code;
}

static size_t read_string(struct span raw, uint8_t *out, bool bytes)
{
	size_t n = 0;

	while (raw.n) {
		uint32_t code = raw.p[0];

		raw = span_from(raw, 1);
		if (code != '\\' || raw.n == 0) {
			out[n++] = (uint8_t)code;
			continue;
		}
		code = escape(&raw);
		if (bytes && code < 0x100)
			out[n++] = (uint8_t)code;
		else if (code != UINT32_MAX)
			n += utf8_write(out + n, code);
	}
	return n;
}

size_t python_string(struct span raw, uint8_t *out)
{
	return read_string(raw, out, false);
}

size_t python_bytes(struct span raw, uint8_t *out)
{
	return read_string(raw, out, true);
}
