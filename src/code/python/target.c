/* What assignments bind. */
#include "code/python/reader.h"

static bool is_member(struct span source)
{
	return span_starts(source, "self.") || span_starts(source, "cls.");
}

/* Of an attribute of something imported that name, else as it is written. */
static struct span target_name(const struct code_value *target)
{
	bool attribute = span_byte(target->source, '.') != SPAN_NONE;

	if (attribute && !is_member(target->source) &&
	    (target->kind == CODE_NAME || target->kind == CODE_UNKNOWN) && target->text.n)
		return target->text;
	return target->source;
}

static void assign_name(struct python_reader *r, const struct code_value *target,
			const struct code_value *value)
{
	struct code_value v = *value;

	v.offset = target->offset;
	v.line = target->line;
	python_event(r, CODE_ASSIGN, target_name(target), v);
	if (is_member(target->source))
		code_bind_member(r->scopes, target->source, value);
	else
		code_bind(r->scopes, target->source, value);
}

/* os.environ["X"] = value */
static void assign_variable(struct python_reader *r, const struct code_value *target,
			    const struct code_value *value)
{
	static const struct span environ = SPAN("os.environ");
	struct span key = code_constant(code_at(target, 0));
	struct code_value v = *value;

	if (!span_is(target->text, "os.environ.get") || key.n == 0)
		return;
	v.offset = target->offset;
	v.line = target->line;
	python_event(r, CODE_ASSIGN, code_dotted(r->pool, environ, key), v);
}

static void assign_items(struct python_reader *r, const struct code_value *target,
			 const struct code_value *value)
{
	struct code_value nothing = { 0 };
	size_t n = 0;

	for (const struct code_item *i = target->items; i; i = i->next, n++) {
		const struct code_value *one = value->kind == CODE_LIST ? code_at(value, n) : NULL;

		if (i->value.source.n)
			assign_name(r, &i->value, one ? one : &nothing);
	}
}

void python_assign(struct python_reader *r, const struct code_value *target,
		   const struct code_value *value)
{
	if (target->source.n)
		assign_name(r, target, value);
	else if (target->kind == CODE_LIST)
		assign_items(r, target, value);
	else if (target->kind == CODE_RESULT)
		assign_variable(r, target, value);
}

void python_put(struct python_reader *r, struct span variable, const struct code_value *value)
{
	const struct code_value *held = variable.n ? code_find(r->scopes, variable) : NULL;
	struct code_value now = held ? *held : (struct code_value){ 0 };
	struct code_mark mark = code_mark(r->pool);

	if (!r->follows || !variable.n ||
	    ((value->marks & ~now.marks) == 0 && (now.partial || now.kind == CODE_UNKNOWN)))
		return;
	now.marks |= value->marks;
	now.partial = true;
	if (is_member(variable))
		code_bind_member(r->scopes, variable, &now);
	else
		code_bind(r->scopes, variable, &now);
	code_release(r->pool, mark);
}

struct code_value python_instance(const struct code_value *annotation)
{
	struct code_value v = { .offset = annotation->offset, .line = annotation->line };

	if (annotation->kind != CODE_NAME || span_starts(annotation->text, "builtins.") ||
	    span_starts(annotation->text, "typing.") ||
	    span_byte(annotation->text, '.') == SPAN_NONE)
		return v;
	v.kind = CODE_RESULT;
	v.text = annotation->text;
	v.partial = true;
	return v;
}
