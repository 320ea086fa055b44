/* Shell scripts as the commands they run. */
#include "code/shell.h"

#include "code/shell/reader.h"

enum { HERE_MAX = 8 };

/* One command under way, and what is piped into it. */
struct command {
	struct code_list words;
	struct code_value input, last; /* the words of the one before; or UNKNOWN */
	struct span here[HERE_MAX];    /* the ends of texts that follow the line */
	size_t n_here;
	uint64_t offset, line;
};

static const char *const keywords[] = { "if",	"then",	 "else",     "elif", "fi", "do",
					"done", "while", "until",    "esac", "{",  "}",
					"!",	"time",	 "function", NULL };

static bool one_of(struct span word, const char *const *words)
{
	for (size_t i = 0; words[i]; i++)
		if (span_is(word, words[i]))
			return true;
	return false;
}

/* NAME=word before a command, or alone. */
static bool is_assignment(const struct code_value *word, size_t *n)
{
	struct span text = word->text;

	for (*n = 0; *n < text.n; ++*n) {
		uint8_t c = text.p[*n];

		if (c == '=')
			return *n > 0;
		if (!(((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_' ||
		      (*n > 0 && c >= '0' && c <= '9')))
			return false;
	}
	return false;
}

static void assign(struct shell *s, const struct code_value *word, size_t n)
{
	struct code_value value = *word;
	struct span name = span_part(word->text, 0, n);

	value.text = span_from(word->text, n + 1);
	s->sink->event(s->sink->context, &(const struct code_event){ .kind = CODE_ASSIGN,
								     .name = name,
								     .value = value,
								     .offset = word->offset,
								     .line = word->line });
	code_bind(s->scopes, name, &value);
}

/* A word of variables without quotes is cut at its blanks. */
static void add_split(struct command *c, struct code_value word)
{
	struct span rest = word.text;

	while (rest.n) {
		size_t n = 0;

		while (n < rest.n && !strchr(" \t\n", rest.p[n]))
			n++;
		word.text = span_part(rest, 0, n);
		if (n)
			code_list_add(&c->words, (struct span){ 0 }, word);
		rest = span_from(rest, n + 1);
	}
}

static void add_word(struct shell *s, struct command *c, const struct shell_word *word)
{
	size_t n;

	if (c->words.n == 0) {
		if (!word->quoted && one_of(word->value.text, keywords))
			return;
		if (is_assignment(&word->value, &n)) {
			assign(s, &word->value, n);
			return;
		}
		c->offset = word->value.offset;
		c->line = word->value.line;
	}
	if (word->splits && !word->quoted && word->value.kind == CODE_TEXT && !word->value.partial)
		add_split(c, word->value);
	else
		code_list_add(&c->words, (struct span){ 0 }, word->value);
}

/* `for x in a b c`: in the loop it is one of them. */
static bool is_loop(struct shell *s, struct command *c)
{
	const struct code_item *item = c->words.first;
	struct code_value all = { 0 };

	if (!item || !span_is(item->value.text, "for") || !item->next)
		return false;
	for (const struct code_item *i = item->next->next; i; i = i->next) {
		if (span_is(i->value.text, "in"))
			continue;
		all = all.kind == CODE_UNKNOWN ? i->value
					       : code_either(&s->scopes->pool, all, i->value);
	}
	code_bind(s->scopes, item->next->value.text, &all);
	return true;
}

/* The script that `sh -c`, `bash -lc` or `eval` is given, if it is known. */
static const struct code_value *script_of(struct span name, const struct code_item *words)
{
	static const char *const shells[] = { "sh", "bash", "dash", "zsh", "ash", "ksh", NULL };
	bool takes = false;

	if (span_is(name, "eval"))
		return words->next ? &words->next->value : NULL;
	if (!one_of(name, shells))
		return NULL;
	for (const struct code_item *i = words->next; i; i = i->next) {
		if (takes)
			return i->value.kind == CODE_TEXT ? &i->value : NULL;
		if (!span_starts(i->value.text, "-"))
			return NULL;
		takes = !span_starts(i->value.text, "--") && span_ends(i->value.text, "c");
	}
	return NULL;
}

static void tell(struct shell *s, const struct command *c, const struct code_item *words)
{
	struct code_event event = {
		.kind = CODE_COMMAND,
		.name = shell_base_name(words->value.text),
		.value = { .kind = CODE_LIST, .items = words, .partial = c->words.partial },
		.input = c->input.kind	 ? &c->input
			 : s->inner.kind ? &s->inner
					 : NULL,
		.offset = c->offset,
		.line = c->line,
	};
	const struct code_value *script = script_of(event.name, words);

	s->sink->event(s->sink->context, &event);
	if (script)
		shell_nested(s, script->text, script->offset, script->line);
}

/* The command is whole. */
static void finish(struct shell *s, struct command *c, bool piped)
{
	const struct code_item *words = shell_program(c->words.first);

	if (words && !is_loop(s, c))
		tell(s, c, words);
	if (words)
		c->last = (struct code_value){ .kind = CODE_LIST, .items = words };
	c->input = piped ? c->last : (struct code_value){ 0 };
	c->words = code_list_of(&s->scopes->pool);
	s->inner = (struct code_value){ 0 };
}

/* The lines up to the one that is `end`, which may be indented by tabs. */
static void skip_here(struct shell *s, struct span end)
{
	while (s->at < s->text.n) {
		struct span rest = span_from(s->text, s->at);
		ptrdiff_t n = span_byte(rest, '\n');
		struct span line = span_part(rest, 0, n == SPAN_NONE ? rest.n : (uint64_t)n);

		s->at += line.n + (n != SPAN_NONE);
		s->line += n != SPAN_NONE;
		while (line.n && (line.p[0] == '\t' || line.p[0] == ' '))
			line = span_from(line, 1);
		if (span_ends(line, "\r"))
			line.n--;
		if (span_eq(line, end))
			return;
	}
}

static void tell_file(struct shell *s, size_t from, const struct code_value *file)
{
	struct span sign = span_part(s->text, from, 2);

	if (!span_starts(sign, ">>") && sign.n > 1)
		sign.n = 1;
	if (span_is(sign, "&"))
		sign = span_part(s->text, from + 1, 1);
	s->sink->event(s->sink->context, &(const struct code_event){ .kind = CODE_REDIRECT,
								     .name = sign,
								     .value = *file,
								     .offset = file->offset,
								     .line = file->line });
}

/* < > >> 2>&1 <<EOF <<< : their words are no arguments. */
static void read_redirection(struct shell *s, struct command *c)
{
	bool here = shell_peek(s, 0) == '<' && shell_peek(s, 1) == '<' && shell_peek(s, 2) != '<';
	size_t from = s->at;
	struct shell_word word;

	while (shell_peek(s, 0) && strchr("<>&|-", shell_peek(s, 0)) &&
	       !(shell_peek(s, 1) == '(' && shell_peek(s, 0) != '&'))
		s->at++;
	shell_skip_blanks(s);
	if (!shell_word(s, &word))
		return;
	if (here && c->n_here < HERE_MAX)
		c->here[c->n_here++] = word.value.text;
	else if (!here && s->sink->mark)
		tell_file(s, from, &word.value);
}

static void read_line_end(struct shell *s, struct command *c)
{
	s->at++;
	s->line++;
	for (size_t i = 0; i < c->n_here; i++)
		skip_here(s, c->here[i]);
	c->n_here = 0;
}

/* `)` without its `(` ends the pattern of a case, which is no command. */
static void read_operator(struct shell *s, struct command *c, size_t *open)
{
	uint8_t one = shell_peek(s, 0), two = shell_peek(s, 1);
	bool piped = one == '|' && two != '|';

	if (one == '<' || one == '>' || (one == '&' && two == '>')) {
		read_redirection(s, c);
		return;
	}
	if (one == '(' && c->words.n == 1 && two == ')') {
		c->words = code_list_of(&s->scopes->pool); /* name() begins a function */
		s->at += 2;
		return;
	}
	if (one == '(')
		++*open;
	if (one == ')' && *open > 0)
		--*open;
	else if (one == ')')
		c->words = code_list_of(&s->scopes->pool);
	finish(s, c, piped);
	if (one == '\n') {
		read_line_end(s, c);
		return;
	}
	s->at += (one == two && (one == '|' || one == '&' || one == ';')) || (piped && two == '&')
			 ? 2
			 : 1;
}

static bool is_number(struct span text)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] < '0' || text.p[i] > '9')
			return false;
	return text.n > 0;
}

/* The 2 of 2>file. */
static bool is_descriptor(const struct shell *s, const struct shell_word *word)
{
	return (shell_peek(s, 0) == '<' || shell_peek(s, 0) == '>') && !word->quoted &&
	       is_number(word->value.text);
}

static void read_script(struct shell *s)
{
	struct code_mark mark = code_mark(&s->scopes->pool);
	struct command command = { .words = code_list_of(&s->scopes->pool) };
	struct shell_word word;
	size_t open = 0;

	for (;;) {
		shell_skip_blanks(s);
		if (s->at == s->text.n)
			break;
		if (command.words.n == 0 && !command.input.kind) {
			code_release(&s->scopes->pool, mark);
			command.words = code_list_of(&s->scopes->pool);
		}
		if (!shell_word(s, &word)) {
			if (s->text.p[s->at] == 0)
				s->at++; /* a byte that no script has */
			else
				read_operator(s, &command, &open);
			continue;
		}
		if (!is_descriptor(s, &word))
			add_word(s, &command, &word);
	}
	finish(s, &command, false);
	s->inner = command.last;
}

void shell_nested(struct shell *s, struct span script, uint64_t offset, uint64_t line)
{
	struct shell inner = *s;

	if (s->depth == SHELL_DEPTH_MAX) {
		s->end->full = true;
		return;
	}
	inner.text = script;
	inner.at = 0;
	inner.offset = offset;
	inner.line = line;
	inner.depth++;
	inner.inner = (struct code_value){ 0 };
	read_script(&inner);
	s->inner = inner.inner;
}

struct code_end code_shell(struct span text, uint64_t offset, uint64_t line,
			   struct code_scopes *scopes, const struct code_sink *sink)
{
	struct code_end end = { 0 };
	struct shell s = { .text = text,
			   .offset = offset,
			   .line = line,
			   .scopes = scopes,
			   .sink = sink,
			   .end = &end };

	code_pool_reads(&scopes->pool, text.n);
	read_script(&s);
	end.full |= scopes->full || code_pool_full(&scopes->pool);
	return end;
}

struct code_end code_shell_words(const struct code_item *words, uint64_t offset, uint64_t line,
				 struct code_scopes *scopes, const struct code_sink *sink)
{
	struct code_end end = { 0 };
	struct command command = { .words = code_list_of(&scopes->pool),
				   .offset = offset,
				   .line = line };
	struct shell s = {
		.offset = offset, .line = line, .scopes = scopes, .sink = sink, .end = &end
	};

	for (; words; words = words->next)
		code_list_add(&command.words, (struct span){ 0 }, words->value);
	finish(&s, &command, false);
	return end;
}
