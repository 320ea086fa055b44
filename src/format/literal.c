/* A recursive descent over a bounded text; each value costs at least one byte of it. */
#include "format/literal.h"

#include "base/reader.h"

struct parse {
	struct reader r;
	struct literal *next_node; /* one a byte of source is enough, and one at its end */
	uint8_t *next_text;	   /* decoded text is never longer than its source */
};

uint64_t literal_room(size_t n)
{
	return ((uint64_t)n + 1) * (sizeof(struct literal) + 1);
}

static struct literal *value(struct parse *p, unsigned depth);

/* The byte at the cursor, 0 at the end: no literal holds a NUL. */
static uint8_t peek(const struct parse *p)
{
	return p->r.bad || p->r.p == p->r.end ? 0 : *p->r.p;
}

static bool accept(struct parse *p, uint8_t byte)
{
	if (peek(p) != byte)
		return false;
	p->r.p++;
	return true;
}

static void blanks(struct parse *p)
{
	for (uint8_t c = peek(p); c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
	     c = peek(p))
		p->r.p++;
}

static struct literal *node(struct parse *p, enum literal_kind kind)
{
	struct literal *literal = p->next_node++;

	*literal = (struct literal){ .kind = kind, .source = { .p = p->r.p } };
	return literal;
}

static struct literal *finish(struct parse *p, struct literal *literal)
{
	literal->source.n = (size_t)(p->r.p - literal->source.p);
	return p->r.bad ? NULL : literal;
}

static struct literal *fail(struct parse *p)
{
	p->r.bad = true;
	return NULL;
}

/* Words and numbers. */

static bool is_word_byte(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       c == '_' || c >= 0x80;
}

static struct span word(struct parse *p)
{
	const uint8_t *start = p->r.p;

	while (is_word_byte(peek(p)))
		p->r.p++;
	return span_of(start, (size_t)(p->r.p - start));
}

static struct literal *constant(struct parse *p)
{
	static const struct {
		const char *name;
		enum literal_kind kind;
		int64_t number;
	} constants[] = {
		{ "None", LITERAL_NONE, 0 },
		{ "False", LITERAL_BOOL, 0 },
		{ "True", LITERAL_BOOL, 1 },
	};
	struct literal *literal = node(p, LITERAL_NONE);
	struct span name = word(p);

	for (size_t i = 0; i < sizeof(constants) / sizeof(constants[0]); i++)
		if (span_is(name, constants[i].name)) {
			literal->kind = constants[i].kind;
			literal->number = constants[i].number;
			return finish(p, literal);
		}
	return fail(p);
}

static int digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 99;
}

static int radix(struct span *digits)
{
	static const struct {
		uint8_t letter, radix;
	} prefixes[] = { { 'x', 16 }, { 'o', 8 }, { 'b', 2 } };

	if (digits->n < 2 || digits->p[0] != '0')
		return 10;
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if ((digits->p[1] | 0x20) == prefixes[i].letter) {
			*digits = span_from(*digits, 2);
			return prefixes[i].radix;
		}
	return 10;
}

/* Digits with single underscores between them; past 64 bits the kind becomes HUGE. */
static bool whole_number(struct literal *literal, struct span digits)
{
	int base = radix(&digits);
	bool leading_zero = base == 10 && digits.n > 1 && digits.p[0] == '0', between = base != 10;

	if (digits.n == 0)
		return false;
	for (size_t i = 0; i < digits.n; i++) {
		int d = digit(digits.p[i]);

		if (digits.p[i] == '_' && between && i + 1 < digits.n) {
			between = false;
			continue;
		}
		if (d >= base || (leading_zero && d != 0))
			return false;
		between = true;
		if (__builtin_mul_overflow(literal->number, base, &literal->number) ||
		    __builtin_add_overflow(literal->number, d, &literal->number))
			literal->kind = LITERAL_HUGE;
	}
	return true;
}

static struct literal *number(struct parse *p)
{
	struct literal *literal = node(p, LITERAL_INT);
	bool minus = peek(p) == '-';

	if (peek(p) == '-' || peek(p) == '+')
		p->r.p++;
	blanks(p);

	struct span digits = word(p);

	if (digits.n > 1 && digits.p[digits.n - 1] == 'L')
		digits.n--;
	if (!whole_number(literal, digits) || peek(p) == '.')
		return fail(p);
	if (minus && literal->kind == LITERAL_INT)
		literal->number = -literal->number;
	return finish(p, literal);
}

/* Strings. */

static void put(struct parse *p, uint8_t byte)
{
	*p->next_text++ = byte;
}

/* Up to 255 as one byte, like the latin-1 header it stands in; else as UTF-8. */
static void put_code(struct parse *p, uint32_t code)
{
	static const uint8_t leads[] = { 0, 0xc0, 0xe0, 0xf0 };
	unsigned more = code < 0x100 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;

	put(p, (uint8_t)(leads[more] | code >> 6 * more));
	while (more-- > 0)
		put(p, (uint8_t)(0x80 | (code >> 6 * more & 0x3f)));
}

static void hex_escape(struct parse *p, unsigned n_digits)
{
	struct span digits = reader_take(&p->r, n_digits);
	uint32_t code = 0;

	for (size_t i = 0; i < digits.n; i++) {
		int d = digit(digits.p[i]);

		if (d > 15)
			p->r.bad = true;
		code = code << 4 | ((uint32_t)d & 15);
	}
	if (code > 0x10ffff)
		p->r.bad = true;
	if (!p->r.bad)
		put_code(p, code);
}

static void octal_escape(struct parse *p, uint8_t first)
{
	uint32_t code = first - (uint32_t)'0';

	for (int i = 0; i < 2 && peek(p) >= '0' && peek(p) <= '7'; i++)
		code = code << 3 | (reader_u8(&p->r) - (uint32_t)'0');
	put_code(p, code);
}

/* What follows a backslash (Python reference, 2.4.1). */
static void escape(struct parse *p)
{
	static const uint8_t from[] = "\\'\"abfnrtv", to[] = "\\'\"\a\b\f\n\r\t\v";
	uint8_t c = reader_u8(&p->r);
	const uint8_t *at = c ? memchr(from, c, sizeof(from) - 1) : NULL;

	if (at) {
		put(p, to[at - from]);
		return;
	}
	if (c >= '0' && c <= '7') {
		octal_escape(p, c);
		return;
	}
	switch (c) {
	case 'x':
		hex_escape(p, 2);
		return;
	case 'u':
		hex_escape(p, 4);
		return;
	case 'U':
		hex_escape(p, 8);
		return;
	case '\n':
		return;
	case '\0':
	case '\r':
	case 'N':
		p->r.bad = true;
		return;
	default:
		put(p, '\\');
		put(p, c);
	}
}

static void quoted(struct parse *p, uint8_t quote)
{
	while (!p->r.bad && peek(p) != quote) {
		uint8_t c = reader_u8(&p->r);

		if (c == '\\')
			escape(p);
		else if (c == '\0' || c == '\n' || c == '\r')
			p->r.bad = true;
		else
			put(p, c);
	}
	if (!accept(p, quote))
		p->r.bad = true;
}

/* Adjacent strings are one. A triple quote is an empty string and the start of another, which only
 * differs in that it may hold newlines and quotes: it is refused. */
static struct literal *text(struct parse *p)
{
	struct literal *literal = node(p, LITERAL_TEXT);
	const uint8_t *start = p->next_text;

	for (uint8_t quote = peek(p); quote == '\'' || quote == '"'; quote = peek(p)) {
		const uint8_t *empty = p->next_text;

		p->r.p++;
		quoted(p, quote);
		if (p->next_text == empty && peek(p) == quote)
			return fail(p);
		(void)finish(p, literal);
		blanks(p);
	}
	literal->text = span_of(start, (size_t)(p->next_text - start));
	return p->r.bad ? NULL : literal;
}

/* Containers. */

static const struct literal **append(struct literal *list, const struct literal **end,
				     struct literal *item)
{
	*end = item;
	list->n++;
	return &item->next;
}

/* Items up to `close`; *commas counts what separates them. */
static bool items(struct parse *p, struct literal *list, uint8_t close, size_t *commas,
		  unsigned depth)
{
	const struct literal **end = &list->first;

	for (;;) {
		blanks(p);
		if (accept(p, close))
			return true;
		if (list->n > *commas)
			return false;

		struct literal *item = value(p, depth);

		if (!item)
			return false;
		end = append(list, end, item);
		blanks(p);
		*commas += accept(p, ',');
	}
}

static struct literal *list(struct parse *p, unsigned depth)
{
	struct literal *literal = node(p, LITERAL_LIST);
	size_t commas = 0;

	p->r.p++;
	return items(p, literal, ']', &commas, depth) ? finish(p, literal) : fail(p);
}

/* One value in brackets without a comma is that value itself. */
static struct literal *tuple(struct parse *p, unsigned depth)
{
	struct literal *literal = node(p, LITERAL_TUPLE);
	size_t commas = 0;

	p->r.p++;
	if (!items(p, literal, ')', &commas, depth))
		return fail(p);
	if (literal->n != 1 || commas != 0)
		return finish(p, literal);

	struct span source = literal->source;

	*literal = *literal->first;
	literal->source = source;
	return finish(p, literal);
}

static struct literal *dict(struct parse *p, unsigned depth)
{
	struct literal *literal = node(p, LITERAL_DICT);
	const struct literal **end = &literal->first;
	bool more = true;

	p->r.p++;
	for (;;) {
		blanks(p);
		if (accept(p, '}')) {
			literal->n /= 2;
			return finish(p, literal);
		}

		struct literal *key = more ? value(p, depth) : NULL;

		blanks(p);

		struct literal *content = key && accept(p, ':') ? value(p, depth) : NULL;

		if (!content)
			return fail(p);
		end = append(literal, end, key);
		end = append(literal, end, content);
		blanks(p);
		more = accept(p, ',');
	}
}

static struct literal *value(struct parse *p, unsigned depth)
{
	blanks(p);

	uint8_t c = peek(p);

	if (depth == 0)
		return fail(p);
	if (c == '\'' || c == '"')
		return text(p);
	if (c == '-' || c == '+' || (c >= '0' && c <= '9'))
		return number(p);
	switch (c) {
	case '(':
		return tuple(p, depth - 1);
	case '[':
		return list(p, depth - 1);
	case '{':
		return dict(p, depth - 1);
	default:
		return constant(p);
	}
}

const struct literal *literal_read(struct span source, uint8_t *room, uint64_t *at)
{
	struct parse p = {
		.r = reader_of(source),
		.next_node = (struct literal *)(void *)room,
		.next_text = room + (source.n + 1) * sizeof(struct literal),
	};
	struct literal *literal = value(&p, LITERAL_DEPTH_MAX);

	if (literal)
		blanks(&p);
	*at = reader_offset(&p.r);
	return literal && p.r.p == p.r.end ? literal : NULL;
}

const struct literal *literal_member(const struct literal *dict, const char *key)
{
	const struct literal *found = NULL;

	for (const struct literal *k = dict->first; k; k = k->next->next)
		if (k->kind == LITERAL_TEXT && span_is(k->text, key))
			found = k->next;
	return found;
}
