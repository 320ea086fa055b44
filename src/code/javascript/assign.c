/* Assignments of JavaScript to what has a name already. */
#include "code/javascript/reader.h"

/* What an object holds comes out of it. */
static struct span owner(struct span source)
{
	return span_part(source, 0, (uint64_t)span_byte(source, '.'));
}

void javascript_assign(struct javascript_reader *r, const struct code_value *target,
		       const struct code_value *value)
{
	bool attribute = span_byte(target->source, '.') != SPAN_NONE;
	bool member = span_starts(target->source, "this.");
	struct span name = target->source;
	struct code_value v = *value;

	if (target->source.n == 0)
		return;
	if (attribute && !member && (target->kind == CODE_NAME || target->kind == CODE_UNKNOWN) &&
	    target->text.n)
		name = target->text;
	v.offset = target->offset;
	v.line = target->line;
	javascript_event(r, CODE_ASSIGN, name, v);
	if (member)
		code_bind_member(r->scopes, target->source, value);
	else if (attribute)
		code_bind(r->scopes, target->source, value);
	else
		code_bind_again(r->scopes, target->source, value);
	if (attribute && !member && value->marks)
		code_bind_marks(r->scopes, owner(target->source), value->marks);
}
