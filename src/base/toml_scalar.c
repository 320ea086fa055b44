/* Strings are measured first: most need no copy. Dates are matched by pictures. */
#include "base/toml_scalar.h"

#include "base/escape.h"

bool toml_fault(struct toml_text *text, const char *why)
{
	if (!text->why) {
		text->why = why;
		text->at = (uint64_t)(text->p - text->start);
	}
	return false;
}

size_t toml_character(const struct toml_text *text)
{
	int c = toml_peek(text);

	if (c < 0x80)
		return c == '\t' || (c >= 0x20 && c != 0x7f);
	return utf8_length(toml_rest(text));
}

/* Strings. */

static bool is_hex(int c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* A string is read twice when what it says is not what stands there: to measure, and to copy. */
struct string {
	struct toml_text *text;
	uint8_t *copy; /* NULL while it is measured */
	size_t n;
	bool differs;
	uint8_t quote;
	bool lines;
};

static void put(struct string *s, const void *bytes, size_t n)
{
	if (s->copy)
		memcpy(s->copy + s->n, bytes, n);
	s->n += n;
}

/* Appends n bytes that stand at p. */
static void keep(struct string *s, size_t n)
{
	put(s, s->text->p, n);
	s->text->p += n;
}

static bool read_code(struct string *s, unsigned digits)
{
	struct toml_text *text = s->text;
	uint32_t code = 0;
	uint8_t bytes[4];

	for (unsigned i = 0; i < digits; i++) {
		int c = toml_peek(text);

		if (!is_hex(c))
			return toml_fault(text, "an escape lacks a hexadecimal digit");
		code = code << 4 | (((uint32_t)c & 0xf) + (c > '9' ? 9 : 0));
		text->p++;
	}
	if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
		return toml_fault(text, "an escape is not a character of Unicode");
	put(s, bytes, utf8_write(bytes, code));
	return true;
}

static size_t newline(const struct toml_text *text)
{
	if (toml_peek(text) == '\n')
		return 1;
	return span_starts(toml_rest(text), "\r\n") ? 2 : 0;
}

static void skip_blanks(struct toml_text *text)
{
	while (toml_peek(text) == ' ' || toml_peek(text) == '\t')
		text->p++;
}

/* A backslash at the end of a line leaves out all space up to the next character. */
static bool skip_fold(struct toml_text *text)
{
	size_t n;

	skip_blanks(text);
	if (newline(text) == 0 && toml_peek(text) >= 0)
		return toml_fault(text, "an unknown escape");
	while ((n = newline(text)) > 0) {
		text->p += n;
		skip_blanks(text);
	}
	return true;
}

static bool read_escape(struct string *s)
{
	static const char from[] = "btnfr\"\\", to[] = "\b\t\n\f\r\"\\";
	struct toml_text *text = s->text;

	s->differs = true;
	text->p++;

	int c = toml_peek(text);
	const char *at = c > 0 ? strchr(from, c) : NULL;

	if (s->lines && (c == ' ' || c == '\t' || c == '\r' || c == '\n'))
		return skip_fold(text);
	if (c != 'u' && c != 'U' && !at)
		return toml_fault(text, "an unknown escape");
	text->p++;
	if (!at)
		return read_code(s, c == 'u' ? 4 : 8);
	put(s, &to[at - from], 1);
	return true;
}

/* A line ends in \n, however the document is written. */
static bool read_newline(struct string *s)
{
	if (newline(s->text) == 2) {
		s->differs = true;
		s->text->p++;
	}
	keep(s, 1);
	return true;
}

static bool read_character(struct string *s)
{
	size_t n = toml_character(s->text);

	if (s->lines && newline(s->text))
		return read_newline(s);
	if (n == 0)
		return toml_fault(s->text, toml_peek(s->text) < 0
						   ? "the text ends inside a string"
						   : "a string holds a byte that needs an escape");
	if (toml_peek(s->text) == '\\' && s->quote == '"')
		return read_escape(s);
	keep(s, n);
	return true;
}

/* How many quotes stand at p, five at most. */
static size_t quotes_at(const struct string *s)
{
	struct span rest = toml_rest(s->text);
	size_t n = 0;

	while (n < rest.n && n < 5 && rest.p[n] == s->quote)
		n++;
	return n;
}

/* Past the closing quotes, or quotes that belong to the string: of five in a row the first two do.
 */
static bool read_quotes(struct string *s)
{
	size_t n = s->lines ? quotes_at(s) : 1, closing = s->lines ? 3 : 1;
	bool whole = n >= closing;

	keep(s, whole ? n - closing : n);
	s->text->p += whole ? closing : 0;
	return whole;
}

/* From behind the opening quotes to behind the closing ones. */
static bool read_characters(struct string *s)
{
	for (;;) {
		if (toml_peek(s->text) == s->quote) {
			if (read_quotes(s))
				return true;
		} else if (!read_character(s)) {
			return false;
		}
	}
}

bool toml_string(struct toml_text *text, bool lines, struct span *out)
{
	struct string s = { .text = text, .quote = *text->p };
	const uint8_t *from;

	s.lines = lines && quotes_at(&s) >= 3;
	text->p += s.lines ? 3 : 1;
	if (s.lines)
		text->p += newline(text);
	from = text->p;
	if (!read_characters(&s))
		return false;
	*out = span_of(from, s.n);
	if (!s.differs)
		return true;
	s.copy = arena_alloc(text->arena, s.n);
	*out = span_of(s.copy, s.n);
	s.n = 0;
	text->p = from;
	return read_characters(&s);
}

/* Numbers. Each function returns how far it came, `at` when there is nothing of that kind. */

static bool is_digit(struct span s, size_t at, unsigned base)
{
	if (at >= s.n || !is_hex(s.p[at]))
		return false;
	return base == 16 || (s.p[at] >= '0' && (unsigned)(s.p[at] - '0') < base);
}

/* Digits with single underscores between them. */
static size_t digits(struct span s, size_t at, unsigned base)
{
	while (is_digit(s, at, base)) {
		at++;
		if (at < s.n && s.p[at] == '_' && is_digit(s, at + 1, base))
			at++;
	}
	return at;
}

static size_t based(struct span s)
{
	static const struct {
		const char *prefix;
		unsigned base;
	} bases[] = { { "0x", 16 }, { "0o", 8 }, { "0b", 2 } };

	for (size_t i = 0; i < sizeof(bases) / sizeof(bases[0]); i++)
		if (span_starts(s, bases[i].prefix) && is_digit(s, 2, bases[i].base))
			return digits(s, 2, bases[i].base);
	return 0;
}

static size_t fraction(struct span s, size_t at)
{
	return at < s.n && s.p[at] == '.' && is_digit(s, at + 1, 10) ? digits(s, at + 1, 10) : at;
}

static size_t exponent(struct span s, size_t at)
{
	size_t from = at + 1;

	if (at >= s.n || (s.p[at] != 'e' && s.p[at] != 'E'))
		return at;
	if (from < s.n && (s.p[from] == '+' || s.p[from] == '-'))
		from++;
	return is_digit(s, from, 10) ? digits(s, from, 10) : at;
}

size_t toml_number(struct span s)
{
	size_t sign = s.n > 0 && (s.p[0] == '+' || s.p[0] == '-'), at = based(s);

	if (at > 0)
		return at;
	if (span_starts(span_from(s, sign), "inf") || span_starts(span_from(s, sign), "nan"))
		return sign + 3;
	if (!is_digit(s, sign, 10))
		return 0;
	at = s.p[sign] == '0' ? sign + 1 : digits(s, sign, 10);
	return exponent(s, fraction(s, at));
}

/* Dates and times, RFC 3339 section 5.6. */

/* Whether s begins as the picture says: 0 is a digit, anything else itself. */
static bool looks(struct span s, const char *picture)
{
	size_t n = strlen(picture);

	if (s.n < n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (picture[i] == '0' ? !is_digit(s, i, 10) : s.p[i] != picture[i])
			return false;
	return true;
}

static unsigned pair(struct span s, size_t at)
{
	return (s.p[at] - (unsigned)'0') * 10 + (s.p[at + 1] - (unsigned)'0');
}

static size_t time_length(struct span s)
{
	size_t n = 8;

	if (!looks(s, "00:00:00") || pair(s, 0) > 23 || pair(s, 3) > 59 || pair(s, 6) > 59)
		return 0;
	if (n + 1 < s.n && s.p[n] == '.' && is_digit(s, n + 1, 10))
		for (n++; is_digit(s, n, 10);)
			n++;
	return n;
}

static size_t zone_length(struct span s)
{
	if (s.n > 0 && (s.p[0] == 'Z' || s.p[0] == 'z'))
		return 1;
	if (!looks(s, "+00:00") && !looks(s, "-00:00"))
		return 0;
	return pair(s, 1) > 23 || pair(s, 4) > 59 ? 0 : 6;
}

static bool in_calendar(struct span date)
{
	static const uint8_t days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	unsigned year = pair(date, 0) * 100 + pair(date, 2), month = pair(date, 5),
		 day = pair(date, 8);
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return year > 0 && day <= days[month - 1] && (month != 2 || day < 29 || leap);
}

size_t toml_date(struct span s, const char **why)
{
	size_t n = 10, time;

	if (!looks(s, "0000-00-00"))
		return time_length(s);
	if (pair(s, 5) < 1 || pair(s, 5) > 12 || pair(s, 8) < 1 || pair(s, 8) > 31)
		return 0;
	if (!in_calendar(s))
		*why = "no calendar has that day";
	if (s.n <= n || !memchr("Tt ", s.p[n], 3))
		return n;
	time = time_length(span_from(s, n + 1));
	return time ? n + 1 + time + zone_length(span_from(s, n + 1 + time)) : n;
}
