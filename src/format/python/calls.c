/* Expressions of Python, as far as calls go: what is called, with what inside. */
#include "format/python.h"

#include "code/python/string.h"

void python_step(struct python_source *s)
{
	s->token = python_next(&s->lexer);
}

bool python_is(const struct python_source *s, enum python_kind kind, const char *text)
{
	return s->token.kind == kind && (!text || span_is(s->token.text, text));
}

bool python_take(struct python_source *s, enum python_kind kind, const char *text)
{
	if (!python_is(s, kind, text))
		return false;
	python_step(s);
	return true;
}

bool python_line_ended(const struct python_source *s)
{
	return s->token.kind == PYTHON_LINE || s->token.kind == PYTHON_END;
}

static struct python_call *top(struct python_source *s)
{
	return &s->calls[s->n_calls - 1];
}

static void open_call(struct python_source *s, const char *name, uint64_t line, uint64_t offset)
{
	struct python_call *call;

	if (s->n_calls == PYTHON_CALLS_MAX) {
		s->full = true;
		return;
	}
	call = &s->calls[s->n_calls++];
	*call = (struct python_call){ .brackets = s->lexer.brackets,
				      .line = line,
				      .offset = offset };
	memcpy(call->name, name, PYTHON_NAME_BYTES_MAX);
}

/* What a call gives when that is a module or function named by strings: __import__('os'),
 * importlib.import_module('os'), getattr(os, 'system'). */
static bool result_name(struct python_source *s, const struct python_call *call,
			char name[PYTHON_NAME_BYTES_MAX])
{
	struct span called = span_str(call->name);

	if (call->argument.n == 0)
		return false;
	if (span_is(called, "builtins.__import__") || span_is(called, "importlib.import_module") ||
	    span_is(called, "importlib.__import__")) {
		name[0] = '\0';
		python_extend(name, call->argument);
		return true;
	}
	if (!span_is(called, "builtins.getattr") || call->first.n == 0)
		return false;
	python_begin_name(s, name, call->first);
	python_extend(name, call->argument);
	return true;
}

/* The way to a name that result_name() saw. */
static const char *through_word(const struct python_call *call)
{
	return strcmp(call->name, "builtins.getattr") == 0 ? "getattr" : "import";
}

static void read_name(struct python_source *s, const char *begun, const char *through);

/* The closing bracket of the innermost call was passed. */
void python_close_call(struct python_source *s)
{
	struct python_call call = *top(s);
	char name[PYTHON_NAME_BYTES_MAX];

	s->n_calls--;
	if (call.name[0]) {
		python_keep(s, "python-call", span_str(call.name), &call);
		python_add(top(s)->inside, span_str(call.name));
	}
	python_add(top(s)->inside, span_str(call.inside));
	if (result_name(s, &call, name))
		read_name(s, name, through_word(&call));
}

/* The rest of a dotted name (also as subscripts with a string), and the opening of its call.
 * `through` is the call that gave its first part, or NULL. */
static void read_name(struct python_source *s, const char *begun, const char *through)
{
	char name[PYTHON_NAME_BYTES_MAX];
	uint64_t line = s->token.line, offset = s->token.offset;

	memcpy(name, begun, PYTHON_NAME_BYTES_MAX);
	for (;;) {
		if (python_take(s, PYTHON_OPERATOR, ".")) {
			if (!python_is(s, PYTHON_NAME, NULL))
				return;
			if (name[0])
				python_extend(name, s->token.text);
			python_step(s);
			continue;
		}
		if (python_is(s, PYTHON_OPERATOR, "[") && strcmp(name, "builtins") == 0) {
			python_step(s);
			if (python_is(s, PYTHON_STRING, NULL))
				python_extend(name, s->token.text);
			while (!python_line_ended(s) && !python_take(s, PYTHON_OPERATOR, "]"))
				python_step(s);
			continue;
		}
		break;
	}
	if (python_is(s, PYTHON_OPERATOR, "(")) {
		open_call(s, name, line, offset);
		top(s)->through = through;
		python_step(s);
	}
}

/* from os import * : a bare name may be any module's. All but the last are told at once. */
static void name_from_star(struct python_source *s, char name[PYTHON_NAME_BYTES_MAX],
			   struct span word)
{
	for (size_t i = 0; i < s->n_stars; i++) {
		name[0] = '\0';
		python_extend(name, s->stars[i]);
		python_extend(name, word);
		if (i + 1 < s->n_stars)
			python_keep(s, "python-call", span_str(name), NULL);
	}
}

static void read_word(struct python_source *s)
{
	struct span word = s->token.text;
	const struct python_binding *b = python_find(&s->variables, s->token.text);
	char name[PYTHON_NAME_BYTES_MAX];

	if (b)
		python_add(top(s)->inside, b->inside);
	if (top(s)->n_arguments == 0 && top(s)->first.n == 0)
		top(s)->first = s->token.text;
	s->torchscript |=
		span_is(s->token.text, "__torch__") || span_is(s->token.text, "__parameters__");
	python_begin_name(s, name, s->token.text);
	python_step(s);
	if (name[0] == '\0' && !b && s->n_stars > 0 && python_is(s, PYTHON_OPERATOR, "("))
		name_from_star(s, name, word);
	read_name(s, name, NULL);
}

/* 'o' + 's' and 'o' 's' are one string to whoever looks for a name. */
static void read_string(struct python_source *s)
{
	struct python_call *call = top(s);
	struct span raw = span_part(s->token.text, 0, PYTHON_ARGUMENT_MAX), before = call->argument;
	uint8_t *p;

	if (before.n && (!call->joins || before.n > PYTHON_ARGUMENT_MAX))
		return;
	call->joins = true;
	call->argument = raw;
	if (before.n == 0 && span_byte(raw, '\\') == SPAN_NONE)
		return;
	p = arena_alloc(job_arena(s->job), before.n + python_string_room(raw));
	if (before.n)
		memcpy(p, before.p, before.n);
	call->argument = span_of(p, before.n + python_string(raw, p + before.n));
}

/* One token of an expression. */
void python_read_token(struct python_source *s)
{
	static const char none[PYTHON_NAME_BYTES_MAX] = "";

	if (python_is(s, PYTHON_NAME, NULL)) {
		read_word(s);
		return;
	}
	if (python_is(s, PYTHON_STRING, NULL) && s->n_calls > 1)
		read_string(s);
	else if (!python_is(s, PYTHON_OPERATOR, "+"))
		top(s)->joins = false;
	if (python_is(s, PYTHON_OPERATOR, ",") && s->lexer.brackets == top(s)->brackets)
		top(s)->n_arguments++;
	if (python_is(s, PYTHON_OPERATOR, "("))
		open_call(s, none, s->token.line, s->token.offset);
	if (python_is(s, PYTHON_OPERATOR, ")") && s->n_calls > 1) {
		python_step(s);
		python_close_call(s);
		return;
	}
	python_step(s);
}
