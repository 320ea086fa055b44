/* Cutting JavaScript source into tokens. */
#include "code/javascript/lexer.h"

#include "base/ascii.h"

enum { NESTED_MAX = 32 };

/* What a byte is. */
enum {
	WORD = 1, /* letters, '_', '$' and what is not ASCII */
	DIGIT = 2,
	BLANK = 4,  /* also what no source has */
	LONGER = 8, /* an operator of more than one byte may begin with it */
};

__extension__ static const uint8_t classes[256] = {
	[0] = BLANK,
	['\t' ... '\r'] = BLANK,
	[' '] = BLANK,
	['0' ... '9'] = DIGIT,
	['A' ... 'Z'] = WORD,
	['a' ... 'z'] = WORD,
	['_'] = WORD,
	['$'] = WORD,
	[0x80 ... 0xff] = WORD,
	['='] = LONGER,
	['!'] = LONGER,
	['*'] = LONGER,
	['.'] = LONGER,
	['?'] = LONGER,
	['|'] = LONGER,
	['&'] = LONGER,
	['<'] = LONGER,
	['>'] = LONGER,
	['+'] = LONGER,
	['-'] = LONGER,
	['/'] = LONGER,
	['%'] = LONGER,
	['^'] = LONGER,
};

static inline bool is(uint8_t c, unsigned class)
{
	return (classes[c] & class) != 0;
}

static inline uint8_t peek(const struct javascript_lexer *l, size_t ahead)
{
	return l->at + ahead < l->text.n ? l->text.p[l->at + ahead] : 0;
}

/* The first byte from `at` on that is not of a class. */
static inline size_t run_end(struct span text, size_t at, unsigned class)
{
	while (at < text.n && is(text.p[at], class))
		at++;
	return at;
}

static void fault(struct javascript_lexer *l, const char *what)
{
	if (l->fault)
		return;
	l->fault = what;
	l->fault_at = l->offset + l->at;
}

/* To there, counting lines. */
static void pass(struct javascript_lexer *l, size_t to)
{
	struct span rest = span_part(l->text, l->at, to - l->at);

	for (ptrdiff_t n; (n = span_byte(rest, '\n')) != SPAN_NONE; l->line++)
		rest = span_from(rest, (uint64_t)n + 1);
	l->at = to;
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
	pass(l, n == SPAN_NONE ? l->text.n : l->at + 2 + (size_t)n + 2);
}

/* Past a mark of UTF-8 and the line that names an interpreter. */
static void skip_head(struct javascript_lexer *l)
{
	if (span_starts(l->text, "\xef\xbb\xbf"))
		l->at = 3;
	if (peek(l, 0) == '#' && peek(l, 1) == '!')
		skip_line(l);
}

/* Whether a line ended. A byte that no source has is passed too. */
static bool skip_space(struct javascript_lexer *l)
{
	uint64_t line = l->line;
	bool first = l->at == 0;

	if (first)
		skip_head(l);
	while (l->at < l->text.n) {
		uint8_t c = l->text.p[l->at];

		if (c == ' ') {
			l->at++;
		} else if (is(c, BLANK)) {
			if (c == 0)
				fault(l, "a byte that no source has");
			l->line += c == '\n';
			l->at++;
		} else if (c == '/' && peek(l, 1) == '/') {
			skip_line(l);
		} else if (c == '/' && peek(l, 1) == '*') {
			skip_comment(l);
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
	pass(l, to);
	l->at += l->at < l->text.n && l->text.p[l->at] != '\n';
	return t;
}

static struct javascript_token take(struct javascript_lexer *l, enum javascript_kind kind,
				    size_t end)
{
	struct javascript_token t = start(l, kind);

	t.text = span_of(l->text.p + l->at, end - l->at);
	l->at = end;
	return t;
}

/* Operators. */

#define SIGN JAVASCRIPT_SIGN

static size_t operator_length(const struct javascript_lexer *l)
{
	static const char *const longer[] = {
		">>>=", "===", "!==", "**=", "...", "?\?=", "||=", "&&=", "=>",
		"==",	"!=",  "<=",  ">=",  "+=",  "-=",   "*=",  "/=",  "%=",
		"&=",	"|=",  "^=",  "++",  "--",  "&&",   "||",  "??",  "**"
	};
	struct span rest = span_from(l->text, l->at);
	uint8_t first = peek(l, 0), second = peek(l, 1);

	if (first == '?' && second == '.' && !is(peek(l, 2), DIGIT))
		return 2;
	if (!strchr("=*.?|&+->", second))
		return 1;
	for (size_t i = 0; i < sizeof(longer) / sizeof(*longer); i++)
		if ((uint8_t)longer[i][0] == first && span_starts(rest, longer[i]))
			return strlen(longer[i]);
	return 1;
}

static enum javascript_level level_of(uint32_t sign)
{
	switch (sign) {
	case SIGN('*', 0, 0, 0):
	case SIGN('/', 0, 0, 0):
	case SIGN('%', 0, 0, 0):
	case SIGN('*', '*', 0, 0):
		return JAVASCRIPT_TERM;
	case SIGN('+', 0, 0, 0):
	case SIGN('-', 0, 0, 0):
		return JAVASCRIPT_SUM;
	case SIGN('<', 0, 0, 0):
	case SIGN('>', 0, 0, 0):
	case SIGN('<', '=', 0, 0):
	case SIGN('>', '=', 0, 0):
	case SIGN('=', '=', 0, 0):
	case SIGN('=', '=', '=', 0):
	case SIGN('!', '=', 0, 0):
	case SIGN('!', '=', '=', 0):
	case SIGN('&', 0, 0, 0):
	case SIGN('|', 0, 0, 0):
	case SIGN('^', 0, 0, 0):
	case SIGN('&', '&', 0, 0):
		return JAVASCRIPT_COMPARISON;
	case SIGN('|', '|', 0, 0):
	case SIGN('?', '?', 0, 0):
		return JAVASCRIPT_EITHER;
	default:
		return JAVASCRIPT_NO_LEVEL;
	}
}

static bool assigns(struct span text)
{
	return text.p[text.n - 1] == '=' &&
	       (text.n == 1 || !strchr("=!<>", text.p[text.n - 2]) || text.n == 4);
}

static struct javascript_token read_operator(struct javascript_lexer *l)
{
	size_t n = is(l->text.p[l->at], LONGER) ? operator_length(l) : 1;
	struct javascript_token t = take(l, JAVASCRIPT_OPERATOR, l->at + n);

	for (size_t i = n; i > 0; i--)
		t.sign = t.sign << 8 | t.text.p[i - 1];
	if (n > 1 || is(t.text.p[0], LONGER))
		t.level = (uint8_t)(assigns(t.text) ? JAVASCRIPT_ASSIGNS : level_of(t.sign));
	return t;
}

/* Words. */

enum { WORDS_SIZE = 128, WORD_MIN = 2, WORD_MAX = 10 };

/* No two words have the same. */
#define PLACE(n, first, second, last)                                                              \
	(((size_t)(first)*5 + (size_t)(second)*19 + (size_t)(last)*27 + (n)) % WORDS_SIZE)

static enum javascript_word word_of(struct span text)
{
	static const struct {
		struct span text;
		enum javascript_word word;
	} words[WORDS_SIZE] = {
#define X(symbol, text, first, second, last)                                                       \
	[PLACE(sizeof(text) - 1, first, second, last)] = { SPAN(text), WORD_##symbol },
		JAVASCRIPT_WORDS(X)
#undef X
	};
	size_t at;

	if (text.n < WORD_MIN || text.n > WORD_MAX)
		return WORD_NONE;
	at = PLACE(text.n, text.p[0], text.p[1], text.p[text.n - 1]);
	return span_eq(words[at].text, text) ? words[at].word : WORD_NONE;
}

static struct javascript_token read_name(struct javascript_lexer *l)
{
	struct javascript_token t =
		take(l, JAVASCRIPT_NAME, run_end(l->text, l->at + 1, WORD | DIGIT));

	t.word = (uint8_t)word_of(t.text);
	if (t.word == WORD_IN || t.word == WORD_INSTANCEOF)
		t.level = JAVASCRIPT_COMPARISON;
	return t;
}

static struct javascript_token read_number(struct javascript_lexer *l)
{
	size_t end = l->at + 1;

	while (end < l->text.n && (is(l->text.p[end], WORD | DIGIT) || l->text.p[end] == '.'))
		end++;
	return take(l, JAVASCRIPT_NUMBER, end);
}

static struct javascript_token read_token(struct javascript_lexer *l)
{
	uint8_t c = l->text.p[l->at];

	if (is(c, WORD) || (c == '#' && is(peek(l, 1), WORD | DIGIT)))
		return read_name(l);
	if (c == '"' || c == '\'')
		return quoted(l, JAVASCRIPT_STRING, string_end(l->text, l->at));
	if (is(c, DIGIT))
		return read_number(l);
	if (c == '`')
		return quoted(l, JAVASCRIPT_TEMPLATE, find_close(l->text, l->at + 1, '`'));
	return read_operator(l);
}

struct javascript_token javascript_next(struct javascript_lexer *l)
{
	bool new_line = skip_space(l);
	struct javascript_token t = l->at < l->text.n ? read_token(l) : start(l, JAVASCRIPT_END);

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
	t.sign = t.level = 0;
	l->at = to + (to < l->text.n && l->text.p[to] == '/');
	l->at = run_end(l->text, l->at, WORD | DIGIT);
	return t;
}
