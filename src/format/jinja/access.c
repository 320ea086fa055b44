/* Reaching for attributes and calling: what a template does to the objects it is given. */
#include "format/jinja.h"

enum { RANGE_LISTED = 64 };

/* One alternative of the object and one of the name. A name that can be anything is told when it
 * does more than look up a key: built from pieces, or used where only attributes are found. */
static const struct jinja_value *look_up(struct jinja *j, const struct jinja_value *base,
					 const struct jinja_value *name, const char *how,
					 uint32_t offset)
{
	const struct jinja_value *got;
	bool subscript = strcmp(how, "subscript") == 0;

	if (name->kind == JINJA_INT)
		return jinja_item(&j->pool, base, name);
	if (name->kind != JINJA_TEXT || name->open) {
		if (name->built || name->open || !subscript)
			jinja_tell(j, "computed", (struct span){ 0 }, how, offset,
				   name->built || name->open);
		return &jinja_unknown;
	}
	jinja_tell(j, "attribute", name->text, how, offset, false);
	got = jinja_get(base, name->text);
	if (got)
		return got;
	if (base->kind == JINJA_LIST && span_is(name->text, "current")) /* of a cycler */
		return jinja_method(&j->pool, span_str("next"), base, NULL);
	return jinja_method_of(&j->pool, base, name->text);
}

const struct jinja_value *jinja_attribute(struct jinja *j, const struct jinja_value *base,
					  const struct jinja_value *name, const char *how,
					  uint32_t offset)
{
	const struct jinja_value *all = NULL;
	unsigned n = 0;

	for (const struct jinja_value *x = base; x; x = x->other) {
		for (const struct jinja_value *y = name; y && n < 64; y = y->other, n++) {
			const struct jinja_value *got = look_up(j, x, y, how, offset);

			all = all ? jinja_either(&j->pool, all, got) : got;
		}
	}
	return all;
}

/* "a.b.0", as map, sort and their like take it. */
static void walk_path(struct jinja *j, const struct jinja_value *path, const char *how,
		      uint32_t offset)
{
	for (; path; path = path->other) {
		struct span rest = path->text;

		if (path->kind == JINJA_INT)
			continue;
		if (path->kind != JINJA_TEXT || path->open) {
			jinja_tell(j, "computed", rest, how, offset, path->built || path->open);
			continue;
		}
		while (rest.n) {
			ptrdiff_t dot = span_byte(rest, '.');
			struct span name =
				span_part(rest, 0, dot == SPAN_NONE ? rest.n : (uint64_t)dot);

			jinja_tell(j, "attribute", name, how, offset, false);
			rest = span_from(rest, name.n + 1);
		}
	}
}

/* Fields such as {0.name[key]} of str.format() look attributes up as well. */
static void walk_format(struct jinja *j, const struct jinja_value *text, uint32_t offset)
{
	for (; text; text = text->other) {
		struct span rest = text->text;
		bool inside = false;

		if (text->kind != JINJA_TEXT)
			continue;
		for (size_t i = 0; i < rest.n; i++) {
			size_t n = i + 1;

			inside = rest.p[i] == '{' || (inside && rest.p[i] != '}');
			if (!inside || (rest.p[i] != '.' && rest.p[i] != '['))
				continue;
			while (n < rest.n && !memchr(".[]}!:", rest.p[n], 6))
				n++;
			jinja_tell(j, "attribute", span_part(rest, i + 1, n - i - 1), "format",
				   offset, false);
		}
	}
}

/* Calls. */

/* range(n) with what is known of it: the numbers when they are few. */
static const struct jinja_value *call_range(struct jinja *j, const struct jinja_args *args)
{
	const struct jinja_value *first = jinja_arg(args, 0, NULL),
				 *second = jinja_arg(args, 1, NULL);
	const struct jinja_value *stop = second ? second : first, *list;
	int64_t from = second && first->kind == JINJA_INT ? first->number : 0;

	if (!stop || stop->kind != JINJA_INT || jinja_arg(args, 2, NULL) ||
	    (second && first->kind != JINJA_INT))
		return &jinja_unknown;
	if (stop->number > RANGE_LISTED + from) {
		jinja_tell(j, "range", jinja_str(&j->pool, stop)->text, "call", args->offset,
			   false);
		return &jinja_unknown;
	}
	list = jinja_list(&j->pool, JINJA_LIST);
	for (int64_t i = from; i < stop->number; i++)
		jinja_push(&j->pool, list, jinja_int(&j->pool, i));
	return list;
}

static const struct jinja_value *call_dict(struct jinja *j, const struct jinja_args *args)
{
	const struct jinja_value *dict = jinja_list(&j->pool, JINJA_DICT);
	const struct jinja_value *from = jinja_arg(args, 0, NULL);
	const struct jinja_value *sources[] = { from, args->names };

	for (size_t k = 0; k < 2; k++) {
		if (!sources[k] || sources[k]->kind != JINJA_DICT)
			continue;
		for (uint32_t i = 0; i + 1 < sources[k]->items->n; i += 2)
			jinja_set(&j->pool, dict, sources[k]->items->list[i]->text,
				  sources[k]->items->list[i + 1]);
	}
	return dict;
}

static const struct jinja_value *call_global(struct jinja *j, struct span name,
					     const struct jinja_args *args)
{
	if (span_is(name, "range"))
		return call_range(j, args);
	if (span_is(name, "dict") || span_is(name, "namespace"))
		return call_dict(j, args);
	if (span_is(name, "cycler"))
		return args->list;
	if (span_is(name, "joiner"))
		return jinja_either(&j->pool,
				    jinja_arg(args, 0, "sep") ? jinja_arg(args, 0, "sep")
							      : &jinja_unknown,
				    &jinja_empty);
	return &jinja_unknown;
}

static const struct jinja_value *call_method(struct jinja *j, const struct jinja_value *method,
					     const struct jinja_args *args)
{
	const struct jinja_value *base = method->items->list[0];

	jinja_tell(j, "call", method->text, "method", args->offset, false);
	if (span_is(method->text, "format") || span_is(method->text, "format_map"))
		walk_format(j, base, args->offset);
	return jinja_method(&j->pool, method->text, base, args);
}

const struct jinja_value *jinja_call(struct jinja *j, const struct jinja_value *callee,
				     const struct jinja_args *args)
{
	const struct jinja_value *all = NULL;

	for (; callee; callee = callee->other) {
		const struct jinja_value *got = &jinja_unknown;

		if (callee->kind == JINJA_MACRO)
			got = jinja_run_macro(j, callee, args);
		else if (callee->kind == JINJA_GLOBAL)
			got = call_global(j, callee->text, args);
		else if (callee->kind == JINJA_METHOD)
			got = call_method(j, callee, args);
		else if (callee->kind == JINJA_TEXT)
			got = callee; /* what joiner() gave */
		all = all ? jinja_either(&j->pool, all, got) : got;
	}
	return all;
}

/* Filters that look attributes up. */

/* The arguments without the first positional one. */
static struct jinja_args without_first(struct jinja *j, const struct jinja_args *args)
{
	struct jinja_args rest = *args;

	rest.list = jinja_list(&j->pool, JINJA_LIST);
	for (uint32_t i = 1; i < args->list->items->n; i++)
		jinja_push(&j->pool, rest.list, args->list->items->list[i]);
	return rest;
}

/* map('filter', args) applies a filter to each item. */
static const struct jinja_value *map_filter(struct jinja *j, const struct jinja_value *subject,
					    const struct jinja_value *name,
					    const struct jinja_args *args)
{
	const struct jinja_value *list = jinja_items_of(&j->pool, subject), *all;
	struct jinja_args rest = without_first(j, args);

	if (name->kind != JINJA_TEXT || name->open || name->other) {
		jinja_tell(j, "computed", (struct span){ 0 }, "map", args->offset, true);
		return &jinja_built;
	}
	if (list->kind != JINJA_LIST)
		return jinja_apply(j, name->text, &jinja_unknown, &rest);
	all = jinja_list(&j->pool, JINJA_LIST);
	for (uint32_t i = 0; i < list->items->n; i++)
		jinja_push(&j->pool, all, jinja_apply(j, name->text, list->items->list[i], &rest));
	return all;
}

static const struct jinja_value *apply_map(struct jinja *j, const struct jinja_value *subject,
					   const struct jinja_args *args)
{
	const struct jinja_value *attribute = jinja_get(args->names, span_str("attribute"));
	const struct jinja_value *name = jinja_arg(args, 0, NULL);

	if (attribute) {
		walk_path(j, attribute, "map", args->offset);
		return &jinja_unknown;
	}
	return name ? map_filter(j, subject, name, args) : &jinja_unknown;
}

/* Where each filter takes the path of an attribute: its position (or 9: none) and its name. */
static const struct {
	const char *filter;
	uint32_t position;
	const char *name;
} path_takers[] = {
	{ "groupby", 0, "attribute" }, { "join", 1, "attribute" }, { "max", 1, "attribute" },
	{ "min", 1, "attribute" },     { "rejectattr", 0, NULL },  { "selectattr", 0, NULL },
	{ "sort", 2, "attribute" },    { "sum", 0, "attribute" },  { "unique", 1, "attribute" },
};

const struct jinja_value *jinja_apply(struct jinja *j, struct span filter,
				      const struct jinja_value *subject,
				      const struct jinja_args *args)
{
	const struct jinja_value *name = jinja_arg(args, 0, "name");

	jinja_step(j);
	if (span_is(filter, "attr"))
		return jinja_attribute(j, subject, name ? name : &jinja_unknown, "attr",
				       args->offset);
	if (span_is(filter, "map"))
		return apply_map(j, subject, args);
	for (size_t i = 0; i < sizeof(path_takers) / sizeof(path_takers[0]); i++) {
		const struct jinja_value *path;

		if (!span_is(filter, path_takers[i].filter))
			continue;
		path = jinja_arg(args, path_takers[i].position, path_takers[i].name);
		if (path)
			walk_path(j, path, path_takers[i].filter, args->offset);
	}
	return jinja_filter(&j->pool, filter, subject, args);
}
