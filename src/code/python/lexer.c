/* Cutting Python source into tokens. */
#include "code/python/lexer.h"

enum { TAB = 8, BRACES_MAX = 8 };

/* What a byte is. */
enum {
	WORD = 1, /* letters, '_' and what is not ASCII */
	DIGIT = 2,
	PREFIX = 4, /* a letter before a string */
	QUOTE = 8,
	SPECIAL = 16, /* in a string more than itself */
	SPACE = 32,   /* between tokens */
	LONGER = 64,  /* an operator of more than one byte may begin with it */
};

__extension__ static const uint8_t classes[256] = {
	['0' ... '9'] = DIGIT,
	['A'] = WORD,
	['B'] = WORD | PREFIX,
	['C' ... 'E'] = WORD,
	['F'] = WORD | PREFIX,
	['G' ... 'Q'] = WORD,
	['R'] = WORD | PREFIX,
	['S'] = WORD,
	['T' ... 'U'] = WORD | PREFIX,
	['V' ... 'Z'] = WORD,
	['_'] = WORD,
	['a'] = WORD,
	['b'] = WORD | PREFIX,
	['c' ... 'e'] = WORD,
	['f'] = WORD | PREFIX,
	['g' ... 'q'] = WORD,
	['r'] = WORD | PREFIX,
	['s'] = WORD,
	['t' ... 'u'] = WORD | PREFIX,
	['v' ... 'z'] = WORD,
	[0x80 ... 0xff] = WORD,
	['\''] = QUOTE | SPECIAL,
	['"'] = QUOTE | SPECIAL,
	['\\'] = SPACE | SPECIAL,
	['\n'] = SPACE | SPECIAL,
	['{'] = SPECIAL,
	[' '] = SPACE,
	['\t'] = SPACE,
	['\r'] = SPACE,
	['\f'] = SPACE,
	['#'] = SPACE,
	['*'] = LONGER,
	['/'] = LONGER,
	['<'] = LONGER,
	['>'] = LONGER,
	['='] = LONGER,
	['!'] = LONGER,
	['+'] = LONGER,
	['-'] = LONGER,
	['%'] = LONGER,
	['&'] = LONGER,
	['|'] = LONGER,
	['^'] = LONGER,
	['@'] = LONGER,
	[':'] = LONGER,
};

static inline bool is(uint8_t c, unsigned class)
{
	return (classes[c] & class) != 0;
}

struct python_lexer python_lexer_of(struct span text)
{
	bool mark = span_starts(text, "\xef\xbb\xbf");

	return (struct python_lexer){
		.text = text, .at = mark ? 3 : 0, .line = 1, .line_begins = true
	};
}

static inline uint8_t peek(const struct python_lexer *l, size_t ahead)
{
	return l->at + ahead < l->text.n ? l->text.p[l->at + ahead] : 0;
}

static void fault(struct python_lexer *l, const char *what)
{
	if (l->fault)
		return;
	l->fault = what;
	l->fault_at = l->offset + l->at;
}

static size_t find_line_end(struct span text, size_t from)
{
	ptrdiff_t n = span_byte(span_from(text, from), '\n');

	return n == SPAN_NONE ? text.n : from + (size_t)n;
}

static void skip_comment(struct python_lexer *l)
{
	l->at = find_line_end(l->text, l->at);
}

/* Past spaces, comments, joined lines and, where a line goes on or is empty, line breaks. Returns
 * the indentation of a line that begins. */
static unsigned skip_space(struct python_lexer *l)
{
	unsigned column = 0;

	for (; l->at < l->text.n; l->at++) {
		uint8_t c = l->text.p[l->at];

		if (!is(c, SPACE))
			return column;
		if (c == ' ') {
			column++;
			continue;
		}
		if (c == '#') {
			skip_comment(l);
			c = peek(l, 0);
		}
		if (c == '\n') {
			if (l->brackets == 0 && !l->line_begins)
				return column; /* the logical line ends here */
			l->line++;
			column = 0;
		} else if (c == '\\' && (peek(l, 1) == '\n' || peek(l, 1) == '\r')) {
			l->at += peek(l, 1) == '\r' && peek(l, 2) == '\n' ? 2 : 1;
			l->line++;
		} else if (c == '\t') {
			column = column / TAB * TAB + TAB;
		} else if (c != '\r' && c != '\f') {
			return column;
		}
	}
	return column;
}

static struct python_token token(const struct python_lexer *l, enum python_kind kind, size_t from)
{
	return (struct python_token){ .kind = kind,
				      .text = span_part(l->text, from, l->at - from),
				      .offset = l->offset + from,
				      .line = l->line };
}

/* The letters before a quote; SIZE_MAX when none stands there. */
static size_t prefix(const struct python_lexer *l)
{
	for (size_t n = 0; n <= 2; n++) {
		uint8_t c = peek(l, n);

		if (is(c, QUOTE))
			return n;
		if (!is(c, PREFIX))
			break;
	}
	return SIZE_MAX;
}

/* Strings. */

static bool closes(struct span text, size_t i, uint8_t quote, bool is_long)
{
	return text.p[i] == quote &&
	       (!is_long || (i + 2 < text.n && text.p[i + 1] == quote && text.p[i + 2] == quote));
}

/* Past a string inside of braces, as far as it can be on one line. */
static size_t skip_inner(struct span text, size_t i)
{
	uint8_t quote = text.p[i];
	bool is_long = i + 2 < text.n && text.p[i + 1] == quote && text.p[i + 2] == quote;

	for (i += is_long ? 3 : 1; i < text.n; i++) {
		if (text.p[i] == '\\')
			i++;
		else if (closes(text, i, quote, is_long))
			return i + (is_long ? 2 : 0);
		else if (text.p[i] == '\n' && !is_long)
			break;
	}
	return i;
}

/* A stack of what is open: braces of an expression, brackets, and behind a ':' the format, in which
 * quotes mean nothing and braces open a new expression. */
size_t python_braces(struct span text, size_t at, size_t *expression)
{
	char open[BRACES_MAX] = "{";
	size_t n = 1;

	*expression = SIZE_MAX;
	for (size_t i = at; i < text.n; i++) {
		uint8_t c = text.p[i];
		bool format = open[n - 1] == ':';

		if ((c == '\'' || c == '"') && !format) {
			i = skip_inner(text, i);
		} else if (c == '{' || ((c == '(' || c == '[') && !format)) {
			if (n == BRACES_MAX)
				break;
			open[n++] = (char)c;
		} else if (c == '}' || ((c == ')' || c == ']') && !format)) {
			n -= format ? 2 : 1;
			if (n == 0) {
				*expression = *expression < i ? *expression : i;
				return i;
			}
		} else if (c == ':' && open[n - 1] == '{' && n < BRACES_MAX) {
			open[n++] = ':';
			*expression = *expression < i ? *expression : i;
		} else if (c == '!' && n == 1 && !(i + 1 < text.n && text.p[i + 1] == '=')) {
			*expression = *expression < i ? *expression : i;
		}
	}
	*expression = *expression < text.n ? *expression : text.n;
	return text.n;
}

/* Where the string that opens with `quote` (thrice when long) ends; counts the lines in it. In an
 * expression in braces the same quote may stand again (PEP 701). */
static bool find_quote(struct python_lexer *l, uint8_t quote, bool is_long, bool formatted,
		       size_t *end)
{
	struct span text = l->text;
	size_t expression;

	for (size_t i = l->at; i < text.n; i++) {
		uint8_t c = text.p[i];

		if (!is(c, SPECIAL))
			continue;
		if (c == '\n') {
			if (!is_long) {
				*end = i;
				return false;
			}
			l->line++;
		} else if (c == '\\') {
			i++;
			l->line += i < text.n && text.p[i] == '\n';
		} else if (closes(text, i, quote, is_long)) {
			*end = i;
			return true;
		} else if (c == '{' && formatted && i + 1 < text.n && text.p[i + 1] == '{') {
			i++;
		} else if (c == '{' && formatted) {
			if (l->line_end <= i)
				l->line_end = find_line_end(text, i);

			size_t close =
				python_braces(span_part(text, 0, l->line_end), i + 1, &expression);

			/* Without a close on the line it is none, or goes on over lines. */
			i = close < l->line_end ? close : i;
		}
	}
	*end = text.n;
	return false;
}

static struct python_token read_string(struct python_lexer *l, size_t n_prefix)
{
	uint8_t quote = peek(l, n_prefix);
	size_t from = l->at, end;
	bool is_long = peek(l, n_prefix + 1) == quote && peek(l, n_prefix + 2) == quote;
	struct python_token t = { .kind = PYTHON_STRING,
				  .offset = l->offset + from,
				  .line = l->line };

	for (size_t i = 0; i < n_prefix; i++) {
		uint8_t letter = l->text.p[from + i] | 0x20;

		t.raw |= letter == 'r';
		t.bytes |= letter == 'b';
		t.formatted |= letter == 'f' || letter == 't';
	}
	l->at += n_prefix + (is_long ? 3 : 1);
	if (!find_quote(l, quote, is_long, t.formatted, &end)) {
		fault(l, "a string has no end");
		t.text = span_part(l->text, l->at, end - l->at);
		l->at = end;
		return t;
	}
	t.text = span_part(l->text, l->at, end - l->at);
	l->at = end + (is_long ? 3 : 1);
	return t;
}

/* Operators. */

static size_t operator_length(const struct python_lexer *l)
{
	uint8_t one = peek(l, 0), two = peek(l, 1), three = peek(l, 2);

	if (one == two && (one == '*' || one == '/' || one == '<' || one == '>'))
		return three == '=' ? 3 : 2;
	if (two == '=')
		return 2;
	return one == '-' && two == '>' ? 2 : 1;
}

#define SIGN PYTHON_SIGN

static enum python_level level_of(uint32_t sign)
{
	switch (sign) {
	case SIGN('*', 0, 0):
	case SIGN('/', 0, 0):
	case SIGN('%', 0, 0):
	case SIGN('@', 0, 0):
	case SIGN('*', '*', 0):
	case SIGN('/', '/', 0):
		return PYTHON_TERM;
	case SIGN('+', 0, 0):
	case SIGN('-', 0, 0):
		return PYTHON_SUM;
	case SIGN('&', 0, 0):
	case SIGN('|', 0, 0):
	case SIGN('^', 0, 0):
	case SIGN('<', '<', 0):
	case SIGN('>', '>', 0):
		return PYTHON_BITS;
	case SIGN('<', 0, 0):
	case SIGN('>', 0, 0):
	case SIGN('<', '=', 0):
	case SIGN('>', '=', 0):
	case SIGN('=', '=', 0):
	case SIGN('!', '=', 0):
		return PYTHON_COMPARISON;
	default:
		return PYTHON_NO_LEVEL;
	}
}

static struct python_token read_operator(struct python_lexer *l)
{
	uint8_t c = l->text.p[l->at];
	size_t from = l->at;
	struct python_token t;

	if (c == '(' || c == '[' || c == '{')
		l->brackets++;
	else if ((c == ')' || c == ']' || c == '}') && l->brackets > 0)
		l->brackets--;
	l->at += is(c, LONGER) ? operator_length(l) : 1;
	t = token(l, PYTHON_OPERATOR, from);
	for (size_t i = t.text.n; i > 0; i--)
		t.sign = t.sign << 8 | t.text.p[i - 1];
	if (is(c, LONGER))
		t.level = (uint8_t)level_of(t.sign);
	return t;
}

/* Words. */

enum { WORDS_SIZE = 128, WORD_MIN = 2, WORD_MAX = 8 };

/* No two words have the same. */
#define PLACE(n, first, last) (((size_t)(first) + (size_t)(last)*11 + (n)) % WORDS_SIZE)

static enum python_word word_of(struct span text)
{
	static const struct {
		struct span text;
		enum python_word word;
	} words[WORDS_SIZE] = {
#define X(symbol, text, first, last)                                                               \
	[PLACE(sizeof(text) - 1, first, last)] = { SPAN(text), PYTHON_WORD_##symbol },
		PYTHON_WORDS(X)
#undef X
	};
	size_t at;

	if (text.n < WORD_MIN || text.n > WORD_MAX)
		return PYTHON_NO_WORD;
	at = PLACE(text.n, text.p[0], text.p[text.n - 1]);
	return span_eq(words[at].text, text) ? words[at].word : PYTHON_NO_WORD;
}

static struct python_token read_name(struct python_lexer *l)
{
	size_t from = l->at, at = from, n = l->text.n;
	const uint8_t *p = l->text.p;
	struct python_token t;

	while (at < n && is(p[at], WORD | DIGIT))
		at++;
	l->at = at;
	t = token(l, PYTHON_NAME, from);
	t.word = (uint8_t)word_of(t.text);
	if (t.word == PYTHON_WORD_IN || t.word == PYTHON_WORD_IS || t.word == PYTHON_WORD_NOT)
		t.level = PYTHON_COMPARISON;
	else if (t.word == PYTHON_WORD_AND || t.word == PYTHON_WORD_OR)
		t.level = t.word == PYTHON_WORD_AND ? PYTHON_BOTH : PYTHON_EITHER;
	return t;
}

static struct python_token read_number(struct python_lexer *l)
{
	size_t from = l->at, at = from, n = l->text.n;
	const uint8_t *p = l->text.p;

	while (at < n && (is(p[at], WORD | DIGIT) || p[at] == '.'))
		at++;
	l->at = at;
	return token(l, PYTHON_NUMBER, from);
}

/* Past the end of a line, or a byte that no source has. */
static bool end_line(struct python_lexer *l)
{
	uint8_t c = peek(l, 0);

	if (c != '\n' && c != 0)
		return false;
	if (c == 0)
		fault(l, "a byte that no source has");
	l->at++;
	l->line += c == '\n';
	l->line_begins |= c == '\n';
	return true;
}

struct python_token python_next(struct python_lexer *l)
{
	unsigned column;
	size_t n_prefix;
	uint8_t c;

	do
		column = skip_space(l);
	while (l->at < l->text.n && end_line(l));
	if (l->at == l->text.n)
		return token(l, PYTHON_END, l->at);
	if (l->line_begins) {
		struct python_token t = token(l, PYTHON_LINE, l->at);

		t.column = column;
		l->line_begins = false;
		return t;
	}
	c = l->text.p[l->at];
	n_prefix = is(c, QUOTE | PREFIX) ? prefix(l) : SIZE_MAX;
	if (n_prefix != SIZE_MAX)
		return read_string(l, n_prefix);
	if (is(c, WORD))
		return read_name(l);
	return is(c, DIGIT) ? read_number(l) : read_operator(l);
}
