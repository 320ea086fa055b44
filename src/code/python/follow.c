/* Calls followed into functions of the source: their bodies are read again with what they are
 * given. */
#include "code/python/reader.h"

/* Brackets that the token at hand has opened already. */
static unsigned opens(const struct python_token *token)
{
	return token->kind == PYTHON_OPERATOR && strchr("([{", token->text.p[0]) ? 1 : 0;
}

struct code_function *python_function_here(struct python_reader *r,
					   const struct code_item *parameters)
{
	struct code_function *f;
	struct code_item *last = NULL;

	if (r->n_functions == PYTHON_FUNCTIONS_MAX || !code_has_room(r->scopes->arena)) {
		r->end->full = true;
		return NULL;
	}
	r->n_functions++;
	f = arena_alloc(r->scopes->arena, sizeof(*f));
	*f = (struct code_function){ .older = r->functions,
				     .text = r->lexer.text,
				     .offset = r->lexer.offset,
				     .at = (size_t)(r->token.offset - r->lexer.offset),
				     .end = r->lexer.text.n,
				     .line = r->token.line,
				     .brackets = r->lexer.brackets - opens(&r->token) };
	for (const struct code_item *i = parameters; i; i = i->next) {
		struct code_item *copy = arena_alloc(r->scopes->arena, sizeof(*copy));
		size_t *items = &r->scopes->items_left, *text = &r->scopes->text_left;

		copy->name = arena_copy(r->scopes->arena, i->name);
		copy->value = code_copy(r->scopes->arena, &i->value, items, text);
		if (last)
			last->next = copy;
		else
			f->parameters = copy;
		last = copy;
	}
	f->is_method = f->parameters && (span_is(f->parameters->name, "self") ||
					 span_is(f->parameters->name, "cls"));
	r->functions = f;
	return f;
}

void python_note_worth(struct python_reader *r)
{
	for (size_t i = r->n_blocks; i > 0; i--)
		if (r->blocks[i - 1].function)
			r->blocks[i - 1].function->worth = true;
}

void python_note_late(struct python_reader *r, struct span name)
{
	if (!r->follows || r->n_follows > 0 || name.n == 0)
		return;
	for (size_t i = r->n_blocks; i > 0; i--) {
		struct code_function *f = r->blocks[i - 1].function;

		if (!f)
			continue;
		if (!f->late)
			f->late = arena_array(r->scopes->arena, PYTHON_LATE_MAX, sizeof(*f->late));
		if (f->n_late < PYTHON_LATE_MAX)
			f->late[f->n_late++] = name;
		return;
	}
}

/* The first value that is known stands for all of them. */
void python_return(struct python_reader *r, const struct code_value *value)
{
	bool known =
		r->returns && r->returns->kind != CODE_UNKNOWN && r->returns->kind != CODE_WORD;

	if (!r->returns)
		return;
	r->return_marks |= value->marks;
	if (known) {
		r->returns->partial = true;
		return;
	}
	*r->returns =
		code_copy(r->scopes->arena, value, &r->scopes->items_left, &r->scopes->text_left);
}

/* Binding arguments. */

static void bind_parameters(struct python_reader *r, const struct code_function *f,
			    const struct code_value *call)
{
	const struct code_item *i = f->parameters;
	size_t n = 0;

	if (f->is_method && i) {
		code_bind(r->scopes, i->name, &i->value);
		i = i->next;
	}
	for (; i; i = i->next) {
		const struct code_value *given = code_get(call, i->name);
		struct code_value rest = { .marks = call->marks };

		if (i->value.bytes)
			given = &rest; /* *arguments may be anything */
		else if (!given)
			given = code_at(call, n++);
		code_bind(r->scopes, i->name, given ? given : &i->value);
	}
}

/* Reading again. */

static struct code_value read_body(struct python_reader *r, const struct code_function *f)
{
	struct code_value returned = { 0 }, *outer = r->returns;
	uint64_t marks = r->return_marks;

	if (f->is_lambda) {
		returned = python_expression(r);
		return returned;
	}
	r->returns = &returned;
	r->return_marks = 0;
	/* What stands behind the colon, or the lines below it. */
	while (r->token.kind != PYTHON_END)
		python_line(r);
	returned.marks |= r->return_marks;
	r->returns = outer;
	r->return_marks = marks;
	return returned;
}

static struct code_value read_again(struct python_reader *r, struct code_function *f,
				    const struct code_value *call)
{
	struct python_place here = python_place(r);
	size_t outer = r->outer_blocks, n_blocks = r->n_blocks;
	enum code_scope scope = code_when(r->scopes);
	struct code_value v = { .marks = call->marks };
	unsigned depth = r->depth;

	if (!code_enter(r->scopes, scope == CODE_IN_FUNCTION ? scope : CODE_AT_TOP))
		return v;
	f->busy = true;
	r->n_follows++;
	r->outer_blocks = r->n_blocks;
	bind_parameters(r, f, call);
	r->lexer = (struct python_lexer){ .text = span_part(f->text, 0, f->end),
					  .offset = f->offset,
					  .at = f->at,
					  .line = f->line,
					  .brackets = f->brackets };
	python_step(r);
	r->follow_bytes -= f->end - f->at < r->follow_bytes ? f->end - f->at : r->follow_bytes;
	v = read_body(r, f);
	python_leave_blocks(r, 0);
	r->n_blocks = n_blocks;
	r->outer_blocks = outer;
	r->depth = depth;
	r->n_follows--;
	f->busy = false;
	(void)code_leave(r->scopes);
	r->lexer = here.lexer;
	r->token = here.token;
	return v;
}

static size_t when_now(const struct python_reader *r)
{
	return r->n_guards || code_when(r->scopes) == CODE_IN_FUNCTION;
}

static bool text_tells(struct span text)
{
	enum { CODE_MIN = 24, NAME_MAX_SIZE = 4 };

	return text.n >= CODE_MIN ||
	       (text.n > NAME_MAX_SIZE &&
		(span_byte(text, '/') != SPAN_NONE || span_byte(text, '\\') != SPAN_NONE ||
		 span_byte(text, '.') != SPAN_NONE));
}

/* A text that may be a path, an address or code; a list; something to be called that runs what it
 * is given. */
static bool tells(const struct code_value *v)
{
	struct code_item one;

	for (const struct code_item *i = code_alternatives(v, &one); i; i = i->next) {
		struct span text = i->value.text;

		if (i->value.kind == CODE_TEXT
			    ? text_tells(text)
			    : i->value.kind == CODE_LIST || i->value.kind == CODE_FUNCTION)
			return true;
		if (i->value.kind == CODE_NAME &&
		    (span_starts(text, "builtins.") || span_starts(text, "os.") ||
		     span_starts(text, "subprocess.")))
			return true;
	}
	return false;
}

/* Whether what the call gives may bring out something that was not seen without it. */
static bool tells_more(const struct python_reader *r, const struct code_function *f,
		       const struct code_value *call)
{
	if (!f->known[when_now(r)] || call->marks & ~f->marks_in)
		return true;
	for (const struct code_item *i = call->items; i; i = i->next)
		if (r->n_follows < PYTHON_UNFOLDS_MAX && tells(&i->value))
			return true;
	return false;
}

static bool is_followed(struct python_reader *r, const struct code_function *f,
			const struct code_value *call)
{
	if (!f || !r->follows || f->busy || r->n_follows == PYTHON_FOLLOWS_MAX ||
	    !(f->worth || f->is_lambda) || !tells_more(r, f, call))
		return false;
	if (r->follow_bytes == 0 || r->scopes->n_names > CODE_NAMES_MAX / 2) {
		r->end->full = true;
		return false;
	}
	return true;
}

struct code_value python_follow(struct python_reader *r, const struct code_value *callee,
				const struct code_value *call)
{
	struct code_function *f = callee->function;
	struct code_value v = { .marks = call->marks };

	if (f && f->worth)
		python_note_worth(r);
	if (!is_followed(r, f, call)) {
		v.marks = f && (f->known[0] || f->known[1]) ? f->marks_out | call->marks
							    : call->marks;
		return v;
	}
	v = read_again(r, f, call);
	f->known[when_now(r)] = true;
	f->marks_in |= call->marks;
	f->marks_out |= v.marks;
	return v;
}

/* Late calls. */

static bool is_known_now(const struct python_reader *r, struct span name)
{
	ptrdiff_t dot = span_byte(name, '.');
	const struct code_value *v =
		dot == SPAN_NONE
			? code_find(r->scopes, name)
			: code_find_in_class(r->scopes, span_from(name, (uint64_t)dot + 1));

	return v && v->kind == CODE_FUNCTION && v->function && v->function->worth;
}

void python_follow_late(struct python_reader *r, const struct code_function *before)
{
	const struct code_value call = { .kind = CODE_RESULT };

	r->n_guards++; /* nobody has called them */
	for (struct code_function *f = r->functions; f && f != before; f = f->older) {
		bool late = false;
		struct code_value callee = { .kind = CODE_FUNCTION, .function = f };

		for (unsigned i = 0; i < f->n_late && !late; i++)
			late = is_known_now(r, f->late[i]);
		if (!late)
			continue;
		f->n_late = 0;
		f->worth = true;
		f->known[0] = f->known[1] = false;
		(void)python_follow(r, &callee, &call);
	}
	r->n_guards--;
}

/* Parameters hide what has their name outside. */

static struct code_list read_names(struct python_reader *r)
{
	struct code_list list = code_list_of(r->pool);

	while (!python_line_ended(r) && !python_is_operator(r, ":") &&
	       !python_is_operator(r, ")")) {
		struct span name =
			r->token.kind == PYTHON_NAME ? r->token.text : (struct span){ 0 };
		struct code_value v = { .offset = r->token.offset, .line = r->token.line };

		v.bytes = python_is_operator(r, "*") || python_is_operator(r, "**");
		python_step(r);
		if (v.bytes && r->token.kind == PYTHON_NAME) {
			name = r->token.text;
			python_step(r);
		}
		if (python_take_operator(r, "="))
			v = python_expression(r);
		if (name.n)
			code_list_add(&list, name, v);
	}
	return list;
}

struct code_value python_lambda(struct python_reader *r)
{
	struct code_value v = { .offset = r->token.offset, .line = r->token.line };
	struct code_list names = read_names(r);
	bool entered = code_enter(r->scopes, CODE_IN_FUNCTION);

	for (const struct code_item *i = entered ? names.first : NULL; i; i = i->next)
		code_bind(r->scopes, i->name, &i->value);
	if (python_take_operator(r, ":")) {
		if (r->follows)
			v.function = python_function_here(r, names.first);
		if (v.function) {
			v.kind = CODE_FUNCTION;
			v.function->is_lambda = true;
			v.function->busy = true;
		}
		(void)python_expression(r);
	}
	if (v.function) {
		v.function->busy = false;
		v.function->end = (size_t)(r->token.offset - r->lexer.offset);
	}
	if (entered)
		(void)code_leave(r->scopes);
	return v;
}
