/* Cutting JavaScript source into tokens. */
#include "code/javascript/lexer.h"

#include "base/ascii.h"

enum { NESTED_MAX = 32 };

static uint8_t peek(const struct javascript_lexer *l, size_t ahead)
{
	return l->at + ahead < l->text.n ? l->text.p[l->at + ahead] : 0;
}

static bool is_word(uint8_t c)
{
	return ascii_is_alnum(c) || c == '_' || c == '$' || c >= 0x80;
}

static void fault(struct javascript_lexer *l, const char *what)
{
	if (l->fault)
		return;
	l->fault = what;
	l->fault_at = l->offset + l->at;
}

static void count_lines(struct javascript_lexer *l, size_t to)
{
	for (; l->at < to; l->at++)
		l->line += l->text.p[l->at] == '\n';
}

static void skip_line(struct javascript_lexer *l)
{
	ptrdiff_t n = span_byte(span_from(l->text, l->at), '\n');

	l->at = n == SPAN_NONE ? l->text.n : l->at + (size_t)n;
}

static void skip_comment(struct javascript_lexer *l)
{
	static const struct span end = SPAN("*/");
	ptrdiff_t n = span_find(span_from(l->text, l->at + 2), end);

	if (n == SPAN_NONE)
		fault(l, "a comment has no end");
	count_lines(l, n == SPAN_NONE ? l->text.n : l->at + 2 + (size_t)n + 2);
}

/* Whether a line ended. A byte that no source has is passed too. */
static bool skip_space(struct javascript_lexer *l)
{
	uint64_t line = l->line;
	bool first = l->at == 0;

	if (first && span_starts(l->text, "\xef\xbb\xbf"))
		l->at = 3;
	if (first && peek(l, 0) == '#' && peek(l, 1) == '!')
		skip_line(l);
	while (l->at < l->text.n) {
		uint8_t c = l->text.p[l->at];

		if (c == '/' && peek(l, 1) == '/') {
			skip_line(l);
		} else if (c == '/' && peek(l, 1) == '*') {
			skip_comment(l);
		} else if (ascii_is_blank(c) || c == 0) {
			if (c == 0)
				fault(l, "a byte that no source has");
			l->line += c == '\n';
			l->at++;
		} else {
			break;
		}
	}
	return first || l->line != line;
}

/* Past a string that opens at i, to its closing quote or the end of its line. */
static size_t string_end(struct span text, size_t i)
{
	uint8_t quote = text.p[i];

	for (i++; i < text.n && text.p[i] != quote && text.p[i] != '\n'; i++)
		i += text.p[i] == '\\';
	return i < text.n ? i : text.n;
}

/* Past a regular expression that opens at i, to its closing slash or the end of its line. */
static size_t regex_end(struct span text, size_t i)
{
	bool class = false;

	for (i++; i < text.n && text.p[i] != '\n'; i++) {
		uint8_t c = text.p[i];

		if (c == '\\')
			i++;
		else if (c == '/' && !class)
			break;
		else
			class = c == '[' ? true : c == ']' ? false : class;
	}
	return i < text.n ? i : text.n;
}

/* Whether a slash behind this byte begins a regular expression rather than divides. */
static bool before_regex(uint8_t c)
{
	return c == 0 || strchr("(,=:[!&|?{};+-*%<>~^", c);
}

/* Past a comment that opens at i, to its last byte; i when there is none. */
static size_t comment_end(struct span text, size_t i)
{
	bool line = i + 1 < text.n && text.p[i + 1] == '/';
	struct span rest = span_from(text, i + 2);
	ptrdiff_t end;

	if (i + 1 >= text.n || (!line && text.p[i + 1] != '*'))
		return i;
	end = line ? span_byte(rest, '\n') : span_find(rest, span_str("*/"));
	return end == SPAN_NONE ? text.n : i + 2 + (size_t)end + !line;
}

/* Past what hides brackets in code: a string, a comment, a regular expression. Gives i when there
 * is none. */
static size_t skip_hidden(struct span text, size_t i, uint8_t last)
{
	uint8_t c = text.p[i];
	size_t end;

	if (c == '"' || c == '\'')
		return string_end(text, i);
	if (c != '/')
		return i;
	end = comment_end(text, i);
	return end == i && before_regex(last) ? regex_end(text, i) : end;
}

/* Templates hold code and code holds templates: a stack of which is open. Gives the index of the
 * bracket that closes the first, or the end. */
static size_t find_close(struct span text, size_t at, char first)
{
	char open[NESTED_MAX] = { first };
	size_t n = 1;
	uint8_t last = 0; /* before the byte at hand, blanks apart */

	for (size_t i = at; i < text.n; i++) {
		uint8_t c = text.p[i];
		bool template = open[n - 1] == '`';

		if (template && c == '\\') {
			i++;
		} else if (c == '`' ? template : c == '}' && !template) {
			if (--n == 0)
				return i;
		} else if ((c == '`' && !template) || (c == '{' && !template) ||
			   (c == '$' && template && i + 1 < text.n && text.p[i + 1] == '{')) {
			if (n == NESTED_MAX)
				return text.n;
			open[n++] = c == '`' ? '`' : '{';
			i += c == '$';
			c = '{';
		} else if (!template) {
			i = skip_hidden(text, i, last);
		}
		last = ascii_is_blank(c) ? last : c;
	}
	return text.n;
}

size_t javascript_braces(struct span text, size_t at)
{
	return find_close(text, at, '{');
}

static struct javascript_token start(const struct javascript_lexer *l, enum javascript_kind kind)
{
	return (struct javascript_token){ .kind = kind,
					  .offset = l->offset + l->at,
					  .line = l->line };
}

/* What is between two quotes, from..to; the second is passed. */
static struct javascript_token quoted(struct javascript_lexer *l, enum javascript_kind kind,
				      size_t to)
{
	struct javascript_token t = start(l, kind);
	size_t from = l->at + 1;

	if (to == l->text.n || l->text.p[to] == '\n')
		fault(l, "a string has no end");
	t.text = span_part(l->text, from, to > from ? to - from : 0);
	count_lines(l, to);
	l->at += l->at < l->text.n && l->text.p[l->at] != '\n';
	return t;
}

static size_t operator_length(const struct javascript_lexer *l)
{
	static const char *const longer[] = {
		">>>=", "===", "!==", "**=", "...", "?\?=", "||=", "&&=", "=>",
		"==",	"!=",  "<=",  ">=",  "+=",  "-=",   "*=",  "/=",  "%=",
		"&=",	"|=",  "^=",  "++",  "--",  "&&",   "||",  "??",  "**"
	};
	struct span rest = span_from(l->text, l->at);
	uint8_t first = peek(l, 0), second = peek(l, 1);

	if (first == '?' && second == '.' && !ascii_is_digit(peek(l, 2)))
		return 2;
	if (!strchr("=!*.?|&<>+-/%^", first) || !strchr("=*.?|&+->", second))
		return 1;
	for (size_t i = 0; i < sizeof(longer) / sizeof(*longer); i++)
		if ((uint8_t)longer[i][0] == first && span_starts(rest, longer[i]))
			return strlen(longer[i]);
	return 1;
}

static struct javascript_token take(struct javascript_lexer *l, enum javascript_kind kind, size_t n)
{
	struct javascript_token t = start(l, kind);

	t.text = span_part(l->text, l->at, n);
	l->at += n;
	return t;
}

static size_t word_length(const struct javascript_lexer *l, bool number)
{
	size_t n = 1;

	while (is_word(peek(l, n)) || (number && peek(l, n) == '.'))
		n++;
	return n;
}

struct javascript_token javascript_next(struct javascript_lexer *l)
{
	bool new_line = skip_space(l);
	struct javascript_token t;
	uint8_t c = peek(l, 0);

	if (l->at == l->text.n)
		t = start(l, JAVASCRIPT_END);
	else if (c == '"' || c == '\'')
		t = quoted(l, JAVASCRIPT_STRING, string_end(l->text, l->at));
	else if (c == '`')
		t = quoted(l, JAVASCRIPT_TEMPLATE, find_close(l->text, l->at + 1, '`'));
	else if (ascii_is_digit(c))
		t = take(l, JAVASCRIPT_NUMBER, word_length(l, true));
	else if (is_word(c) || (c == '#' && is_word(peek(l, 1))))
		t = take(l, JAVASCRIPT_NAME, word_length(l, false));
	else
		t = take(l, JAVASCRIPT_OPERATOR, operator_length(l));
	t.new_line = new_line;
	return t;
}

struct javascript_token javascript_regex(struct javascript_lexer *l,
					 const struct javascript_token *slash)
{
	struct javascript_token t = *slash;
	size_t from = (size_t)(slash->offset - l->offset), to = regex_end(l->text, from);

	t.kind = JAVASCRIPT_REGEX;
	t.text = span_part(l->text, from, to - from);
	l->at = to + (to < l->text.n && l->text.p[to] == '/');
	while (is_word(peek(l, 0)))
		l->at++;
	return t;
}
