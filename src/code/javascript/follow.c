/* Functions of the source: their bodies are read where they stand, and again with what calls give
 * them. */
#include "code/javascript/reader.h"

#include "base/ascii.h"
#include "base/hash.h"
#include "base/search.h"

enum { DECLARED_BITS = 1 << 16, ONWARD_MAX = 3, LARGE = 4 << 10, PROGRAM = 128 << 10 };

/* Functions that are read. */

static bool is_at_once(const struct javascript_reader *r)
{
	return code_when(r->scopes) != CODE_IN_FUNCTION;
}

static struct span keep_name(struct arena *arena, struct span name)
{
	return name.n ? arena_copy(arena, name) : name;
}

static const struct javascript_parameter *keep_parameters(struct javascript_reader *r,
							  const struct javascript_pattern *pattern)
{
	struct arena *arena = r->scopes->arena;
	struct javascript_parameter *kept = arena_array(arena, pattern->n, sizeof(*kept));

	for (size_t i = 0; i < pattern->n; i++) {
		struct code_value *value = NULL;

		if (pattern->names[i].value.kind) {
			value = arena_alloc(arena, sizeof(*value));
			*value = code_copy(arena, &pattern->names[i].value, &r->kept_items,
					   &r->kept_text);
		}
		kept[i] = (struct javascript_parameter){
			.key = keep_name(arena, pattern->names[i].key),
			.local = keep_name(arena, pattern->names[i].local),
			.value = value,
			.rest = pattern->names[i].rest,
			.position = pattern->names[i].position,
		};
	}
	return kept;
}

static struct code_function *function_here(struct javascript_reader *r,
					   const struct javascript_pattern *pattern,
					   bool expression)
{
	struct code_function *f;

	if (!r->follows || r->n_functions == JAVASCRIPT_FUNCTIONS_MAX)
		return NULL;
	if (!code_has_room(r->scopes->arena)) {
		r->end->full = true;
		return NULL;
	}
	r->n_functions++;
	f = arena_alloc(r->scopes->arena, sizeof(*f));
	*f = (struct code_function){
		.body = javascript_place(r),
		.expression = expression,
		.n_parameters = pattern->n,
		.parameters = keep_parameters(r, pattern),
	};
	return f;
}

static void note_worth(struct javascript_reader *r)
{
	for (struct code_function *f = r->inside; f && !f->worth; f = f->outer)
		f->worth = true;
}

uint64_t javascript_told(struct javascript_reader *r, enum code_event_kind kind, struct span name,
			 const struct code_value *value, const struct code_value *receiver)
{
	const struct code_event event = { .kind = kind,
					  .scope = code_when(r->scopes),
					  .name = name,
					  .value = *value,
					  .receiver = receiver,
					  .offset = value->offset,
					  .line = value->line };
	uint64_t marks;

	r->sink->event(r->sink->context, &event);
	if (!r->follows)
		return 0;
	marks = r->sink->mark(r->sink->context, &event);
	if (marks & CODE_MARK_WORTH)
		note_worth(r);
	return marks & ~CODE_MARK_WORTH;
}

/* Whether a function is called with no need of anybody else: it stands in brackets of its own, is a
 * part of a bundle, or what is called now calls it on its own account. */
static bool runs_now(const struct javascript_reader *r, uint64_t begin)
{
	static const char *const modules[] = { "http",	       "https",	  "fs",
					       "fs/promises",  "dns",	  "net",
					       "zlib",	       "crypto",  "child_process",
					       "axios",	       "fetch",	  "stream",
					       "setTimeout",   "os",	  "setInterval",
					       "setImmediate", "process", NULL };
	static const char *const methods[] = { "then",	  "catch", "finally",  "on",   "once",
					       "forEach", "map",   "nextTick", "some", NULL };
	const struct javascript_asking *asking = r->asking;
	const uint8_t *dot;
	ptrdiff_t first;

	if (r->called == begin || r->listed == begin)
		return true;
	if (!asking || asking->begin != begin || span_ends(asking->name, ".createServer"))
		return false;
	if (span_is(asking->source, "Promise"))
		return true;
	dot = asking->name.n ? memrchr(asking->name.p, '.', asking->name.n) : NULL;
	first = span_byte(asking->name, '.');
	return span_one_of(first == SPAN_NONE ? asking->name
					      : span_part(asking->name, 0, (uint64_t)first),
			   modules) ||
	       (dot && span_one_of(span_from(asking->name, (uint64_t)(dot - asking->name.p) + 1),
				   methods));
}

/* What a function among the arguments of a call is called with comes from the call. */
static uint64_t asked(struct javascript_reader *r, uint64_t begin)
{
	const struct javascript_asking *asking = r->asking;
	struct code_event event = { .kind = CODE_CALL, .scope = code_when(r->scopes) };
	uint64_t marks;

	if (!asking || asking->begin != begin)
		return 0;
	marks = asking->marks | asking->list->marks;
	if (asking->receiver)
		marks |= asking->receiver->marks;
	if (asking->name.n == 0 || asking->name.p[0] == '?')
		return marks;
	event.name = asking->name;
	event.receiver = asking->receiver;
	event.value = (struct code_value){ .kind = CODE_RESULT,
					   .text = asking->name,
					   .items = asking->list->first };
	event.value.partial = true;
	event.value.marks = marks;
	event.value.offset = event.offset = asking->offset;
	event.value.line = event.line = asking->line;
	r->sink->event(r->sink->context, &event);
	return r->sink->mark(r->sink->context, &event) & ~CODE_MARK_WORTH;
}

void javascript_gives(struct javascript_reader *r, const struct code_value *value)
{
	struct code_function *f = r->inside;
	struct code_value *kept;

	if (!f)
		return;
	f->returns = true;
	f->marks |= value->marks;
	if (value->kind == CODE_UNKNOWN || f->gives || !code_has_room(r->scopes->arena))
		return;
	kept = arena_alloc(r->scopes->arena, sizeof(*kept));
	*kept = code_copy(r->scopes->arena, value, &r->kept_items, &r->kept_text);
	f->gives = kept;
}

/* A function that the source is given calls on: what it is called with is what comes out. */
static void give_onward(struct javascript_reader *r, uint64_t marks)
{
	struct code_function *f = r->inside;

	for (int i = 0; marks && f && i < ONWARD_MAX; f = f->outer, i++)
		f->marks |= marks;
}

static void read_body(struct javascript_reader *r, bool expression)
{
	struct code_value v;

	if (!expression) {
		javascript_block(r);
		return;
	}
	v = javascript_expression(r);
	javascript_gives(r, &v);
}

/* What is not known at the end of the body is declared further out, if anywhere. */
static void read_late_body(struct javascript_reader *r, struct code_function *f, bool expression)
{
	struct javascript_late *late = r->late;
	struct span before = late ? late->name : (struct span){ 0 };

	if (late)
		late->name.n = 0;
	read_body(r, expression);
	if (f && late)
		f->late = late->name.n > 0;
	if (late && late->name.n == 0)
		late->name = before;
}

struct code_value javascript_body(struct javascript_reader *r,
				  const struct javascript_pattern *parameters, uint64_t begin,
				  bool expression)
{
	struct code_function *f = function_here(r, parameters, expression);
	struct code_value given = { .marks = f ? asked(r, begin) : 0 };
	struct code_value v = { .kind = f ? CODE_FUNCTION : CODE_UNKNOWN, .function = f };
	uint64_t from = r->token.offset;
	bool entered =
		code_enter(r->scopes, f && runs_now(r, begin) ? CODE_AT_TOP : CODE_IN_FUNCTION);

	javascript_bind(r, parameters, given.marks ? &given : NULL);
	if (f) {
		f->outer = r->inside;
		f->busy = true;
		f->ran = is_at_once(r);
		r->inside = f;
	}
	read_late_body(r, f, expression);
	if (f) {
		f->size = (size_t)(r->token.offset - from);
		f->busy = false;
		r->inside = f->outer;
		v.marks = f->marks;
	}
	if (entered)
		(void)code_leave(r->scopes);
	return v;
}

/* Functions that are called. */

static void bind_one(struct javascript_reader *r, const struct javascript_parameter *p,
		     const struct code_value *given, uint64_t marks)
{
	struct code_value v = { .marks = marks };

	if (given && p->key.n)
		v = javascript_attribute(r, given, p->key);
	else if (given && p->rest)
		v = *given;
	else if (given)
		v.marks |= given->marks;
	else if (p->value)
		v = *p->value;
	if (p->local.n)
		code_bind(r->scopes, p->local, &v);
}

static void bind_parameters(struct javascript_reader *r, const struct code_function *f,
			    const struct code_value *call)
{
	for (size_t i = 0; i < f->n_parameters; i++) {
		const struct javascript_parameter *p = &f->parameters[i];

		bind_one(r, p, code_at(call, p->position), call->partial ? call->marks : 0);
	}
}

static struct code_value read_again(struct javascript_reader *r, struct code_function *f,
				    const struct code_value *call)
{
	struct javascript_place here = javascript_place(r);
	struct code_function again = { .outer = r->inside }, *outer = r->inside;
	const struct javascript_asking *asking = r->asking;
	struct code_value v = { .marks = call->marks };

	if (!code_enter(r->scopes, code_when(r->scopes)))
		return v;
	f->busy = true;
	r->n_follows++;
	r->inside = &again;
	r->asking = NULL;
	bind_parameters(r, f, call);
	javascript_go(r, &f->body);
	read_body(r, f->expression);
	v.marks = 0;
	if (again.gives)
		v = *again.gives;
	v.marks |= again.marks;
	r->asking = asking;
	r->inside = outer;
	r->n_follows--;
	f->worth |= again.worth;
	f->busy = false;
	(void)code_leave(r->scopes);
	javascript_go(r, &here);
	return v;
}

/* Whether a call gives what this function was not followed with yet, or runs it at once. */
static bool is_news(const struct javascript_reader *r, const struct code_function *f,
		    const struct code_value *call)
{
	return (f->late && !f->known) || (f->worth && !f->ran && is_at_once(r)) ||
	       call->marks & ~f->marks_in & ~r->sink->slight;
}

/* Whether it may bring out a text that was not seen without it. A large function does not put texts
 * together. */
static bool has_constants(const struct code_function *f, const struct code_value *call)
{
	if (f->size > LARGE || !(f->returns || f->worth))
		return false;
	for (const struct code_item *i = call->items; i; i = i->next)
		if (i->value.kind != CODE_UNKNOWN && i->value.kind != CODE_RESULT)
			return true;
	return false;
}

static bool take_bytes(size_t *left, const struct code_function *f)
{
	bool enough = *left >= f->size;

	if (enough)
		*left -= f->size;
	return enough;
}

/* Not all of a large file can be read again, which says nothing of it. */
static bool is_small(const struct javascript_reader *r)
{
	return r->lexer.text.n <= JAVASCRIPT_FOLLOW_BYTES;
}

/* Values that come from somewhere must be followed where something happens; constants as far as
 * there is time. */
static bool pays(struct javascript_reader *r, const struct code_function *f,
		 const struct code_value *call)
{
	bool worth = f->worth || f->late, room = r->scopes->n_names < CODE_NAMES_MAX / 2;

	if (worth && f->size <= PROGRAM && is_news(r, f, call)) {
		bool enough = room && take_bytes(&r->follow_bytes, f);

		r->end->full |= !enough && is_small(r) && call->marks & ~r->sink->slight;
		return enough;
	}
	return room && has_constants(f, call) &&
	       take_bytes(worth ? &r->constant_bytes : &r->helper_bytes, f);
}

struct code_value javascript_follow(struct javascript_reader *r, const struct code_value *callee,
				    const struct code_value *call)
{
	struct code_function *f = callee->function;
	struct code_value v = { .marks = call->marks };

	if (!f || !r->follows)
		return v;
	if (f->worth)
		note_worth(r);
	if (f->busy || r->n_follows == JAVASCRIPT_FOLLOWS_MAX ||
	    r->depth > JAVASCRIPT_DEPTH_MAX / 2 || !pays(r, f, call)) {
		if (f->gives)
			v = *f->gives;
		v.marks |= f->marks | f->marks_out;
		return v;
	}
	f->known = true;
	f->ran |= is_at_once(r);
	f->marks_in |= call->marks;
	v = read_again(r, f, call);
	f->marks_out |= v.marks;
	return v;
}

/* What is declared below. */

static size_t bit_of(struct span name)
{
	return hash_span(name) % DECLARED_BITS;
}

static struct span name_at(struct span text)
{
	size_t n = 0;

	while (text.n && (text.p[0] == ' ' || text.p[0] == '*'))
		text = span_from(text, 1);
	while (n < text.n && (ascii_is_alnum(text.p[n]) || text.p[n] == '_' || text.p[n] == '$'))
		n++;
	return span_part(text, 0, n);
}

const uint8_t *javascript_declared(struct arena *arena, struct span text)
{
	static const struct span words[] = { SPAN("function"), SPAN("const "), SPAN("let "),
					     SPAN("var ") };
	const struct search search = search_for(words, sizeof(words) / sizeof(*words));
	uint8_t *bits = arena_array(arena, DECLARED_BITS / 8, 1);
	size_t at = 0, which, bit;
	ptrdiff_t next;

	while ((next = search_next(&search, text, at, &which)) != SPAN_NONE) {
		struct span name;

		at = (size_t)next + words[which].n;
		name = name_at(span_part(text, at, CODE_NAME_MAX));
		bit = bit_of(name);
		if (name.n)
			bits[bit / 8] |= (uint8_t)(1u << bit % 8);
	}
	return bits;
}

void javascript_note_late(struct javascript_reader *r, struct span name, uint64_t marks)
{
	give_onward(r, marks);
	if (!r->declared || !r->late || name.n == 0 || r->late->name.n ||
	    !(r->declared[bit_of(name) / 8] >> bit_of(name) % 8 & 1))
		return;
	r->late->name = name;
}

static bool is_worth_now(const struct javascript_reader *r, struct span name)
{
	const struct code_value *v = code_find(r->scopes, name);

	return v && v->kind == CODE_FUNCTION && v->function &&
	       (v->function->worth || v->function->late || v->function->marks);
}

/* What is not known at the end either may be so further out. */
static void read_late(struct javascript_reader *r, const struct javascript_late *late)
{
	struct javascript_place end = javascript_place(r);

	for (size_t i = 0; i < late->n; i++) {
		size_t size = late->statements[i].size;

		if (!code_find(r->scopes, late->statements[i].name)) {
			if (late->outer && late->outer->name.n == 0)
				late->outer->name = late->statements[i].name;
			continue;
		}
		if (!is_worth_now(r, late->statements[i].name))
			continue;
		if (r->late_bytes < size) {
			r->end->full |= is_small(r);
			return;
		}
		r->late_bytes -= size;
		r->n_follows++;
		javascript_go(r, &late->statements[i].place);
		javascript_statement(r);
		r->n_follows--;
	}
	if (late->n)
		javascript_go(r, &end);
}

void javascript_statements(struct javascript_reader *r)
{
	struct javascript_late late = { .outer = r->late };

	r->late = &late;
	while (!javascript_ended(r) && !javascript_is(r, "}")) {
		struct javascript_place here = javascript_place(r);
		uint64_t before = r->token.offset;

		late.name.n = 0;
		javascript_statement(r);
		if (late.name.n && late.n < JAVASCRIPT_LATE_MAX && r->n_follows == 0) {
			late.statements[late.n].place = here;
			late.statements[late.n].name = late.name;
			late.statements[late.n++].size = (size_t)(r->token.offset - before);
		}
		if (before == r->token.offset)
			javascript_step(r); /* what belongs to no statement */
	}
	r->late = NULL; /* what is read again is late no more */
	read_late(r, &late);
	r->late = late.outer;
}
