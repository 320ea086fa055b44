/* Statements of JavaScript and TypeScript. */
#include "code/javascript/reader.h"

/* Expressions with commas between. */
static struct code_value expressions(struct javascript_reader *r)
{
	struct code_value v = javascript_expression(r);

	while (javascript_take(r, ","))
		v = javascript_expression(r);
	return v;
}

void javascript_block(struct javascript_reader *r)
{
	bool opened;

	javascript_step(r);
	if (!javascript_deeper(r)) {
		(void)javascript_take(r, "}");
		return;
	}
	opened = code_block_open(r->scopes);
	javascript_statements(r);
	(void)javascript_take(r, "}");
	if (opened)
		code_block_close(r->scopes);
	r->depth--;
}

/* A statement that may not run. */
static void branch(struct javascript_reader *r)
{
	bool opened = code_block_open(r->scopes);

	javascript_statement(r);
	if (opened)
		code_block_close(r->scopes);
}

/* One of the items of a list is what a loop's variable holds. */
static struct code_value item_of(struct javascript_reader *r, const struct code_value *list)
{
	struct code_value all = { .marks = list->marks };

	for (const struct code_item *i = list->kind == CODE_LIST ? list->items : NULL; i;
	     i = i->next)
		all = i == list->items ? i->value : code_either(r->pool, all, i->value);
	return all;
}

static void tell_names(struct javascript_reader *r, const struct javascript_pattern *pattern,
		       const struct code_value *value, const struct javascript_token *at)
{
	struct code_value v = *value;

	v.offset = at->offset;
	v.line = at->line;
	if (pattern->n == 1 && pattern->names[0].rest)
		javascript_event(r, CODE_ASSIGN, pattern->names[0].local, v);
}

/* Whether it binds members only, and not all there is. */
static bool takes_apart(const struct javascript_pattern *pattern)
{
	for (size_t i = 0; i < pattern->n; i++)
		if (pattern->names[i].rest || pattern->names[i].key.n == 0)
			return false;
	return pattern->n > 0;
}

/* const a = 1, { b } = c; also what a `for` declares. */
static void declare(struct javascript_reader *r)
{
	do {
		struct javascript_pattern pattern UNSET;
		struct javascript_token at = r->token;
		struct code_value v = { 0 };

		pattern.n = 0;
		javascript_read_pattern(r, &pattern);
		if (pattern.n == 0)
			return;
		(void)javascript_take(r, "!");
		if (javascript_take(r, ":"))
			v = javascript_type(r, false);
		if (javascript_take(r, "=")) {
			uint64_t apart = r->apart;

			r->apart = takes_apart(&pattern) ? r->token.offset : apart;
			v = javascript_expression(r);
			r->apart = apart;
			tell_names(r, &pattern, &v, &at);
		} else if (javascript_take_word(r, "of")) {
			v = javascript_expression(r);
			v = item_of(r, &v);
		} else if (javascript_take_word(r, "in")) {
			v = javascript_expression(r);
			v = (struct code_value){ .marks = v.marks };
		}
		javascript_bind(r, &pattern, &v);
	} while (javascript_take(r, ","));
}

/* What stands in brackets behind `if`, `for`, `while` ... */
static void condition(struct javascript_reader *r)
{
	(void)javascript_take_word(r, "await");
	if (!javascript_take(r, "("))
		return;
	while (!javascript_ended(r) && !javascript_is(r, ")")) {
		uint64_t before = r->token.offset;

		if (javascript_take_word(r, "const") || javascript_take_word(r, "let") ||
		    javascript_take_word(r, "var"))
			declare(r);
		else
			(void)expressions(r);
		if (javascript_is_word(r, "of") || javascript_is_word(r, "in") ||
		    javascript_is(r, ";") || before == r->token.offset)
			javascript_step(r);
	}
	(void)javascript_take(r, ")");
}

static void read_catch(struct javascript_reader *r)
{
	struct javascript_pattern pattern UNSET;

	pattern.n = 0;
	if (javascript_take(r, "(")) {
		javascript_read_pattern(r, &pattern);
		if (javascript_take(r, ":"))
			(void)javascript_type(r, false);
		(void)javascript_take(r, ")");
		javascript_bind(r, &pattern, NULL);
	}
	branch(r);
}

static void read_function(struct javascript_reader *r)
{
	struct code_value v = { .offset = r->token.offset, .line = r->token.line };
	struct span name = { 0 };

	(void)javascript_take(r, "*");
	if (r->token.kind == JAVASCRIPT_NAME) {
		name = r->token.text;
		code_bind(r->scopes, name, &v);
		javascript_step(r);
	}
	v = javascript_function(r, v.offset);
	if (name.n && v.kind == CODE_FUNCTION)
		code_bind(r->scopes, name, &v);
}

/* enum A { B = "x" }: its names are constants. */
static void read_enum(struct javascript_reader *r)
{
	struct span name = r->token.text;
	struct code_list list = code_list_of(r->pool);
	struct code_value v = { .kind = CODE_DICT };

	javascript_step(r);
	if (!javascript_take(r, "{"))
		return;
	while (!javascript_ended(r) && !javascript_is(r, "}")) {
		struct span key = r->token.text;

		javascript_step(r);
		if (javascript_take(r, "="))
			code_list_add(&list, key, javascript_expression(r));
		(void)javascript_take(r, ",");
	}
	(void)javascript_take(r, "}");
	v.items = list.first;
	code_bind(r->scopes, name, &v);
}

/* interface A extends B { ... }, type A = ...: nothing that runs. */
static void skip_declaration(struct javascript_reader *r, bool interface)
{
	javascript_step(r);
	if (interface) {
		while (!javascript_ended(r) && !javascript_is(r, "{"))
			javascript_step(r);
		(void)javascript_type(r, false);
		return;
	}
	if (javascript_is(r, "<"))
		(void)javascript_type(r, false);
	if (javascript_take(r, "="))
		(void)javascript_type(r, false);
}

/* A word that begins a declaration of TypeScript is a plain name elsewhere. */
static bool declares(struct javascript_reader *r)
{
	struct javascript_token next = javascript_peek(r);

	return next.kind == JAVASCRIPT_NAME && !next.new_line;
}

/* The word that begins a statement, or WORD_NONE. */
static enum javascript_word first_word(struct javascript_reader *r)
{
	enum javascript_word word = (enum javascript_word)r->token.word;

	if (r->token.kind != JAVASCRIPT_NAME || word == WORD_NONE || word > WORD_ASYNC)
		return WORD_NONE;
	return word < WORD_ENUM || declares(r) ? word : WORD_NONE;
}

static void read_worded(struct javascript_reader *r, enum javascript_word word)
{
	struct code_value v;

	javascript_step(r);
	switch (word) {
	case WORD_IF:
	case WORD_FOR:
	case WORD_WHILE:
	case WORD_WITH:
	case WORD_SWITCH:
		condition(r);
		branch(r);
		return;
	case WORD_ELSE:
	case WORD_DO:
	case WORD_TRY:
	case WORD_FINALLY:
		branch(r);
		return;
	case WORD_CATCH:
		read_catch(r);
		return;
	case WORD_CONST:
		if (javascript_is_word(r, "enum"))
			return;
		declare(r);
		return;
	case WORD_LET:
	case WORD_VAR:
		declare(r);
		return;
	case WORD_FUNCTION:
		read_function(r);
		return;
	case WORD_CLASS:
		(void)javascript_class(r);
		return;
	case WORD_EXPORT:
		javascript_export(r);
		return;
	case WORD_CASE:
		(void)expressions(r);
		(void)javascript_take(r, ":");
		return;
	case WORD_DEFAULT:
		(void)javascript_take(r, ":");
		return;
	case WORD_RETURN:
	case WORD_THROW:
		if (r->token.new_line || javascript_is(r, ";") || javascript_is(r, "}"))
			return;
		v = expressions(r);
		if (word == WORD_RETURN)
			javascript_gives(r, &v);
		return;
	case WORD_ENUM:
		read_enum(r);
		return;
	case WORD_INTERFACE:
	case WORD_TYPE:
		skip_declaration(r, word == WORD_INTERFACE);
		return;
	case WORD_NAMESPACE:
	case WORD_MODULE:
		javascript_step(r);
		return;
	default: /* a word before a declaration */
		return;
	}
}

/* import("x") and import.meta are expressions. */
static bool is_expression(struct javascript_reader *r)
{
	struct span next = javascript_peek(r).text;

	return span_is(next, "(") || span_is(next, ".");
}

/* A string alone is a directive. */
static bool skip_directive(struct javascript_reader *r)
{
	struct javascript_token next;

	if (r->token.kind != JAVASCRIPT_STRING)
		return false;
	next = javascript_peek(r);
	if (next.kind != JAVASCRIPT_END && !span_is(next.text, ";") && !span_is(next.text, "}") &&
	    !(next.new_line && next.kind != JAVASCRIPT_OPERATOR))
		return false;
	javascript_step(r);
	return true;
}

static void read_statement(struct javascript_reader *r)
{
	enum javascript_word word = first_word(r);

	if (javascript_is(r, "{")) {
		javascript_block(r);
	} else if (word == WORD_IMPORT && !is_expression(r)) {
		javascript_step(r);
		javascript_import(r);
	} else if (word != WORD_NONE && word != WORD_IMPORT) {
		read_worded(r, word);
	} else if (!javascript_take(r, ";") && !skip_directive(r)) {
		(void)expressions(r);
		(void)javascript_take(r, ":"); /* a label */
	}
	(void)javascript_take(r, ";");
}

void javascript_statement(struct javascript_reader *r)
{
	struct code_mark mark = code_mark(r->pool);

	if (!javascript_deeper(r))
		return;
	read_statement(r);
	r->depth--;
	code_release(r->pool, mark);
}
