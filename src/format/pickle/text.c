/*
 * Literals in their text and binary forms. Sources: pickletools.py; for STRING, escape_decode() of
 * CPython; for UNICODE, the raw-unicode-escape codec.
 */
#include "base/reader.h"
#include "format/pickle/machine.h"
#include "format/pickle/opcodes.h"

static struct span at(const struct pickle *m, struct pickle_value v)
{
	return span_from(m->bytes, value_payload(v));
}

static bool is_literal(struct pickle_value v)
{
	return value_tag(v) >= TAG_NONE && value_tag(v) <= TAG_BYTEARRAY;
}

static bool is_quote(uint8_t c)
{
	return c == '\'' || c == '"';
}

/* Without the quotes; Python 2's C unpickler lets blanks follow them. */
static struct span unquoted(struct span line)
{
	while (line.n && line.p[line.n - 1] <= ' ')
		line.n--;
	if (line.n >= 2 && is_quote(line.p[0]) && line.p[0] == line.p[line.n - 1])
		return span_part(line, 1, line.n - 2);
	return (struct span){ 0 };
}

struct span literal_bytes(const struct pickle *m, struct pickle_value v)
{
	struct span argument, rest = at(m, v);
	uint64_t whole;

	if (!is_literal(v) || rest.n == 0)
		return (struct span){ 0 };

	enum opcode_end end = opcode_argument(rest, &argument, &whole);

	if (end == OPCODE_CUT) /* a last line or run that the input's end cuts short */
		argument = span_from(rest, 1);
	if (opcodes[rest.p[0]].form != FORM_LINE)
		return argument;
	if (argument.n)
		argument.n--; /* the newline, or what stands in its place */
	return rest.p[0] == 'S' ? unquoted(argument) : argument;
}

bool literal_is_bool(const struct pickle *m, struct pickle_value v)
{
	struct span rest = at(m, v);

	if (value_tag(v) != TAG_INT)
		return value_tag(v) == TAG_BOOL;
	return span_starts(rest, "I00\n") || span_starts(rest, "I01\n");
}

bool literal_is_raw(const struct pickle *m, struct pickle_value v)
{
	struct span rest = at(m, v);

	if (value_tag(v) == TAG_BYTES || value_tag(v) == TAG_BYTEARRAY)
		return true;
	return value_tag(v) == TAG_TEXT && rest.n &&
	       (rest.p[0] == 'S' || rest.p[0] == 'T' || rest.p[0] == 'U');
}

static int hex_digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Exactly n hex digits. */
static bool read_hex(struct reader *r, unsigned n, uint32_t *out)
{
	*out = 0;
	for (unsigned i = 0; i < n; i++) {
		int digit = hex_digit(reader_u8(r));

		if (r->bad || digit < 0)
			return false;
		*out = *out << 4 | (uint32_t)digit;
	}
	return true;
}

static bool read_octal(struct reader *r, uint8_t first, uint32_t *out)
{
	*out = first - (uint32_t)'0';
	for (unsigned i = 0; i < 2 && r->p < r->end && *r->p >= '0' && *r->p <= '7'; i++)
		*out = *out * 8 + (uint32_t)(reader_u8(r) - '0');
	*out &= 0xff;
	return true;
}

/* What follows a backslash in a STRING. *n bytes of out are made, none for a line's end. */
static bool read_escape(struct reader *r, uint8_t out[2], unsigned *n)
{
	static const char from[] = "\\'\"bfnrtva", to[] = "\\'\"\b\f\n\r\t\v\a";
	uint8_t c = reader_u8(r);
	uint32_t code;
	const char *simple = c ? strchr(from, c) : NULL;

	*n = 1;
	if (r->bad)
		return false;
	if (c == '\n') {
		*n = 0;
	} else if (simple) {
		out[0] = (uint8_t)to[simple - from];
	} else if (c == 'x' || (c >= '0' && c <= '7')) {
		if (!(c == 'x' ? read_hex(r, 2, &code) : read_octal(r, c, &code)))
			return false;
		out[0] = (uint8_t)code;
	} else { /* any other one stays as it is */
		out[0] = '\\';
		out[1] = c;
		*n = 2;
	}
	return true;
}

static bool decode_string(struct span raw, struct buf *out)
{
	struct reader r = reader_of(raw);

	while (r.p < r.end) {
		uint8_t c = reader_u8(&r), made[2] = { c };
		unsigned n = 1;

		if (c == '\\' && !read_escape(&r, made, &n))
			return false;
		buf_add(out, made, n);
	}
	return true;
}

static void put_utf8(struct buf *out, uint32_t code)
{
	if (code < 0x80) {
		buf_byte(out, (uint8_t)code);
	} else if (code < 0x800) {
		buf_byte(out, (uint8_t)(0xc0 | code >> 6));
		buf_byte(out, (uint8_t)(0x80 | (code & 0x3f)));
	} else if (code < 0x10000) {
		buf_byte(out, (uint8_t)(0xe0 | code >> 12));
		buf_byte(out, (uint8_t)(0x80 | (code >> 6 & 0x3f)));
		buf_byte(out, (uint8_t)(0x80 | (code & 0x3f)));
	} else {
		buf_byte(out, (uint8_t)(0xf0 | code >> 18));
		buf_byte(out, (uint8_t)(0x80 | (code >> 12 & 0x3f)));
		buf_byte(out, (uint8_t)(0x80 | (code >> 6 & 0x3f)));
		buf_byte(out, (uint8_t)(0x80 | (code & 0x3f)));
	}
}

/* After a run of backslashes of odd length, u and U begin an escape; other bytes are Latin-1. */
static bool decode_unicode(struct span raw, struct buf *out)
{
	struct reader r = reader_of(raw);
	bool odd = false;

	while (r.p < r.end) {
		uint8_t c = reader_u8(&r);
		uint32_t code = c;

		if (odd && (c == 'u' || c == 'U')) {
			if (!read_hex(&r, c == 'u' ? 4 : 8, &code) || code > 0x10ffff)
				return false;
			buf_cut(out, out->n - 1); /* the backslash */
		}
		odd = c == '\\' && !odd;
		put_utf8(out, code);
	}
	return true;
}

/* A buf over memory of the caller: it never has to grow. */
static struct buf fixed_buf(uint8_t *p, size_t room)
{
	return (struct buf){ .p = p, .room = room, .max = room - 1 };
}

bool literal_decoded(const struct pickle *m, struct pickle_value v, uint8_t *out, size_t room,
		     struct span *text)
{
	struct span raw = literal_bytes(m, v), rest = at(m, v);
	struct buf buf = fixed_buf(out, room);
	bool whole = true;

	if (rest.n && rest.p[0] == 'S')
		whole = decode_string(raw, &buf);
	else if (rest.n && rest.p[0] == 'V')
		whole = decode_unicode(raw, &buf);
	else
		buf_span(&buf, span_part(raw, 0, room)), whole = raw.n < room;
	*text = buf_view(&buf);
	return whole && !buf.over;
}

/* In place: each byte from 0x80 on becomes two. */
static bool widen_latin1(uint8_t *text, size_t *n, size_t room)
{
	size_t high = 0;

	for (size_t i = 0; i < *n; i++)
		high += text[i] >= 0x80;
	if (high > room - *n)
		return false;
	for (size_t from = *n, to = *n + high; from < to;) {
		uint8_t c = text[--from];

		if (c >= 0x80)
			text[--to] = 0x80 | (c & 0x3f);
		text[--to] = c < 0x80 ? c : (uint8_t)(0xc0 | c >> 6);
	}
	*n += high;
	return true;
}

bool literal_name(const struct pickle *m, struct pickle_value v, uint8_t *out, size_t room,
		  struct span *name)
{
	if (value_tag(v) != TAG_TEXT || !literal_decoded(m, v, out, room, name))
		return false;
	return !literal_is_raw(m, v) || widen_latin1(out, &name->n, room);
}

struct span literal_text(const struct pickle *m, struct pickle_value v, uint8_t *out, size_t room)
{
	struct span rest = at(m, v), text = literal_bytes(m, v);
	bool escapes = rest.n && (rest.p[0] == 'S' || rest.p[0] == 'V') &&
		       span_byte(text, '\\') != SPAN_NONE;

	if (value_tag(v) != TAG_TEXT)
		return (struct span){ 0 };
	if (escapes && !literal_decoded(m, v, out, room, &text))
		return (struct span){ 0 };
	return text;
}

bool literal_is(const struct pickle *m, struct pickle_value v, const char *word)
{
	uint8_t bytes[128];

	return span_is(literal_text(m, v, bytes, sizeof(bytes)), word);
}

/* Little endian, two's complement. */
static bool binary_int(struct span digits, bool is_signed, wide *out)
{
	wide_unsigned value = 0;
	bool negative = is_signed && digits.n && digits.p[digits.n - 1] & 0x80;

	if (digits.n > 16)
		return false;
	for (size_t i = 16; i > 0; i--)
		value = value << 8 | (i <= digits.n ? digits.p[i - 1] : negative ? 0xff : 0);
	*out = (wide)value;
	return true;
}

static bool text_int(struct span text, wide *out)
{
	struct reader r = reader_of(text);
	wide value = 0;
	bool negative = text.n && text.p[0] == '-';
	size_t digits = 0;

	if (text.n && (text.p[text.n - 1] == 'L'))
		r.end--;
	if (negative || (text.n && text.p[0] == '+'))
		reader_skip(&r, 1);
	for (; r.p < r.end; digits++) {
		uint8_t c = reader_u8(&r);

		if (c < '0' || c > '9' || digits > 37)
			return false;
		value = value * 10 + (c - '0');
	}
	*out = negative ? -value : value;
	return digits > 0;
}

bool literal_int128(const struct pickle *m, struct pickle_value v, wide *out)
{
	struct span rest = at(m, v), raw = literal_bytes(m, v);

	if (value_tag(v) == TAG_BOOL && rest.n && rest.p[0] >= 0x80) {
		*out = rest.p[0] == 0x88;
		return true;
	}
	if ((value_tag(v) != TAG_INT && value_tag(v) != TAG_BOOL) || rest.n == 0)
		return false;
	switch (rest.p[0]) {
	case 'I':
	case 'L':
		return text_int(raw, out);
	case 'K':
	case 'M':
		return binary_int(raw, false, out);
	default:
		return binary_int(raw, true, out);
	}
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static struct span without_blanks(struct span s)
{
	while (s.n && is_blank(s.p[0]))
		s = span_from(s, 1);
	while (s.n && is_blank(s.p[s.n - 1]))
		s.n--;
	return s;
}

/* FNV-1a, for keys that are no number of 63 bits: Python 2 and big integers. */
static uint64_t hashed_key(struct span text)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < text.n; i++)
		hash = (hash ^ text.p[i]) * UINT64_C(0x100000001b3);
	return hash | UINT64_C(1) << 63;
}

/* int(): blanks around, a sign, digits with single underscores between. */
static bool number_key(struct span s, uint64_t *key)
{
	bool after_digit = false, big = false;
	uint64_t value = 0;

	s = without_blanks(s);
	s = span_from(s, s.n && s.p[0] == '+');
	for (size_t i = 0; i < s.n; i++) {
		uint8_t c = s.p[i];
		bool digit = c >= '0' && c <= '9';

		if (!digit && !(c == '_' && after_digit && i + 1 < s.n))
			return false;
		after_digit = digit;
		big |= digit && value > (UINT64_C(1) << 62) / 10;
		value = digit ? value * 10 + (c - (uint64_t)'0') : value;
	}
	*key = big ? hashed_key(s) : value;
	return s.n > 0;
}

/* As a pickler writes it. */
static bool is_canonical(struct span s)
{
	if (s.n == 0 || s.n > 18 || (s.p[0] == '0' && s.n > 1))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return true;
}

bool text_key(struct span line, bool python2, uint64_t *key, bool *odd)
{
	bool number = number_key(line, key);

	*odd = !is_canonical(line);
	if (!number || (python2 && *odd))
		*key = hashed_key(line);
	return number || python2;
}
