/* Statements of Python. */
#include "code/python/reader.h"

enum { TARGETS_MAX = 8 };

static bool ends(const struct python_reader *r)
{
	return python_line_ended(r) || (r->lexer.brackets == 0 && python_is_operator(r, ";"));
}

/* A string alone is a comment. */
static bool skip_docstring(struct python_reader *r)
{
	struct python_lexer lexer = r->lexer;
	struct python_token token = r->token;

	while (r->token.kind == PYTHON_STRING)
		python_step(r);
	if (ends(r))
		return true;
	r->lexer = lexer;
	r->token = token;
	return false;
}

/* x: annotation = value */
static bool read_annotated(struct python_reader *r, const struct code_value *target)
{
	struct code_value annotation, value;

	if (target->source.n == 0 || !python_take_operator(r, ":"))
		return false;
	annotation = python_expression(r);
	value = python_instance(&annotation);
	if (python_take_operator(r, "="))
		value = python_expressions(r);
	else if (value.kind == CODE_UNKNOWN)
		return true;
	python_assign(r, target, &value);
	return true;
}

/* x += value: texts go on, of all else nothing is known. */
static bool read_augmented(struct python_reader *r, const struct code_value *target)
{
	bool adds = python_is_operator(r, "+=");
	struct code_value value;

	if (r->token.kind != PYTHON_OPERATOR || r->token.text.n < 2 ||
	    r->token.text.p[r->token.text.n - 1] != '=' || strchr("=!<>:", r->token.text.p[0]))
		return false;
	python_step(r);
	value = python_expressions(r);
	if (adds && (target->kind == CODE_TEXT || (r->follows && value.kind == CODE_TEXT)))
		value = code_join(r->pool, *target, value);
	else
		value = (struct code_value){ .marks = target->marks | value.marks };
	python_assign(r, target, &value);
	return true;
}

/* An expression, or an assignment to one or more. */
static void read_simple(struct python_reader *r)
{
	struct code_value targets[TARGETS_MAX], v;
	struct span containers[TARGETS_MAX];
	size_t n = 0;

	if (r->token.kind == PYTHON_STRING && skip_docstring(r))
		return;
	v = python_expressions(r);
	if (read_annotated(r, &v) || read_augmented(r, &v))
		return;
	while (python_take_operator(r, "=")) {
		if (n < TARGETS_MAX) {
			containers[n] = r->container;
			targets[n++] = v;
		}
		v = python_expressions(r);
	}
	for (size_t i = 0; i < n; i++) {
		python_assign(r, &targets[i], &v);
		python_put(r, containers[i], &v);
	}
}

/* The items of a list, one of which the variable of a loop is. */
struct code_value python_item_of(struct python_reader *r, const struct code_value *list)
{
	struct code_value all = { .marks = list->marks };

	if (list->kind != CODE_LIST)
		return all;
	for (const struct code_item *i = list->items; i; i = i->next)
		all = i == list->items ? i->value : code_either(r->pool, all, i->value);
	all.marks |= list->marks;
	return all;
}

struct code_value python_targets(struct python_reader *r)
{
	struct code_value v = python_postfix(r), first = v;
	struct code_list list;

	if (!python_is_operator(r, ","))
		return v;
	list = code_list_of(r->pool);
	code_list_add(&list, (struct span){ 0 }, first);
	while (python_take_operator(r, ",") && !python_is(r, PYTHON_NAME, "in"))
		code_list_add(&list, (struct span){ 0 }, python_postfix(r));
	return (struct code_value){ .kind = CODE_LIST, .items = list.first };
}

static void read_for(struct python_reader *r, unsigned column)
{
	struct code_value target = python_targets(r), list, item;

	python_open_block(r, column);
	if (!python_take_word(r, "in"))
		return;
	list = python_expressions(r);
	item = python_item_of(r, &list);
	python_assign(r, &target, &item);
}

/* with A() as a, B() as b: what is bound is mostly the thing itself. */
static void read_with(struct python_reader *r)
{
	bool bracket = python_is_operator(r, "(");

	if (bracket)
		python_step(r);
	do {
		struct code_value v, target;

		if (bracket && python_is_operator(r, ")"))
			break;
		v = python_expression(r);
		if (!python_take_word(r, "as"))
			continue;
		target = python_postfix(r);
		python_assign(r, &target, &v);
	} while (python_take_operator(r, ","));
	if (bracket)
		(void)python_take_operator(r, ")");
}

static void read_except(struct python_reader *r)
{
	struct code_value nothing = { 0 };

	if (python_is_operator(r, ":"))
		return;
	(void)python_take_operator(r, "*");
	(void)python_expressions(r);
	if (python_take_word(r, "as") && r->token.kind == PYTHON_NAME) {
		code_bind(r->scopes, r->token.text, &nothing);
		python_step(r);
	}
}

static void read_return(struct python_reader *r)
{
	struct code_value v = python_expressions(r);

	python_return(r, &v);
}

/* What only runs when the file is a program is not run by who imports it. */
static void read_if(struct python_reader *r, unsigned column)
{
	bool guard = python_is(r, PYTHON_NAME, "__name__");
	size_t n = r->n_blocks;

	(void)python_expressions(r);
	python_open_block(r, column);
	if (guard && r->n_blocks > n) {
		r->blocks[n].guard = true;
		r->n_guards++;
	}
}

/* A statement that begins with a word of its own, which was passed. */
static void read_worded(struct python_reader *r, enum python_word word, unsigned column)
{
	switch (word) {
	case PYTHON_WORD_FOR:
		read_for(r, column);
		return;
	case PYTHON_WORD_DEF:
		python_function(r, column);
		return;
	case PYTHON_WORD_CLASS:
		python_class(r, column);
		return;
	case PYTHON_WORD_IMPORT:
		python_import(r);
		return;
	case PYTHON_WORD_FROM:
		python_from(r);
		return;
	case PYTHON_WORD_WITH:
		read_with(r);
		break;
	case PYTHON_WORD_EXCEPT:
		read_except(r);
		break;
	case PYTHON_WORD_IF:
		read_if(r, column);
		return;
	case PYTHON_WORD_ELIF:
	case PYTHON_WORD_WHILE:
		(void)python_expressions(r);
		break;
	case PYTHON_WORD_RETURN:
		if (!ends(r))
			read_return(r);
		return;
	case PYTHON_WORD_ELSE:
	case PYTHON_WORD_TRY:
	case PYTHON_WORD_FINALLY:
		break;
	default:
		if (!ends(r))
			(void)python_expressions(r);
		return;
	}
	python_open_block(r, column);
}

static void read_decorator(struct python_reader *r)
{
	struct code_value v = python_expression(r);

	if (v.text.n && (v.kind == CODE_NAME || v.kind == CODE_RESULT))
		python_event(r, CODE_DECORATOR, v.text, v);
}

/* A statement, and what stands behind its colon on the same line. */
static void read_statement(struct python_reader *r, unsigned column)
{
	enum python_word word;

	if (r->token.word == PYTHON_WORD_ASYNC)
		python_step(r);
	word = (enum python_word)r->token.word;
	if (word != PYTHON_NO_WORD && word <= PYTHON_WORD_CONTINUE) {
		python_step(r);
		read_worded(r, word, column);
	} else if (python_take_operator(r, "@")) {
		read_decorator(r);
	} else {
		read_simple(r);
	}
}

void python_line(struct python_reader *r)
{
	unsigned column = r->token.column;
	struct code_mark mark = code_mark(r->pool);

	if (r->token.kind == PYTHON_LINE)
		python_step(r);
	python_leave_blocks(r, column);
	while (!python_line_ended(r)) {
		uint64_t before = r->token.offset;

		read_statement(r, column);
		/* What is left belongs to no statement, unless a colon or semicolon begins one. */
		if (before == r->token.offset || python_is_operator(r, ":") ||
		    python_is_operator(r, ";"))
			python_step(r);
	}
	code_release(r->pool, mark);
}
