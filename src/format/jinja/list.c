/* What filters and methods make of a list or a dict. */
#include "format/jinja/filter.h"

static const struct jinja_value *join_items(struct jinja_pool *pool, const struct jinja_value *list,
					    const struct jinja_value *by)
{
	const struct jinja_value *all = &jinja_empty;

	for (uint32_t i = 0; i < list->items->n; i++) {
		if (i > 0)
			all = jinja_pairs(pool, all, by, jinja_concat);
		all = jinja_pairs(pool, all, list->items->list[i], jinja_concat);
	}
	return all;
}

static const struct jinja_value *join(struct jinja_pool *pool, const struct jinja_value *one,
				      const struct jinja_args *args)
{
	const struct jinja_value *by = jinja_arg(args, 0, "d");
	const struct jinja_value *list = jinja_items_of(pool, one);

	if (list->kind != JINJA_LIST)
		return list->built ? &jinja_built : &jinja_unknown;
	return join_items(pool, list, by ? by : &jinja_empty);
}

/* ', '.join(list): the subject is what stands between. */
static const struct jinja_value *join_by(struct jinja_pool *pool, const struct jinja_value *one,
					 const struct jinja_args *args)
{
	const struct jinja_value *list = jinja_arg(args, 0, NULL);

	list = list ? jinja_items_of(pool, list) : &jinja_unknown;
	return list->kind == JINJA_LIST ? join_items(pool, list, one)
					: (list->built ? &jinja_built : &jinja_unknown);
}

static const struct jinja_value *items(struct jinja_pool *pool, const struct jinja_value *one,
				       const struct jinja_args *args)
{
	(void)args;
	return jinja_items_of(pool, one);
}

static const struct jinja_value *first(struct jinja_pool *pool, const struct jinja_value *one,
				       const struct jinja_args *args)
{
	(void)args;
	return jinja_item(pool, one, jinja_int(pool, 0));
}

static const struct jinja_value *last(struct jinja_pool *pool, const struct jinja_value *one,
				      const struct jinja_args *args)
{
	(void)args;
	return jinja_item(pool, one, jinja_int(pool, -1));
}

/* Any of them: what `random`, `min`, `max` and an iterator give. */
static const struct jinja_value *any(struct jinja_pool *pool, const struct jinja_value *one,
				     const struct jinja_args *args)
{
	const struct jinja_value *list = jinja_items_of(pool, one), *all = NULL;

	(void)args;
	if (list->kind != JINJA_LIST || list->items->n == 0)
		return list->built ? &jinja_built : &jinja_unknown;
	for (uint32_t i = 0; i < list->items->n; i++)
		all = all ? jinja_either(pool, all, list->items->list[i]) : list->items->list[i];
	return all;
}

/* loop.cycle(a, b). */
static const struct jinja_value *cycle(struct jinja_pool *pool, const struct jinja_value *one,
				       const struct jinja_args *args)
{
	(void)one;
	return any(pool, args->list, args);
}

static const struct jinja_value *pop(struct jinja_pool *pool, const struct jinja_value *one,
				     const struct jinja_args *args)
{
	const struct jinja_value *at = jinja_arg(args, 0, NULL), *got = NULL;

	if (one->kind == JINJA_DICT && at && at->kind == JINJA_TEXT)
		got = jinja_get(one, at->text);
	else if (one->kind == JINJA_LIST && (!at || at->kind == JINJA_INT))
		return jinja_item(pool, one, at ? at : jinja_int(pool, -1));
	return got ? got : jinja_unknown_like(one);
}

static const struct jinja_value *get(struct jinja_pool *pool, const struct jinja_value *one,
				     const struct jinja_args *args)
{
	const struct jinja_value *key = jinja_arg(args, 0, NULL), * or = jinja_arg(args, 1, NULL);
	const struct jinja_value *got =
		key && key->kind == JINJA_TEXT ? jinja_get(one, key->text) : NULL;

	if (got)
		return got;
	return or ? jinja_either(pool, &jinja_unknown, or) : &jinja_unknown;
}

static const struct jinja_value *append(struct jinja_pool *pool, const struct jinja_value *one,
					const struct jinja_args *args)
{
	const struct jinja_value *item = jinja_arg(args, 0, NULL);

	if (one->kind == JINJA_LIST && item)
		jinja_push(pool, one, item);
	return &jinja_unknown;
}

static const struct jinja_value *update(struct jinja_pool *pool, const struct jinja_value *one,
					const struct jinja_args *args)
{
	const struct jinja_value *with = jinja_arg(args, 0, NULL);
	const struct jinja_value *const from[] = { with, args->names };

	if (one->kind != JINJA_DICT)
		return &jinja_unknown;
	for (size_t k = 0; k < 2; k++) {
		if (!from[k] || from[k]->kind != JINJA_DICT)
			continue;
		for (uint32_t i = 0; i + 1 < from[k]->items->n; i += 2)
			jinja_set(pool, one, from[k]->items->list[i]->text,
				  from[k]->items->list[i + 1]);
	}
	return &jinja_unknown;
}

static const struct jinja_value *values(struct jinja_pool *pool, const struct jinja_value *one,
					const struct jinja_args *args)
{
	const struct jinja_value *list;

	(void)args;
	if (one->kind != JINJA_DICT)
		return jinja_unknown_like(one);
	list = jinja_list(pool, JINJA_LIST);
	for (uint32_t i = 1; i < one->items->n; i += 2)
		jinja_push(pool, list, one->items->list[i]);
	return list;
}

static const struct jinja_value *pairs(struct jinja_pool *pool, const struct jinja_value *one,
				       const struct jinja_args *args)
{
	const struct jinja_value *list;

	(void)args;
	if (one->kind != JINJA_DICT)
		return jinja_unknown_like(one);
	list = jinja_list(pool, JINJA_LIST);
	for (uint32_t i = 0; i + 1 < one->items->n; i += 2) {
		const struct jinja_value *pair = jinja_list(pool, JINJA_LIST);

		jinja_push(pool, pair, one->items->list[i]);
		jinja_push(pool, pair, one->items->list[i + 1]);
		jinja_push(pool, list, pair);
	}
	return list;
}

static const struct jinja_value *length(struct jinja_pool *pool, const struct jinja_value *one,
					const struct jinja_args *args)
{
	const struct jinja_value *list = one->open ? &jinja_unknown : jinja_items_of(pool, one);

	(void)args;
	return list->kind == JINJA_LIST ? jinja_int(pool, list->items->n) : &jinja_unknown;
}

static const struct jinja_value *or_default(struct jinja_pool *pool, const struct jinja_value *one,
					    const struct jinja_args *args)
{
	const struct jinja_value * or = jinja_arg(args, 0, "default_value");

	return jinja_either(pool, one, or ? or : &jinja_empty);
}

static const struct jinja_value *selection(struct jinja_pool *pool, const struct jinja_value *one,
					   const struct jinja_args *args)
{
	(void)args;
	if (one->kind == JINJA_LIST && one->items->n > 0)
		return one; /* at most what was in it */
	return jinja_global(pool, span_str("select"));
}

const struct jinja_row jinja_list_filters[] = {
	{ "count", length },
	{ "d", or_default },
	{ "default", or_default },
	{ "dictsort", pairs },
	{ "first", first },
	{ "items", pairs },
	{ "join", join },
	{ "last", last },
	{ "length", length },
	{ "list", items },
	{ "max", any },
	{ "min", any },
	{ "random", any },
	{ "reject", selection },
	{ "rejectattr", selection },
	{ "select", selection },
	{ "selectattr", selection },
	{ "sort", items },
	{ "unique", items },
	{ NULL, NULL },
};

const struct jinja_row jinja_list_methods[] = {
	{ "append", append }, { "cycle", cycle },   { "get", get },  { "items", pairs },
	{ "join", join_by },  { "keys", items },    { "next", any }, { "pop", pop },
	{ "update", update }, { "values", values }, { NULL, NULL },
};
