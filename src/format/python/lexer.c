/* Cutting Python source into tokens. */
#include "format/python/lexer.h"

enum { TAB = 8 };

struct python_lexer python_lexer_of(struct span text)
{
	bool mark = span_starts(text, "\xef\xbb\xbf");

	return (struct python_lexer){
		.text = text, .at = mark ? 3 : 0, .line = 1, .line_begins = true
	};
}

static uint8_t peek(const struct python_lexer *l, size_t ahead)
{
	return l->at + ahead < l->text.n ? l->text.p[l->at + ahead] : 0;
}

static bool is_word(uint8_t c)
{
	return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
	       c >= 0x80;
}

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static void skip_comment(struct python_lexer *l)
{
	while (l->at < l->text.n && l->text.p[l->at] != '\n')
		l->at++;
}

/* Past spaces, comments, joined lines and, where a line goes on or is empty, line breaks. Returns
 * the indentation of a line that begins. */
static unsigned skip_space(struct python_lexer *l)
{
	unsigned column = 0;

	for (; l->at < l->text.n; l->at++) {
		uint8_t c = l->text.p[l->at];

		if (c == '#') {
			skip_comment(l);
			c = peek(l, 0);
		}
		if (c == '\n') {
			l->line++;
			column = 0;
			if (l->brackets == 0 && !l->line_begins)
				return column; /* the logical line ends here */
		} else if (c == '\\' && (peek(l, 1) == '\n' || peek(l, 1) == '\r')) {
			l->at += peek(l, 1) == '\r' && peek(l, 2) == '\n' ? 2 : 1;
			l->line++;
		} else if (c == '\t') {
			column = column / TAB * TAB + TAB;
		} else if (c == ' ') {
			column++;
		} else if (c != '\r' && c != '\f') {
			return column;
		}
	}
	return column;
}

static struct python_token token(struct python_lexer *l, enum python_kind kind, size_t from,
				 size_t to)
{
	struct python_token t = { .kind = kind, .offset = from, .line = l->line };

	t.text = span_part(l->text, from, to - from);
	return t;
}

/* The letters before a quote; SIZE_MAX when none stands there. */
static size_t prefix(const struct python_lexer *l)
{
	for (size_t n = 0; n <= 2; n++) {
		uint8_t c = peek(l, n);

		if (c == '\'' || c == '"')
			return n;
		if (!c || !strchr("rRbBuUfFtT", c))
			break;
	}
	return SIZE_MAX;
}

/* Where the string that opens with `quote` (thrice when long) ends; counts the lines in it. */
static bool find_quote(struct python_lexer *l, uint8_t quote, bool is_long, size_t *end)
{
	for (size_t i = l->at; i < l->text.n; i++) {
		uint8_t c = l->text.p[i];

		if (c == '\n') {
			if (!is_long)
				return false;
			l->line++;
		} else if (c == '\\') {
			i++;
			l->line += i < l->text.n && l->text.p[i] == '\n';
		} else if (c == quote &&
			   (!is_long || (i + 2 < l->text.n && l->text.p[i + 1] == quote &&
					 l->text.p[i + 2] == quote))) {
			*end = i;
			return true;
		}
	}
	return false;
}

static struct python_token read_string(struct python_lexer *l, size_t n_prefix)
{
	uint8_t quote = peek(l, n_prefix);
	size_t from = l->at, end;
	bool is_long = peek(l, n_prefix + 1) == quote && peek(l, n_prefix + 2) == quote;
	struct python_token t = { .kind = PYTHON_STRING, .offset = from, .line = l->line };

	l->at += n_prefix + (is_long ? 3 : 1);
	if (!find_quote(l, quote, is_long, &end)) {
		l->fault = "a string has no end";
		l->at = l->text.n;
		return (struct python_token){ .kind = PYTHON_END, .offset = from, .line = t.line };
	}
	t.text = span_part(l->text, l->at, end - l->at);
	l->at = end + (is_long ? 3 : 1);
	return t;
}

static struct python_token read_operator(struct python_lexer *l)
{
	uint8_t c = l->text.p[l->at];

	if (strchr("([{", c))
		l->brackets++;
	if (strchr(")]}", c) && l->brackets > 0)
		l->brackets--;
	l->at++;
	return token(l, PYTHON_OPERATOR, l->at - 1, l->at);
}

struct python_token python_next(struct python_lexer *l)
{
	unsigned column = skip_space(l);
	size_t from = l->at, n_prefix;
	uint8_t c = peek(l, 0);

	if (l->at == l->text.n)
		return token(l, PYTHON_END, from, from);
	if (l->line_begins) {
		struct python_token t = token(l, PYTHON_LINE, from, from);

		t.column = column;
		l->line_begins = false;
		return t;
	}
	if (c == '\n') {
		l->at++;
		l->line_begins = true;
		return python_next(l); /* once: the line that begins is the next token */
	}
	if (c == 0) {
		l->fault = "a byte that no source has";
		l->at = l->text.n;
		return token(l, PYTHON_END, from, from);
	}
	n_prefix = prefix(l);
	if (n_prefix != SIZE_MAX)
		return read_string(l, n_prefix);
	if (!is_word(c))
		return read_operator(l);
	while (is_word(peek(l, 0)) || (is_digit(c) && peek(l, 0) == '.'))
		l->at++;
	return token(l, is_digit(c) ? PYTHON_NUMBER : PYTHON_NAME, from, l->at);
}
