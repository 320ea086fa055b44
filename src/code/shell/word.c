/* Words of shell scripts: quotes, escapes and variables. */
#include "code/shell/reader.h"

static bool is_name(uint8_t c)
{
	return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

static bool is_end(uint8_t c)
{
	return c == 0 || strchr(" \t\r\n;&|()<>", c) != NULL;
}

void shell_skip_blanks(struct shell *s)
{
	for (;; s->at++) {
		uint8_t c = shell_peek(s, 0);

		if (c == '\\' && (shell_peek(s, 1) == '\n' ||
				  (shell_peek(s, 1) == '\r' && shell_peek(s, 2) == '\n'))) {
			s->at += shell_peek(s, 1) == '\r' ? 2 : 1;
			s->line++;
		} else if (c == '#') {
			ptrdiff_t n = span_byte(span_from(s->text, s->at), '\n');

			s->at = n == SPAN_NONE ? s->text.n : s->at + (size_t)n;
			return;
		} else if (c != ' ' && c != '\t' && c != '\r') {
			return;
		}
	}
}

static void add(struct shell *s, struct code_value *word, struct code_value piece)
{
	*word = code_join(&s->scopes->pool, *word, piece);
}

static void add_text(struct shell *s, struct code_value *word, size_t from, size_t to)
{
	add(s, word, code_text(span_part(s->text, from, to - from)));
}

/* Where the bracket that was just passed closes, quotes seen; the end of the text without one. */
static size_t find_close(const struct shell *s, uint8_t open, uint8_t close)
{
	size_t depth = 1;
	uint8_t quote = 0;

	for (size_t i = s->at; i < s->text.n; i++) {
		uint8_t c = s->text.p[i];

		if (c == '\\' && quote != '\'')
			i++;
		else if (quote)
			quote = c == quote ? 0 : quote;
		else if (c == '\'' || c == '"')
			quote = c;
		else if (c == close && --depth == 0)
			return i;
		else
			depth += c == open;
	}
	return s->text.n;
}

static void count_lines(struct shell *s, size_t to)
{
	for (; s->at < to; s->at++)
		s->line += s->text.p[s->at] == '\n';
}

/* What stands between brackets runs by itself; its output is not known. */
static void read_inner(struct shell *s, struct code_value *word, uint8_t open, uint8_t close)
{
	size_t to = find_close(s, open, close);

	shell_nested(s, span_part(s->text, s->at, to - s->at), shell_offset(s), s->line);
	count_lines(s, to);
	s->at += s->at < s->text.n;
	add(s, word, (struct code_value){ 0 });
}

static void add_variable(struct shell *s, struct code_value *word, struct span name)
{
	const struct code_value *v = code_find(s->scopes, name);

	add(s, word, v ? *v : (struct code_value){ 0 });
}

/* ${NAME}, ${NAME:-text}, and whatever else braces hold. */
static void read_braces(struct shell *s, struct code_value *word)
{
	bool expression = shell_peek(s, 0) == '{'; /* ${{ ... }} of workflows */
	size_t to = find_close(s, '{', '}');
	struct span inside = span_part(s->text, s->at, to - s->at);
	size_t n = 0;

	while (n < inside.n && is_name(inside.p[n]))
		n++;

	struct span name = span_part(inside, 0, n), rest = span_from(inside, n);
	bool defaults = span_starts(rest, ":-") || span_starts(rest, ":=");

	if (!expression && (rest.n == 0 || (defaults && code_find(s->scopes, name)))) {
		add_variable(s, word, name);
	} else if (!expression && (defaults || span_starts(rest, "-")) &&
		   span_byte(rest, '$') == SPAN_NONE) {
		struct code_value value = code_text(span_from(rest, defaults ? 2 : 1));

		value.partial = true;
		add(s, word, value);
	} else {
		add(s, word, (struct code_value){ 0 });
	}
	count_lines(s, to);
	s->at += s->at < s->text.n;
}

static void read_dollar(struct shell *s, struct code_value *word)
{
	size_t from = ++s->at;
	uint8_t c = shell_peek(s, 0);

	if (c == '(' && shell_peek(s, 1) == '(') {
		s->at++;
		count_lines(s, find_close(s, '(', ')'));
		s->at += s->at < s->text.n;
		add(s, word, (struct code_value){ 0 });
	} else if (c == '(') {
		s->at++;
		read_inner(s, word, '(', ')');
	} else if (c == '{') {
		s->at++;
		read_braces(s, word);
	} else if (is_name(c)) {
		while (is_name(shell_peek(s, 0)))
			s->at++;
		add_variable(s, word, span_part(s->text, from, s->at - from));
	} else if (c && strchr("@*#?!$-", c)) {
		s->at++;
		add(s, word, (struct code_value){ 0 });
	} else if (c != '\'' && c != '"') {
		add_text(s, word, from - 1, from);
	}
}

static void read_backticks(struct shell *s, struct code_value *word)
{
	s->at++;
	read_inner(s, word, 0, '`');
}

/* Up to the closing quote, which is passed. */
static void read_single(struct shell *s, struct code_value *word)
{
	size_t from = ++s->at;
	ptrdiff_t n = span_byte(span_from(s->text, from), '\'');
	size_t to = n == SPAN_NONE ? s->text.n : from + (size_t)n;

	add_text(s, word, from, to);
	count_lines(s, to);
	s->at += s->at < s->text.n;
}

static void read_double(struct shell *s, struct code_value *word)
{
	size_t from = ++s->at;

	while (s->at < s->text.n && s->text.p[s->at] != '"') {
		uint8_t c = s->text.p[s->at];

		if (c != '\\' && c != '$' && c != '`') {
			s->line += c == '\n';
			s->at++;
			continue;
		}
		add_text(s, word, from, s->at);
		if (c == '$') {
			read_dollar(s, word);
		} else if (c == '`') {
			read_backticks(s, word);
		} else if (shell_peek(s, 1) == '\n') {
			s->at += 2;
			s->line++;
		} else {
			bool drops = shell_peek(s, 1) && strchr("$`\"\\", shell_peek(s, 1));

			add_text(s, word, s->at + drops, s->at + 2);
			s->at += s->at + 2 <= s->text.n ? 2 : 1;
		}
		from = s->at;
	}
	add_text(s, word, from, s->at);
	s->at += s->at < s->text.n;
}

static void read_escape(struct shell *s, struct code_value *word)
{
	s->at++;
	if (shell_peek(s, 0) == '\n') {
		s->line++;
		s->at++;
		return;
	}
	add_text(s, word, s->at, s->at + 1);
	s->at += s->at < s->text.n;
}

/* <(...) gives a file name, of what the commands in it print. */
static bool read_process(struct shell *s, struct code_value *word)
{
	if ((shell_peek(s, 0) != '<' && shell_peek(s, 0) != '>') || shell_peek(s, 1) != '(')
		return false;
	s->at += 2;
	read_inner(s, word, '(', ')');
	return true;
}

static void read_plain(struct shell *s, struct code_value *word)
{
	size_t from = s->at;

	while (!is_end(shell_peek(s, 0)) && !strchr("\\'\"$`", shell_peek(s, 0)))
		s->at++;
	add_text(s, word, from, s->at);
}

bool shell_word(struct shell *s, struct shell_word *word)
{
	size_t from = s->at;

	*word = (struct shell_word){ .value = code_text((struct span){ 0 }) };
	word->value.offset = shell_offset(s);
	word->value.line = s->line;
	if (read_process(s, &word->value))
		return true;
	while (!is_end(shell_peek(s, 0))) {
		uint8_t c = shell_peek(s, 0);

		word->quoted |= c == '\'' || c == '"' || c == '\\';
		word->splits |= c == '$' || c == '`';
		if (c == '\'')
			read_single(s, &word->value);
		else if (c == '"')
			read_double(s, &word->value);
		else if (c == '$')
			read_dollar(s, &word->value);
		else if (c == '`')
			read_backticks(s, &word->value);
		else if (c == '\\')
			read_escape(s, &word->value);
		else
			read_plain(s, &word->value);
	}
	return s->at > from;
}
