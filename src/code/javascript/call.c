/* Calls and subscripts of JavaScript. */
#include "code/javascript/number.h"
#include "code/javascript/reader.h"
#include "code/javascript/sequence.h"

static struct code_value plain(struct code_value v)
{
	return (struct code_value){ .offset = v.offset, .line = v.line, .marks = v.marks };
}

/* The name of what is called; empty when it is the source's own. */
static struct span callee_name(struct javascript_reader *r, const struct code_value *of)
{
	if (of->kind == CODE_RESULT)
		return code_result_name(r->pool, of->text);
	return of->kind == CODE_NAME || of->kind == CODE_UNKNOWN ? of->text : (struct span){ 0 };
}

/* A function of the source may give anything that it is given; a class is what its members are. */
static struct code_value apply_own(struct javascript_reader *r, const struct code_value *callee,
				   const struct code_value *call)
{
	static const struct span name = SPAN("constructor");
	const struct code_value *constructor;
	struct code_value v = { .marks = call->marks };

	if (callee->kind == CODE_FUNCTION)
		return javascript_follow(r, callee, call);
	if (callee->kind != CODE_DICT || !r->follows)
		return v;
	constructor = code_get(callee, name);
	if (constructor && constructor->kind == CODE_FUNCTION)
		(void)javascript_follow(r, constructor, call); /* it returns nothing */
	v = *callee;
	v.marks |= call->marks;
	return v;
}

/* What a method puts into its object comes out of it again. */
static void keep_in(struct javascript_reader *r, const struct code_value *call,
		    const struct code_value *receiver, struct span method)
{
	static const char *const methods[] = { "push",	 "unshift", "append", "set",
					       "add",	 "concat",  "write",  "update",
					       "assign", "end",	    "send",   NULL };

	if (!receiver || receiver->source.n == 0 || !(call->marks & ~receiver->marks))
		return;
	for (size_t i = 0; methods[i]; i++)
		if (span_is(method, methods[i]))
			code_bind_marks(r->scopes, receiver->source, call->marks);
}

/* Functions of the source that have a name and are given to a call are called by it. */
static uint64_t follow_callbacks(struct javascript_reader *r, const struct code_value *call,
				 uint64_t marks)
{
	struct code_item given = { .value = { .marks = marks } };
	const struct code_value with = {
		.kind = CODE_RESULT, .items = &given, .partial = true, .marks = marks
	};

	for (const struct code_item *i = call->items; i; i = i->next) {
		const struct code_value *f = &i->value;

		if (f->kind == CODE_FUNCTION && f->function && (marks || f->function->late) &&
		    (f->function->worth || f->function->late) &&
		    f->function->body.at + f->function->body.offset < call->offset)
			marks |= javascript_follow(r, f, &with).marks;
	}
	return marks;
}

struct code_value javascript_apply(struct javascript_reader *r, const struct code_value *callee,
				   struct code_value call, const struct code_value *receiver,
				   struct span method)
{
	struct code_value folded;
	uint64_t marks = call.marks;

	call.text = callee_name(r, callee);
	if (r->bundled && callee->kind != CODE_NAME && callee->kind != CODE_RESULT &&
	    javascript_find_bundled(r, &call, &folded))
		return folded;
	if (callee->kind == CODE_UNKNOWN && r->follows)
		javascript_note_late(r, callee->source, call.marks);
	if (r->follows && call.text.n == 0 && call.items)
		javascript_event(r, CODE_GIVEN, callee->source, call);
	if (call.text.n)
		call.marks = javascript_told(r, CODE_CALL, call.text, &call, receiver);
	else if (callee->kind == CODE_FUNCTION || callee->kind == CODE_DICT)
		return apply_own(r, callee, &call);
	if (r->follows) {
		call.marks |= follow_callbacks(r, &call, call.marks);
		keep_in(r, &call, receiver, method);
	}
	if (!r->follows)
		call.marks = marks;
	folded = javascript_fold(r, &call, callee, receiver, method);
	folded.marks |= call.marks;
	if (folded.kind == CODE_RESULT && (call.text.n == 0 || call.text.p[0] == '?'))
		return plain(folded);
	return folded;
}

/* Who follows values wants to know of everything that may be called here. */
static struct code_value apply_all(struct javascript_reader *r, const struct code_value *callee,
				   const struct code_value *call, const struct code_value *receiver,
				   struct span method)
{
	const struct code_value *of = code_callable(callee);
	struct code_value all, one;

	if (!r->follows || callee->kind != CODE_EITHER || !callee->items)
		return javascript_apply(r, of, *call, receiver, method);
	all = javascript_apply(r, &callee->items->value, *call, receiver, method);
	for (const struct code_item *i = callee->items->next; i; i = i->next) {
		one = javascript_apply(r, &i->value, *call, receiver, method);
		all = code_either(r->pool, all, one);
	}
	return all;
}

/* f.call(self, a), f.apply(self, [a]), f.bind(self): what is called is f. */
static struct code_value apply_through(struct javascript_reader *r, const struct code_value *f,
				       struct code_value call, struct span method)
{
	const struct code_value *list = code_at(&call, 1);

	if (span_is(method, "bind")) {
		struct code_value v = *f;

		v.marks |= call.marks;
		return v;
	}
	if (span_is(method, "call"))
		call.items = call.items ? call.items->next : NULL;
	else if (list && list->kind == CODE_LIST && list->text.n == 0)
		call.items = list->items;
	else
		call.items = NULL;
	return apply_all(r, f, &call, NULL, (struct span){ 0 });
}

static bool goes_through(const struct code_value *receiver, struct span method)
{
	if (!receiver || (receiver->kind != CODE_FUNCTION && receiver->kind != CODE_NAME))
		return false;
	return span_is(method, "call") || span_is(method, "apply") || span_is(method, "bind");
}

struct code_value javascript_call(struct javascript_reader *r, const struct code_value *callee,
				  const struct code_value *receiver, struct span method)
{
	struct javascript_asking asking = {
		.name = callee_name(r, code_callable(callee)),
		.source = callee->source,
		.receiver = receiver,
		.marks = callee->marks,
		.offset = callee->offset,
		.line = callee->line,
	};
	struct code_value call, v;

	javascript_step(r);
	call = javascript_items(r, CODE_RESULT, ")", r->follows ? &asking : NULL);
	call.marks |= callee->marks;
	call.offset = callee->offset;
	call.line = callee->line;
	if (r->follows && goes_through(receiver, method))
		v = apply_through(r, receiver, call, method);
	else
		v = apply_all(r, callee, &call, receiver, method);
	v.marks |= asking.gives;
	v.offset = callee->offset;
	v.line = callee->line;
	v.source = (struct span){ 0 };
	return v;
}

/* Subscripts. */

static struct code_value item_at(struct javascript_reader *r, const struct code_value *base,
				 int64_t n)
{
	struct javascript_sequence sequence;
	struct code_value item = { 0 };

	if (n < 0 || !javascript_sequence(r, base, &sequence))
		return item;
	for (int64_t i = 0; i <= n; i++)
		if (!javascript_sequence_next(&sequence, &item))
			return (struct code_value){ 0 };
	return item;
}

struct code_value javascript_subscript(struct javascript_reader *r, const struct code_value *base,
				       struct span *method)
{
	static const struct span unknown = SPAN("?");
	struct code_value index, v = plain(*base), text;
	const struct code_value *key;
	int64_t n;

	*method = (struct span){ 0 };
	javascript_step(r);
	index = javascript_items(r, CODE_LIST, "]", NULL);
	key = code_at(&index, 0);
	if (key && (base->kind == CODE_LIST || base->kind == CODE_TEXT) && key->kind == CODE_WORD &&
	    javascript_number(key, &n)) {
		v = item_at(r, base, n);
		v.source = (struct span){ 0 };
	} else if (key && key->kind == CODE_TEXT && key->text.n && !key->partial) {
		*method = key->text;
		v = javascript_attribute(r, base, key->text);
	} else if (key && r->follows && javascript_text_of(r, key, &text) && text.text.n) {
		*method = text.text;
		v = javascript_attribute(r, base, text.text);
	} else if (r->follows && base->kind == CODE_NAME) {
		v = code_name(code_dotted(r->pool, base->text, unknown));
	}
	v.marks |= base->marks | index.marks;
	r->element = base->source;
	v.offset = base->offset;
	v.line = base->line;
	return v;
}

struct code_value javascript_tagged(struct javascript_reader *r, const struct code_value *tag)
{
	struct code_value text = javascript_template(r);
	struct code_value call = { .kind = CODE_RESULT, .marks = tag->marks | text.marks };
	struct code_list list = code_list_of(r->pool);

	if (!r->follows)
		return plain(*tag);
	if (tag->kind == CODE_NAME && span_is(tag->text, "String.raw"))
		return text;
	code_list_add(&list, (struct span){ 0 }, text);
	call.items = list.first;
	call.offset = tag->offset;
	call.line = tag->line;
	return javascript_apply(r, code_callable(tag), call, NULL, (struct span){ 0 });
}
