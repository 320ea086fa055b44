/* What calls of JavaScript give, where that can be known without running them. */
#include "base/ascii.h"
#include "code/javascript/reader.h"

static struct code_value join(struct javascript_reader *r, const struct code_value *list,
			      struct code_value between)
{
	struct code_value all = code_text((struct span){ 0 });

	for (const struct code_item *i = list->items; i; i = i->next) {
		if (i != list->items)
			all = code_join(r->pool, all, between);
		all = code_join(r->pool, all, i->value);
	}
	all.partial |= list->partial;
	return all;
}

/* [a, b].join("/") */
static struct code_value join_list(struct javascript_reader *r, const struct code_value *call,
				   const struct code_value *list)
{
	static const struct span comma = SPAN(",");
	const struct code_value *between = code_at(call, 0);

	return join(r, list, between ? *between : code_text(comma));
}

static struct code_value concat(struct javascript_reader *r, const struct code_value *call,
				const struct code_value *text)
{
	struct code_value rest = join(r, call, code_text((struct span){ 0 }));

	return code_join(r->pool, *text, rest);
}

static struct code_value of_text(struct javascript_reader *r, const struct code_value *call,
				 const struct code_value *text, struct span method)
{
	struct code_value v = *text;

	if (span_is(method, "concat"))
		return concat(r, call, text);
	if (span_is(method, "trim"))
		v.text = ascii_trim(v.text);
	else if (!span_is(method, "toString"))
		v = *call;
	return v;
}

struct code_value javascript_fold(struct javascript_reader *r, const struct code_value *call,
				  const struct code_value *receiver, struct span method)
{
	static const char *const same[] = { "JSON.stringify", "String", "Object.freeze", NULL };

	if (span_is(call->text, "require"))
		return javascript_module(r, code_constant(code_at(call, 0)), call->offset,
					 call->line);
	if (receiver && receiver->kind == CODE_LIST && span_is(method, "join"))
		return join_list(r, call, receiver);
	if (receiver && receiver->kind == CODE_TEXT)
		return of_text(r, call, receiver, method);
	for (size_t i = 0; same[i]; i++)
		if (span_is(call->text, same[i]) && code_at(call, 0))
			return *code_at(call, 0);
	return *call;
}
