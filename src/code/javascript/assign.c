/* Assignments of JavaScript to what has a name already. */
#include "code/javascript/reader.h"

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
	else
		code_bind(r->scopes, target->source, value);
}
