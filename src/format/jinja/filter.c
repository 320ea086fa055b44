/* Filters and methods by name, and what their arguments are asked. */
#include "format/jinja/filter.h"

const struct jinja_value *jinja_arg(const struct jinja_args *args, uint32_t i, const char *name)
{
	if (i < args->list->items->n)
		return args->list->items->list[i];
	return name ? jinja_get(args->names, span_str(name)) : NULL;
}

bool jinja_known_text(const struct jinja_value *v, struct span *out)
{
	if (!v || v->other || v->open || v->kind != JINJA_TEXT)
		return false;
	*out = v->text;
	return true;
}

bool jinja_known_int(const struct jinja_value *v, int64_t *out)
{
	if (!v || v->other || v->kind != JINJA_INT)
		return false;
	*out = v->number;
	return true;
}

const struct jinja_value *jinja_unknown_like(const struct jinja_value *one)
{
	return one->kind == JINJA_TEXT || one->built ? &jinja_built : &jinja_unknown;
}

static const struct jinja_value *apply(const struct jinja_row *const tables[2],
				       struct jinja_pool *pool, struct span name,
				       const struct jinja_value *subject,
				       const struct jinja_args *args)
{
	const struct jinja_value *all = NULL;
	const struct jinja_row *row = NULL;

	for (size_t i = 0; i < 2 && !row; i++)
		for (const struct jinja_row *r = tables[i]; r->name && !row; r++)
			row = span_is(name, r->name) ? r : NULL;
	for (const struct jinja_value *one = subject; one; one = one->other) {
		const struct jinja_value *made =
			row ? row->make(pool, one, args) : jinja_unknown_like(one);

		all = all ? jinja_either(pool, all, made) : made;
	}
	return all;
}

const struct jinja_value *jinja_filter(struct jinja_pool *pool, struct span name,
				       const struct jinja_value *subject,
				       const struct jinja_args *args)
{
	static const struct jinja_row *const tables[] = { jinja_text_filters, jinja_list_filters };

	return apply(tables, pool, name, subject, args);
}

const struct jinja_value *jinja_method(struct jinja_pool *pool, struct span name,
				       const struct jinja_value *subject,
				       const struct jinja_args *args)
{
	static const struct jinja_row *const tables[] = { jinja_text_methods, jinja_list_methods };

	return apply(tables, pool, name, subject, args);
}
