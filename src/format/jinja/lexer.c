/* Jinja2's lexer: text, tags and what stands in them (jinja2/lexer.py, version 3). */
#include "format/jinja.h"

enum { NESTING_MAX = 256 };

struct lexer {
	struct span text;
	size_t at;
	struct jinja_token *tokens;
	size_t n;
	char closing[NESTING_MAX]; /* the brackets that are open in the current tag */
	size_t depth;
	bool strip_next; /* the last tag ended in -%}: white space after it goes */
	struct jinja_fault *fault;
};

static struct span rest(const struct lexer *l)
{
	return span_from(l->text, l->at);
}

static bool at(const struct lexer *l, const char *what)
{
	return span_starts(rest(l), what);
}

static bool is_space(uint8_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static void emit(struct lexer *l, enum jinja_token_kind kind, size_t from, size_t to)
{
	l->tokens[l->n++] = (struct jinja_token){
		.text = span_part(l->text, from, to - from),
		.offset = (uint32_t)from,
		.kind = (uint8_t)kind,
	};
}

static bool fault(struct lexer *l, const char *why)
{
	*l->fault = (struct jinja_fault){ why, l->at };
	return false;
}

static void skip_space(struct lexer *l)
{
	while (l->at < l->text.n && is_space(l->text.p[l->at]))
		l->at++;
}

/* Text outside of tags. */

static void emit_data(struct lexer *l, size_t from, size_t to, bool strip_end)
{
	while (l->strip_next && from < to && is_space(l->text.p[from]))
		from++;
	while (strip_end && to > from && is_space(l->text.p[to - 1]))
		to--;
	l->strip_next = false;
	if (to > from)
		emit(l, JINJA_DATA, from, to);
}

/* Where the next tag or comment begins, or the end. */
static size_t find_tag(const struct lexer *l)
{
	for (size_t i = l->at; i + 1 < l->text.n; i++) {
		const uint8_t *brace = memchr(l->text.p + i, '{', l->text.n - i);

		if (!brace)
			break;
		i = (size_t)(brace - l->text.p);
		if (i + 1 < l->text.n && memchr("%{#", brace[1], 3))
			return i;
	}
	return l->text.n;
}

/* The sign that may follow the opening of a tag. */
static bool take_sign(struct lexer *l)
{
	bool strip = at(l, "-");

	if (strip || at(l, "+"))
		l->at++;
	return strip;
}

static bool skip_comment(struct lexer *l)
{
	ptrdiff_t end = span_find(rest(l), span_str("#}"));

	if (end == SPAN_NONE)
		return fault(l, "a comment has no end");
	l->strip_next = end > 0 && l->text.p[l->at + (size_t)end - 1] == '-';
	l->at += (size_t)end + 2;
	return true;
}

/* Past "WORD %}" or "WORD -%}"; false, and nowhere, when something else stands there. */
static bool take_bare_tag(struct lexer *l, const char *word)
{
	struct lexer ahead = *l;

	skip_space(&ahead);
	if (!at(&ahead, word))
		return false;
	ahead.at += strlen(word);
	skip_space(&ahead);

	bool strip = at(&ahead, "-%}");

	if (!strip && !at(&ahead, "%}") && !at(&ahead, "+%}"))
		return false;
	ahead.at += at(&ahead, "%}") ? 2 : 3;
	ahead.strip_next = strip;
	*l = ahead;
	return true;
}

/* Everything up to {% endraw %} is text. */
static bool take_raw(struct lexer *l)
{
	size_t from = l->at;

	while (l->at < l->text.n) {
		ptrdiff_t next = span_find(rest(l), span_str("{%"));

		if (next == SPAN_NONE)
			break;
		l->at += (size_t)next;

		struct lexer ahead = *l;

		ahead.at += 2;

		bool strip = take_sign(&ahead);

		if (take_bare_tag(&ahead, "endraw")) {
			bool strip_next = ahead.strip_next;

			emit_data(l, from, l->at, strip);
			l->at = ahead.at;
			l->strip_next = strip_next;
			return true;
		}
		l->at += 2;
	}
	return fault(l, "a raw block has no end");
}

/* Inside of tags. */

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static bool is_word(uint8_t c)
{
	return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_' || c >= 0x80;
}

static uint8_t byte_at(const struct lexer *l, size_t i)
{
	return i < l->text.n ? l->text.p[i] : 0;
}

static void skip_digits(struct lexer *l)
{
	while (is_digit(byte_at(l, l->at)) ||
	       (byte_at(l, l->at) == '_' && is_digit(byte_at(l, l->at + 1))))
		l->at++;
}

/* An exponent and its digits, if they stand here. */
static bool take_exponent(struct lexer *l)
{
	size_t i = l->at + 1;

	if ((byte_at(l, l->at) | 0x20) != 'e')
		return false;
	if (byte_at(l, i) == '+' || byte_at(l, i) == '-')
		i++;
	if (!is_digit(byte_at(l, i)))
		return false;
	l->at = i;
	skip_digits(l);
	return true;
}

static void take_number(struct lexer *l)
{
	size_t from = l->at;
	bool real = false;
	uint8_t base = byte_at(l, from + 1) | 0x20;

	if (byte_at(l, from) == '0' && (base == 'x' || base == 'o' || base == 'b')) {
		l->at += 2;
		while (is_word(byte_at(l, l->at)) && byte_at(l, l->at) < 0x80)
			l->at++;
		emit(l, JINJA_INTEGER, from, l->at);
		return;
	}
	skip_digits(l);
	if (byte_at(l, l->at) == '.' && is_digit(byte_at(l, l->at + 1))) {
		real = true;
		l->at++;
		skip_digits(l);
	}
	real |= take_exponent(l);
	emit(l, real ? JINJA_FLOAT : JINJA_INTEGER, from, l->at);
}

static bool take_string(struct lexer *l)
{
	uint8_t quote = l->text.p[l->at];
	size_t from = l->at + 1, to = from;

	while (to < l->text.n && l->text.p[to] != quote)
		to += l->text.p[to] == '\\' ? 2 : 1;
	if (to >= l->text.n)
		return fault(l, "a string has no end");
	emit(l, JINJA_STRING, from, to);
	l->at = to + 1;
	return true;
}

static bool balance(struct lexer *l, uint8_t c)
{
	static const char open[] = "([{", close[] = ")]}";
	const char *which = strchr(open, c);

	if (which) {
		if (l->depth == NESTING_MAX)
			return fault(l, "brackets are nested too deep");
		l->closing[l->depth++] = close[which - open];
	} else if (strchr(close, c)) {
		if (l->depth == 0 || l->closing[l->depth - 1] != (char)c)
			return fault(l, "a closing bracket does not match");
		l->depth--;
	}
	return true;
}

static bool take_operator(struct lexer *l)
{
	static const char *const operators[] = { "//", "**", "==", "!=", ">=", "<=", NULL };
	uint8_t c = l->text.p[l->at];
	size_t n = 0;

	for (size_t i = 0; operators[i] && n == 0; i++)
		if (at(l, operators[i]))
			n = 2;
	if (n == 0 && memchr("+-/*%~[](){}><=.:|,;", c, 20))
		n = 1;
	if (n == 0)
		return fault(l, "a character that no expression has");
	if (n == 1 && !balance(l, c))
		return false;
	emit(l, JINJA_OPERATOR, l->at, l->at + n);
	l->at += n;
	return true;
}

/* The end of a tag counts only when no bracket is open. */
static bool take_end(struct lexer *l, const char *end, enum jinja_token_kind kind)
{
	size_t sign = at(l, "-") || at(l, "+") ? 1 : 0;

	if (l->depth > 0 || !span_starts(span_from(rest(l), sign), end))
		return false;
	l->strip_next = at(l, "-");
	emit(l, kind, l->at, l->at + sign + 2);
	l->at += sign + 2;
	return true;
}

static bool take_token(struct lexer *l)
{
	uint8_t c = l->text.p[l->at];
	size_t from = l->at;

	if (is_digit(c)) {
		take_number(l);
		return true;
	}
	if (c == '\'' || c == '"')
		return take_string(l);
	if (!is_word(c))
		return take_operator(l);
	while (l->at < l->text.n && is_word(l->text.p[l->at]))
		l->at++;
	emit(l, JINJA_NAME, from, l->at);
	return true;
}

static bool take_tag(struct lexer *l, const char *end, enum jinja_token_kind end_kind)
{
	l->depth = 0;
	for (;;) {
		skip_space(l);
		if (l->at == l->text.n)
			return fault(l, "a tag has no end");
		if (take_end(l, end, end_kind))
			return true;
		if (!take_token(l))
			return false;
	}
}

/* A tag, a comment or a raw block; `l->at` is at its brace. */
static bool take_special(struct lexer *l, size_t from)
{
	size_t begin = l->at;
	uint8_t which = l->text.p[begin + 1];

	l->at += 2;

	bool strip = take_sign(l);

	emit_data(l, from, begin, strip);
	if (which == '#')
		return skip_comment(l);
	if (which == '%' && take_bare_tag(l, "raw"))
		return take_raw(l);
	emit(l, which == '%' ? JINJA_BLOCK_BEGIN : JINJA_PRINT_BEGIN, begin, l->at);
	return which == '%' ? take_tag(l, "%}", JINJA_BLOCK_END)
			    : take_tag(l, "}}", JINJA_PRINT_END);
}

size_t jinja_lex(struct span text, struct jinja_token *tokens, struct jinja_fault *fault_out)
{
	struct lexer l = { .text = text, .tokens = tokens, .fault = fault_out };
	bool ok = true;

	*fault_out = (struct jinja_fault){ 0 };
	while (ok && l.at < text.n) {
		size_t from = l.at;

		l.at = find_tag(&l);
		if (l.at == text.n)
			emit_data(&l, from, text.n, false);
		else
			ok = take_special(&l, from);
	}
	emit(&l, JINJA_END, l.at < text.n ? l.at : text.n, l.at < text.n ? l.at : text.n);
	return l.n;
}
