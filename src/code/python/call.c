/* Calls and subscripts of Python. */
#include "code/python/integer.h"
#include "code/python/reader.h"
#include "code/python/sequence.h"

/* The name of what is called; empty when it is the source's own. */
static struct span callee_name(struct python_reader *r, const struct code_value *of)
{
	if (of->kind == CODE_RESULT)
		return code_result_name(r->pool, of->text);
	return of->kind == CODE_NAME || of->kind == CODE_UNKNOWN ? of->text : (struct span){ 0 };
}

/* A function of the source may give anything that it is given; a class is what its members are. */
static struct code_value apply_own(struct python_reader *r, const struct code_value *callee,
				   const struct code_value *call)
{
	static const struct span init = SPAN("__init__");
	struct code_value v = { .marks = call->marks };

	if (callee->kind == CODE_FUNCTION)
		return python_follow(r, callee, call);
	if (callee->kind == CODE_DICT && r->follows) {
		const struct code_value *made = code_get(callee, init);

		if (made && made->kind == CODE_FUNCTION)
			(void)python_follow(r, made, call); /* it returns nothing */
		v = *callee;
		v.marks |= call->marks;
	}
	return v;
}

struct code_value python_apply(struct python_reader *r, const struct code_value *callee,
			       struct code_value call, const struct code_value *receiver,
			       struct span method)
{
	struct code_value folded;

	call.text = callee_name(r, callee);
	call.source = callee->source;
	if (callee->kind == CODE_UNKNOWN)
		python_note_late(r, callee->source);
	if (r->follows && call.text.n == 0 && call.items)
		python_event(r, CODE_GIVEN, callee->source, call);
	if (call.text.n)
		call.marks = python_told(r, CODE_CALL, call.text, &call, receiver);
	else if (callee->kind == CODE_FUNCTION || callee->kind == CODE_DICT)
		return apply_own(r, callee, &call);
	folded = python_fold(r, &call, receiver, method);
	folded.marks |= call.marks;
	if (folded.kind == CODE_RESULT && (call.text.n == 0 || call.text.p[0] == '?'))
		return (struct code_value){ .marks = call.marks };
	return folded;
}

/* Who follows values wants to know of everything that may be called here. */
static struct code_value apply_all(struct python_reader *r, const struct code_value *callee,
				   const struct code_value *call, const struct code_value *receiver,
				   struct span method)
{
	const struct code_value *of = code_callable(callee);
	struct code_value all, one;

	if (!r->follows || callee->kind != CODE_EITHER || !callee->items)
		return python_apply(r, of, *call, receiver, method);
	all = python_apply(r, &callee->items->value, *call, receiver, method);
	for (const struct code_item *i = callee->items->next; i; i = i->next) {
		one = python_apply(r, &i->value, *call, receiver, method);
		all = code_either(r->pool, all, one);
	}
	return all;
}

/* Methods after which their object holds what they were given. */
static bool is_put(struct span method)
{
	static const char *const words[] = { "append", "extend", "update",   "add",	   "insert",
					     "write",  "put",	 "writestr", "setdefault", NULL };

	for (size_t i = 0; words[i]; i++)
		if (span_is(method, words[i]))
			return true;
	return false;
}

struct code_value python_call(struct python_reader *r, const struct code_value *callee,
			      const struct code_value *receiver, struct span method)
{
	struct code_value call, v;

	python_step(r);
	call = python_items(r, CODE_RESULT, ")");
	call.marks |= callee->marks;
	call.offset = callee->offset;
	call.line = callee->line;
	v = apply_all(r, callee, &call, receiver, method);
	v.offset = callee->offset;
	v.line = callee->line;
	v.source = (struct span){ 0 };
	if (receiver && is_put(method))
		python_put(r, receiver->source, &call);
	r->container = (struct span){ 0 };
	return v;
}

/* Subscripts. */

struct slice {
	bool is, has[3];
	int64_t at[3]; /* from, to, step */
};

/* One part, as far as a colon or the end. */
static void read_part(struct python_reader *r, struct slice *slice, size_t part,
		      struct code_list *list)
{
	struct code_value v;

	if (python_is_operator(r, ":") || python_is_operator(r, "]"))
		return;
	v = python_expressions(r);
	if (part < 3)
		slice->has[part] = python_integer(&v, &slice->at[part]);
	code_list_add(list, (struct span){ 0 }, v);
}

/* The colons of ":=" and "::" are operators of one or two. */
static struct code_value read_subscript(struct python_reader *r, struct slice *slice)
{
	struct code_list list = code_list_of(r->pool);
	size_t part = 0;

	*slice = (struct slice){ .at = { 0, 0, 1 } };
	while (!python_line_ended(r) && !python_is_operator(r, "]")) {
		uint64_t before = r->token.offset;

		read_part(r, slice, part, &list);
		if (python_take_operator(r, ":")) {
			slice->is = true;
			part++;
		} else if (before == r->token.offset) {
			python_step(r);
		}
	}
	(void)python_take_operator(r, "]");
	return (struct code_value){
		.kind = CODE_LIST, .items = list.first, .partial = list.partial, .marks = list.marks
	};
}

static int64_t clamp(int64_t at, int64_t n, int64_t least, int64_t most)
{
	if (at < 0)
		at += n;
	return at < least ? least : at > most ? most : at;
}

/* text[from:to:step]; a step of -1 is how texts are hidden. */
static struct code_value slice_text(struct python_reader *r, const struct code_value *base,
				    const struct slice *slice)
{
	int64_t n = (int64_t)base->text.n, step = slice->has[2] ? slice->at[2] : 1;
	int64_t from = step > 0 ? 0 : n - 1, to = step > 0 ? n : -1;
	struct code_value v = *base;
	size_t room, written = 0;
	uint8_t *p;

	if (step == 0 || step > n + 1 || step < -n - 1)
		step = step < 0 ? -n - 1 : n + 1;
	if (slice->has[0])
		from = clamp(slice->at[0], n, step > 0 ? 0 : -1, step > 0 ? n : n - 1);
	if (slice->has[1])
		to = clamp(slice->at[1], n, step > 0 ? 0 : -1, step > 0 ? n : n - 1);
	if (step == 1) {
		v.text = span_part(base->text, (uint64_t)from,
				   to > from ? (uint64_t)(to - from) : 0);
		return v;
	}
	room = (size_t)n;
	p = code_text_room(r->pool, room);
	if (!p)
		return (struct code_value){ .kind = CODE_TEXT, .partial = true };
	for (int64_t i = from; step > 0 ? i < to : i > to; i += step)
		p[written++] = base->text.p[i];
	r->pool->n_text -= room - written;
	v.text = span_of(p, written);
	return v;
}

static bool is_open(const struct slice *slice)
{
	return slice->is && !slice->has[0] && !slice->has[1] && !slice->has[2];
}

static struct code_value item_at(struct python_reader *r, const struct code_value *base, int64_t n)
{
	struct python_sequence sequence;
	struct code_value item = { 0 };
	int64_t count = 0;

	if (base->kind == CODE_TEXT && !base->partial) {
		n = n < 0 ? n + (int64_t)base->text.n : n;
		if (n < 0 || (uint64_t)n >= base->text.n)
			return item;
		if (base->bytes)
			return python_integer_value(r->pool, base->text.p[n]);
		return code_text(span_part(base->text, (uint64_t)n, 1));
	}
	if (n < 0 && base->kind == CODE_LIST && base->text.n == 0) {
		for (const struct code_item *i = base->items; i; i = i->next)
			count++;
		n += count;
	}
	if (n < 0 || n > CODE_TEXT_MAX || base->kind != CODE_LIST)
		return item;
	if (base->text.n == 0) {
		const struct code_value *found = code_at(base, (size_t)n);

		return found ? *found : item;
	}
	if (!python_sequence(r->pool, base, &sequence))
		return item;
	for (int64_t i = 0; i <= n; i++, r->steps--)
		if (r->steps == 0 || !python_sequence_next(&sequence, &item))
			return (struct code_value){ 0 };
	return item;
}

static struct span without(struct span s, size_t n)
{
	return span_part(s, 0, s.n - n);
}

/* What is looked up by a name: globals()["x"], sys.modules["os"], os.__dict__["system"]. */
static bool find_named(struct python_reader *r, const struct code_value *base, struct span key,
		       struct code_value *v)
{
	bool result = base->kind == CODE_RESULT, name = base->kind == CODE_NAME;
	const struct code_value *of = code_at(base, 0);
	struct code_value module;

	if (!key.n || key.n > CODE_NAME_MAX)
		return false;
	if (result &&
	    (span_is(base->text, "builtins.globals") || span_is(base->text, "builtins.locals") ||
	     (span_is(base->text, "builtins.vars") && !of)))
		*v = python_name(r, key);
	else if (result && span_is(base->text, "builtins.vars"))
		*v = python_attribute(r, of, key);
	else if (name && span_is(base->text, "sys.modules"))
		*v = code_name(key);
	else if (name && span_ends(base->text, ".__dict__")) {
		module = code_name(without(base->text, strlen(".__dict__")));
		*v = python_attribute(r, &module, key);
	} else if (name && span_is(base->text, "builtins"))
		*v = python_attribute(r, base, key);
	else
		return false;
	return true;
}

/* The keys of os.environ are variables. */
static struct code_value read_variable(struct python_reader *r, const struct code_value *base,
				       const struct code_value *index)
{
	static const struct span get = SPAN("os.environ.get");
	struct code_value v = *index;

	v.kind = CODE_RESULT;
	v.text = get;
	v.offset = base->offset;
	v.line = base->line;
	v.marks = python_told(r, CODE_CALL, get, &v, NULL);
	return v;
}

static struct code_value find_item(struct python_reader *r, const struct code_value *base,
				   const struct code_value *index)
{
	const struct code_value *key = code_at(index, 0), *found = NULL;
	struct code_value v = { 0 };
	int64_t n;

	if (!key)
		return v;
	if (base->kind == CODE_DICT && key->kind == CODE_TEXT && key->text.n)
		found = code_get(base, key->text);
	if (found)
		return *found;
	if (python_integer(key, &n) && (base->kind == CODE_LIST || base->kind == CODE_TEXT))
		return item_at(r, base, n);
	if (find_named(r, base, code_constant(key), &v))
		return v;
	if (base->kind == CODE_NAME && span_is(base->text, "os.environ"))
		return read_variable(r, base, index);
	if (base->kind == CODE_NAME) {
		v = *base; /* Agent[Deps, str](...) */
		v.source = (struct span){ 0 };
	}
	return v;
}

struct code_value python_subscript(struct python_reader *r, const struct code_value *base)
{
	static const struct span reversed = SPAN("builtins.reversed");
	struct code_value v = { 0 }, index;
	bool text = base->kind == CODE_TEXT && !base->partial, variable;
	struct slice slice;

	python_step(r);
	index = read_subscript(r, &slice);
	if (slice.is && text)
		v = slice_text(r, base, &slice);
	else if (slice.is && is_open(&slice))
		v = *base;
	else if (!slice.is)
		v = find_item(r, base, &index);
	variable = v.kind == CODE_RESULT && span_is(v.text, "os.environ.get");
	v.marks |= variable ? 0 : base->marks | index.marks;
	if (r->follows && slice.is && slice.has[2] && slice.at[2] == -1 &&
	    base->kind != CODE_LIST) {
		struct code_value call = { .kind = CODE_RESULT, .marks = v.marks };

		call.offset = base->offset;
		call.line = base->line;
		v.marks = python_told(r, CODE_CALL, reversed, &call, NULL);
	}
	v.offset = base->offset;
	v.line = base->line;
	if (v.kind == CODE_TEXT || v.kind == CODE_LIST)
		v.source = (struct span){ 0 };
	r->container = base->source;
	return v;
}
