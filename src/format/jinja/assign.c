/* Names and their values: look-ups, assignments, the set statement. */
#include "format/jinja/statement.h"

struct jinja_name {
	struct jinja_name *older;
	struct span name;
	const struct jinja_value *value;
};

static struct jinja_name *find(struct jinja *j, struct span name)
{
	struct jinja_name *n = j->names;

	while (n && !span_eq(n->name, name)) {
		jinja_step(j);
		n = n->older;
	}
	return n;
}

const struct jinja_value *jinja_lookup(struct jinja *j, struct span name)
{
	const struct jinja_name *n = find(j, name);

	if (n)
		return n->value;
	return jinja_is_global(name) ? jinja_global(&j->pool, name) : &jinja_unknown;
}

void jinja_assign(struct jinja *j, struct span name, const struct jinja_value *value)
{
	struct jinja_name *n = find(j, name);

	if (n) {
		n->value = j->maybe ? jinja_either(&j->pool, n->value, value) : value;
		return;
	}
	n = jinja_alloc(&j->pool, sizeof(*n));
	*n = (struct jinja_name){ j->names, name, value };
	j->names = n;
}

static bool operator(struct jinja *j, const char *text)
{
	return jinja_take(j, JINJA_OPERATOR, text);
}

static void read_target(struct jinja *j, struct jinja_targets *targets)
{
	struct jinja_target target = { 0 };

	if (operator(j, "(")) {
		do
			read_target(j, targets);
		while (operator(j, ",") && !jinja_is(j, JINJA_OPERATOR, ")"));
		jinja_expect(j, JINJA_OPERATOR, ")");
		targets->tuple = true;
		return;
	}
	target.name = jinja_read_name(j);
	if (operator(j, "."))
		target.attribute = jinja_read_name(j);
	if (targets->n == JINJA_TARGETS_MAX)
		jinja_stop(j, "an assignment has too many targets");
	targets->list[targets->n++] = target;
}

void jinja_read_targets(struct jinja *j, struct jinja_targets *targets)
{
	*targets = (struct jinja_targets){ 0 };
	read_target(j, targets);
	while (operator(j, ",")) {
		targets->tuple = true;
		if (!jinja_is(j, JINJA_NAME, NULL) && !jinja_is(j, JINJA_OPERATOR, "("))
			break;
		read_target(j, targets);
	}
}

static void assign_attribute(struct jinja *j, const struct jinja_target *target,
			     const struct jinja_value *value)
{
	const struct jinja_value *space = jinja_lookup(j, target->name);

	for (; space; space = space->other) {
		const struct jinja_value *old = jinja_get(space, target->attribute);

		if (space->kind == JINJA_DICT)
			jinja_set(&j->pool, space, target->attribute,
				  old && j->maybe ? jinja_either(&j->pool, old, value) : value);
	}
}

static void assign(struct jinja *j, const struct jinja_target *target,
		   const struct jinja_value *value)
{
	if (target->attribute.p)
		assign_attribute(j, target, value);
	else
		jinja_assign(j, target->name, value);
}

void jinja_assign_all(struct jinja *j, const struct jinja_targets *targets,
		      const struct jinja_value *value)
{
	bool known = value->kind == JINJA_LIST && !value->other && value->items->n == targets->n;

	if (!targets->tuple) {
		assign(j, &targets->list[0], value);
		return;
	}
	for (size_t i = 0; i < targets->n; i++)
		assign(j, &targets->list[i],
		       known ? value->items->list[i]
			     : (value->built ? &jinja_built : &jinja_unknown));
}

void jinja_run_set(struct jinja *j)
{
	static const char *const end[] = { "endset", NULL };
	const struct jinja_value *value;
	struct jinja_targets targets;
	size_t filters, after;

	jinja_read_targets(j, &targets);
	if (operator(j, "=")) {
		jinja_assign_all(j, &targets, jinja_tuple(j, true));
		jinja_end_tag(j);
		return;
	}
	filters = j->at;
	(void)jinja_filters(j, &jinja_unknown);
	jinja_end_tag(j);
	value = jinja_capture(j, end);
	(void)jinja_next(j);
	jinja_end_tag(j);
	after = j->at;
	j->at = filters;
	value = jinja_filters(j, value);
	j->at = after;
	jinja_assign_all(j, &targets, value);
}
