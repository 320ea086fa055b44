/* UTF-8 checking and the escaping of hostile text. */
#include "base/escape.h"

enum { ESCAPED_MAX = 4 }; /* bytes that one becomes: \xNN */

size_t utf8_length(struct span s)
{
	static const uint32_t least[5] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n;

	if (s.n == 0)
		return 0;
	if (s.p[0] < 0x80)
		return 1;
	n = s.p[0] >= 0xf0 ? 4 : s.p[0] >= 0xe0 ? 3 : 2;
	if (s.p[0] < 0xc2 || s.p[0] > 0xf4 || s.n < n)
		return 0;
	for (size_t i = 1; i < n; i++)
		if ((s.p[i] & 0xc0) != 0x80)
			return 0;

	uint32_t code = utf8_code(s);

	if (code < least[n] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return 0;
	return n;
}

uint32_t utf8_code(struct span s)
{
	size_t n = s.p[0] >= 0xf0 ? 4 : s.p[0] >= 0xe0 ? 3 : s.p[0] >= 0xc0 ? 2 : 1;
	static const uint8_t mask[5] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	uint32_t code = s.p[0] & mask[n];

	for (size_t i = 1; i < n; i++)
		code = code << 6 | (s.p[i] & 0x3f);
	return code;
}

size_t utf8_write(uint8_t *out, uint32_t code)
{
	static const uint8_t lead[] = { 0x00, 0xc0, 0xe0, 0xf0 };
	size_t n_more;

	if (code > 0x10ffff)
		code = 0xfffd;
	n_more = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
	for (size_t i = n_more; i > 0; i--, code >>= 6)
		out[i] = (uint8_t)(0x80 | (code & 0x3f));
	out[0] = (uint8_t)(lead[n_more] | code);
	return n_more + 1;
}

bool utf8_valid(struct span s)
{
	while (s.n) {
		size_t n = utf8_length(s);

		if (n == 0)
			return false;
		s = span_from(s, n);
	}
	return true;
}

/* Characters that change how their neighbours are shown, or show nothing: C0, DEL, C1, soft hyphen,
 * Arabic letter mark, zero-width and bidirectional marks, line and paragraph separators, variation
 * selectors, BOM, interlinear marks, tags, and the last two of each plane, which are none. */
static bool hidden(uint32_t c)
{
	static const struct {
		uint32_t first, last;
	} ranges[] = {
		{ 0x00, 0x1f },	    { 0x7f, 0x9f },	{ 0xad, 0xad },	    { 0x61c, 0x61c },
		{ 0x180e, 0x180e }, { 0x200b, 0x200f }, { 0x2028, 0x202e }, { 0x2060, 0x206f },
		{ 0xfe00, 0xfe0f }, { 0xfeff, 0xfeff }, { 0xfff9, 0xfffb }, { 0xe0000, 0xe0fff },
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	return (c & 0xfffe) == 0xfffe;
}

size_t escape_printable(struct span s)
{
	size_t n = utf8_length(s);

	return n && !hidden(utf8_code(s)) ? n : 0;
}

void escape_text(struct buf *out, struct span s)
{
	while (s.n) {
		size_t n = escape_printable(s);

		if (n) {
			buf_add(out, s.p, n);
		} else if ((n = utf8_length(s)) > 1) {
			buf_printf(out, "\\u{%x}", utf8_code(s));
		} else {
			buf_printf(out, "\\x%02x", s.p[0]);
			n = 1;
		}
		s = span_from(s, n);
	}
}

void escape_print(struct sink *out, struct span s, size_t max)
{
	struct buf shown;

	s = span_part(s, 0, max);
	buf_init(&shown, ESCAPED_MAX * s.n);
	escape_text(&shown, s);
	sink_span(out, buf_view(&shown));
	buf_free(&shown);
}

void escape_path(struct buf *out, struct span s)
{
	while (s.n) {
		size_t n = s.p[0] == '%' ? 0 : escape_printable(s);

		if (n) {
			buf_add(out, s.p, n);
		} else {
			buf_printf(out, "%%%02X", s.p[0]);
			n = 1;
		}
		s = span_from(s, n);
	}
}
