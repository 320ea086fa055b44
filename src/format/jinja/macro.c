/* Macros: their definition, and what a call of one puts out. */
#include "format/jinja/statement.h"

static bool operator(struct jinja *j, const char *text)
{
	return jinja_take(j, JINJA_OPERATOR, text);
}

static void bind(struct jinja *j, const struct jinja_args *args)
{
	const struct jinja_value *fallback, *given;
	struct span name;

	jinja_expect(j, JINJA_OPERATOR, "(");
	for (uint32_t i = 0; !operator(j, ")"); i++) {
		if (i > 0) {
			jinja_expect(j, JINJA_OPERATOR, ",");
			if (operator(j, ")"))
				break;
		}
		name = jinja_read_name(j);
		given = args && i < args->list->items->n ? args->list->items->list[i]
			: args				 ? jinja_get(args->names, name)
							 : NULL;
		fallback = operator(j, "=") ? jinja_expression(j) : &jinja_unknown;
		jinja_assign(j, name, given ? given : fallback);
	}
}

/* The body of a macro or call block, from its parameters on. */
static const struct jinja_value *run_body(struct jinja *j, const struct jinja_args *args,
					  const char *const *end)
{
	const struct jinja_value *out;

	bind(j, args);
	jinja_end_tag(j);
	out = jinja_capture(j, end);
	(void)jinja_next(j);
	(void)jinja_take(j, JINJA_NAME, NULL);
	jinja_end_tag(j);
	return out;
}

static const char *const end_of_macro[] = { "endmacro", NULL };

const struct jinja_value *jinja_run_macro(struct jinja *j, const struct jinja_value *macro,
					  const struct jinja_args *args)
{
	const struct jinja_value *out;
	size_t at = j->at;
	unsigned maybe = j->maybe;

	for (unsigned i = 0; i < j->calls; i++)
		if (j->running[i] == macro->number)
			return &jinja_unknown; /* one round of a recursion shows what it does */
	if (j->calls == JINJA_CALLS_MAX)
		return &jinja_unknown;
	j->running[j->calls++] = macro->number;
	j->at = (size_t)macro->number;
	j->maybe = 0; /* its parameters are its own */
	out = run_body(j, args, end_of_macro);
	j->maybe = maybe;
	j->at = at;
	j->calls--;
	return out;
}

/* Its definition; the body also runs once for nobody, so that it is seen if it is never called. */
void jinja_run_macro_block(struct jinja *j)
{
	struct span name = jinja_read_name(j);
	const struct jinja_value *macro = jinja_macro(&j->pool, (int64_t)j->at);

	jinja_assign(j, name, macro);
	j->running[0] = macro->number;
	j->maybe++;
	if (j->calls == 0) {
		j->calls = 1;
		(void)run_body(j, NULL, end_of_macro);
		j->calls = 0;
	} else {
		(void)run_body(j, NULL, end_of_macro);
	}
	j->maybe--;
}

void jinja_run_call(struct jinja *j)
{
	static const char *const end[] = { "endcall", NULL };

	if (jinja_is(j, JINJA_OPERATOR, "("))
		bind(j, NULL);
	jinja_put_out(j, jinja_expression(j));
	jinja_end_tag(j);
	(void)jinja_capture(j, end);
	(void)jinja_next(j);
	jinja_end_tag(j);
}
