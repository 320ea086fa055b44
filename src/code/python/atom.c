/* Literals, names and brackets of Python. */
#include "code/python/reader.h"
#include "code/python/sequence.h"
#include "code/python/string.h"

/* Strings. */

static struct code_value unescape(struct python_reader *r, struct span raw, bool keeps, bool bytes)
{
	struct code_value v = code_text(raw);
	size_t room;
	uint8_t *p;

	if (keeps || span_byte(raw, '\\') == SPAN_NONE)
		return v;
	if (raw.n > CODE_TEXT_MAX) {
		raw.n = CODE_TEXT_MAX;
		v.partial = true;
	}
	room = python_string_room(raw);
	p = code_text_room(r->pool, room);
	if (!p)
		return (struct code_value){ .kind = CODE_TEXT, .partial = true };
	v.text = span_of(p, bytes ? python_bytes(raw, p) : python_string(raw, p));
	r->pool->n_text -= room - v.text.n;
	return v;
}

static void add_piece(struct python_reader *r, struct code_value *all, struct span raw, bool keeps)
{
	if (raw.n)
		*all = code_join(r->pool, *all, unescape(r, raw, keeps, false));
}

/* f"text {expression:format} text" */
static struct code_value formatted(struct python_reader *r, const struct python_token *t)
{
	struct code_value all = code_text((struct span){ 0 });
	struct span text = t->text;
	uint64_t at =
		t->offset + (uint64_t)(text.p - (r->lexer.text.p + (t->offset - r->lexer.offset)));
	size_t from = 0;

	for (size_t i = 0; i < text.n; i++) {
		uint8_t c = text.p[i];
		size_t expression, close;

		if (c != '{' && c != '}')
			continue;
		add_piece(r, &all, span_part(text, from, i - from), t->raw);
		if (c == '}' || (i + 1 < text.n && text.p[i + 1] == '{')) {
			add_piece(r, &all, span_part(text, i, 1), true);
			i += i + 1 < text.n && text.p[i + 1] == c;
			from = i + 1;
			continue;
		}
		close = python_braces(text, i + 1, &expression);
		all = code_join(r->pool, all,
				python_inner(r, span_part(text, i + 1, expression - i - 1),
					     at + i + 1, t->line));
		i = close;
		from = i + 1;
	}
	add_piece(r, &all, span_from(text, from), t->raw);
	return all;
}

/* Literals that stand one behind the other are one. */
struct code_value python_strings(struct python_reader *r)
{
	struct code_value all = { 0 };
	struct python_token first = r->token;

	while (r->token.kind == PYTHON_STRING) {
		struct python_token t = r->token;
		bool nests = t.formatted && r->formats < PYTHON_FORMATS_MAX;
		struct code_value v;

		r->formats++;
		v = nests ? formatted(r, &t) : unescape(r, t.text, t.raw, t.bytes);
		r->formats--;
		v.partial |= t.formatted && !nests;
		v.bytes = t.bytes;
		v.offset = t.offset;
		v.line = t.line;
		v.marks = python_told(r, CODE_STRING, (struct span){ 0 }, &v, NULL);
		all = all.kind ? code_join(r->pool, all, v) : v;
		python_step(r);
	}
	all.offset = first.offset;
	all.line = first.line;
	return all;
}

/* Brackets. */

/* *list and **dict give their items to what they stand in. */
static void add_starred(struct code_list *list, const struct code_value *v, bool twice)
{
	if ((twice && v->kind != CODE_DICT) || (!twice && v->kind != CODE_LIST)) {
		list->partial = true;
		return;
	}
	list->partial |= v->partial;
	for (const struct code_item *i = v->items; i; i = i->next)
		code_list_add(list, i->name, i->value);
}

/* One item: an expression, name=expression, key: expression; or a comprehension, which *whole
 * tells. */
static void add_item(struct python_reader *r, struct code_list *list, enum code_kind *kind,
		     bool *whole)
{
	struct span name = { 0 };
	struct python_place first;
	struct code_value v;

	if (r->token.kind == PYTHON_NAME && *kind == CODE_RESULT && python_followed_by(r, '=')) {
		name = r->token.text;
		python_step(r);
		python_step(r);
	}
	first = python_place(r);
	v = python_expression(r);
	if (*kind == CODE_DICT && python_take_operator(r, ":")) {
		name = code_constant(&v);
		list->partial |= name.n == 0;
		v = python_expression(r);
	} else if (*kind == CODE_DICT && list->n == 0 && !list->partial) {
		*kind = CODE_LIST; /* a set */
	}
	if (python_is(r, PYTHON_NAME, "for") || python_is(r, PYTHON_NAME, "async")) {
		v = python_comprehension(r, *kind == CODE_DICT ? NULL : &first, v);
		*whole = r->follows && *kind == CODE_LIST && list->n == 0;
	}
	if (!r->follows)
		v.source = (struct span){ 0 };
	code_list_add(list, name, v);
}

static void read_item(struct python_reader *r, struct code_list *list, enum code_kind *kind,
		      bool *whole)
{
	bool once = python_take_operator(r, "*"), twice = !once && python_take_operator(r, "**");
	struct code_value v;

	if (!once && !twice) {
		add_item(r, list, kind, whole);
		return;
	}
	v = python_expression(r);
	add_starred(list, &v, twice);
}

struct code_value python_items(struct python_reader *r, enum code_kind kind, const char *close)
{
	struct code_list list = code_list_of(r->pool);
	uint64_t offset = r->token.offset, line = r->token.line;
	bool whole = false; /* it is a comprehension */

	while (!python_line_ended(r) && !python_is_operator(r, close)) {
		uint64_t before = r->token.offset;

		read_item(r, &list, &kind, &whole);
		if (python_take_operator(r, ",") || python_is_operator(r, close))
			continue;
		/* A slice's colon, or what belongs to no expression. */
		if (before == r->token.offset || python_is_operator(r, ":"))
			python_step(r);
	}
	(void)python_take_operator(r, close);
	if (whole && list.first)
		return list.first->value;
	return (struct code_value){ .kind = kind,
				    .items = list.first,
				    .partial = list.partial,
				    .marks = list.marks,
				    .offset = offset,
				    .line = line };
}

/* (a) is a, (a, b) a list. A target keeps what its parts are written as. */
static struct code_value parenthesis(struct python_reader *r)
{
	struct python_place first;
	struct code_value v;

	python_step(r);
	if (python_take_operator(r, ")"))
		return (struct code_value){ .kind = CODE_LIST };
	first = python_place(r);
	v = python_expressions(r);
	v = python_comprehension(r, &first, v);
	while (!python_line_ended(r) && !python_take_operator(r, ")")) {
		uint64_t before = r->token.offset;

		(void)python_expression(r);
		if (before == r->token.offset)
			python_step(r);
	}
	return v;
}

static struct code_value plain_word(struct python_reader *r)
{
	struct code_value v = python_name(r, r->token.text), value;

	python_step(r);
	if (!python_take_operator(r, ":="))
		return v;
	value = python_expression(r);
	python_assign(r, &v, &value);
	return value;
}

static struct code_value word(struct python_reader *r)
{
	struct code_value v = { .offset = r->token.offset, .line = r->token.line };

	switch (r->token.word) {
	case PYTHON_WORD_IF: /* what ends an expression, or is no value */
	case PYTHON_WORD_ELSE:
	case PYTHON_WORD_FOR:
	case PYTHON_WORD_IN:
	case PYTHON_WORD_IS:
	case PYTHON_WORD_AND:
	case PYTHON_WORD_OR:
	case PYTHON_WORD_ASYNC:
	case PYTHON_WORD_AS:
	case PYTHON_WORD_FROM:
	case PYTHON_WORD_IMPORT:
		return v;
	case PYTHON_WORD_NONE:
	case PYTHON_WORD_TRUE:
	case PYTHON_WORD_FALSE:
		v.kind = CODE_WORD;
		v.text = r->token.text;
		python_step(r);
		return v;
	case PYTHON_WORD_LAMBDA:
		python_step(r);
		return python_lambda(r);
	case PYTHON_WORD_YIELD:
		python_step(r);
		v = python_expressions(r);
		python_return(r, &v); /* what a generator yields */
		return v;
	default:
		return plain_word(r);
	}
}

/* A list of many numbers is kept as it is written. */
static bool take_numbers(struct python_reader *r, struct code_value *v)
{
	uint8_t open = r->token.text.p[0], close = open == '(' ? ')' : open == '[' ? ']' : '}';
	struct span rest = span_from(r->lexer.text, r->lexer.at);
	size_t n;

	if ((open != '(' && open != '[' && open != '{') || !python_is_numbers(rest, close, &n))
		return false;
	*v = (struct code_value){ .kind = CODE_LIST,
				  .bytes = true,
				  .text = span_part(rest, 0, n),
				  .offset = r->token.offset,
				  .line = r->token.line };
	for (size_t i = 0; i < n; i++)
		r->lexer.line += rest.p[i] == '\n';
	r->lexer.at += n;
	python_step(r); /* the closing bracket, */
	python_step(r); /* and what follows */
	return true;
}

struct code_value python_atom(struct python_reader *r)
{
	struct code_value v = { .offset = r->token.offset, .line = r->token.line };

	switch (r->token.kind) {
	case PYTHON_NAME:
		return word(r);
	case PYTHON_STRING:
		return python_strings(r);
	case PYTHON_NUMBER:
		v.kind = CODE_WORD;
		v.text = r->token.text;
		python_step(r);
		return v;
	case PYTHON_OPERATOR:
		break;
	default:
		return v;
	}
	if (take_numbers(r, &v))
		return v;
	if (python_is_operator(r, "("))
		return parenthesis(r);
	if (python_is_operator(r, "[") || python_is_operator(r, "{")) {
		bool dict = python_is_operator(r, "{");

		python_step(r);
		v = python_items(r, dict ? CODE_DICT : CODE_LIST, dict ? "}" : "]");
	} else if (python_is_operator(r, ".")) {
		while (python_take_operator(r, "."))
			;
	}
	return v;
}
