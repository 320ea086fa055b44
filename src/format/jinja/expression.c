/* Operators, by the grammar of jinja2/parser.py; each function is one level of precedence. */
#include "format/jinja.h"

static bool operator(struct jinja *j, const char *text)
{
	return jinja_take(j, JINJA_OPERATOR, text);
}

static bool word(struct jinja *j, const char *text)
{
	return jinja_take(j, JINJA_NAME, text);
}

static void enter(struct jinja *j)
{
	if (++j->depth > JINJA_DEPTH_MAX)
		jinja_stop(j, "expressions are nested too deep");
}

static const struct jinja_value *read_unary(struct jinja *j, bool filters)
{
	const struct jinja_value *v;

	enter(j);
	if (operator(j, "-"))
		v = jinja_pairs(&j->pool, jinja_int(&j->pool, 0), read_unary(j, false),
				jinja_subtract);
	else if (operator(j, "+"))
		v = read_unary(j, false);
	else
		v = jinja_primary(j);
	v = jinja_postfix(j, v);
	j->depth--;
	return filters ? jinja_filters(j, v) : v;
}

static const struct jinja_value *read_power(struct jinja *j)
{
	const struct jinja_value *v = read_unary(j, true);

	while (operator(j, "**")) {
		(void)read_unary(j, true);
		v = &jinja_unknown;
	}
	return v;
}

static const struct jinja_value *read_product(struct jinja *j)
{
	const struct jinja_value *v = read_power(j);

	for (;;) {
		uint32_t offset = jinja_peek(j)->offset;

		if (operator(j, "*")) {
			const struct jinja_value *by = read_power(j);
			bool large = (v->kind == JINJA_TEXT && by->kind == JINJA_INT) ||
				     (v->kind == JINJA_LIST && by->kind == JINJA_INT);

			if (large)
				jinja_tell(j, "repeat", jinja_str(&j->pool, by)->text, "operator",
					   offset, false);
			v = jinja_pairs(&j->pool, v, by, jinja_multiply);
		} else if (operator(j, "%")) {
			v = jinja_pairs(&j->pool, v, read_power(j), jinja_modulo);
		} else if (operator(j, "/") || operator(j, "//")) {
			(void)read_power(j);
			v = &jinja_unknown;
		} else {
			return v;
		}
	}
}

static const struct jinja_value *read_concat(struct jinja *j)
{
	const struct jinja_value *v = read_product(j);

	while (operator(j, "~"))
		v = jinja_pairs(&j->pool, v, read_product(j), jinja_concat);
	return v;
}

static const struct jinja_value *read_sum(struct jinja *j)
{
	const struct jinja_value *v = read_concat(j);

	for (;;) {
		if (operator(j, "+"))
			v = jinja_pairs(&j->pool, v, read_concat(j), jinja_add);
		else if (operator(j, "-"))
			v = jinja_pairs(&j->pool, v, read_concat(j), jinja_subtract);
		else
			return v;
	}
}

static bool comparison(struct jinja *j)
{
	static const char *const operators[] = { "==", "!=", "<", "<=", ">", ">=", NULL };

	for (size_t i = 0; operators[i]; i++)
		if (operator(j, operators[i]))
			return true;
	if (word(j, "in"))
		return true;
	if (jinja_is(j, JINJA_NAME, "not") && j->tokens[j->at + 1].kind == JINJA_NAME &&
	    span_is(j->tokens[j->at + 1].text, "in")) {
		(void)jinja_next(j);
		(void)jinja_next(j);
		return true;
	}
	return false;
}

static const struct jinja_value *read_comparison(struct jinja *j)
{
	const struct jinja_value *v = read_sum(j);

	while (comparison(j)) {
		(void)read_sum(j);
		v = &jinja_unknown;
	}
	return v;
}

static const struct jinja_value *read_not(struct jinja *j)
{
	const struct jinja_value *v;

	if (!word(j, "not"))
		return read_comparison(j);
	enter(j);
	(void)read_not(j);
	v = &jinja_unknown;
	j->depth--;
	return v;
}

static const struct jinja_value *read_and(struct jinja *j)
{
	const struct jinja_value *v = read_not(j);

	while (word(j, "and"))
		v = jinja_either(&j->pool, v, read_not(j));
	return v;
}

static const struct jinja_value *read_or(struct jinja *j)
{
	const struct jinja_value *v = read_and(j);

	while (word(j, "or"))
		v = jinja_either(&j->pool, v, read_and(j));
	return v;
}

static const struct jinja_value *read_conditional(struct jinja *j)
{
	const struct jinja_value *v = read_or(j);

	while (word(j, "if")) {
		(void)read_or(j);
		if (word(j, "else"))
			v = jinja_either(&j->pool, v, jinja_expression(j));
		else
			v = jinja_either(&j->pool, v, &jinja_empty);
	}
	return v;
}

const struct jinja_value *jinja_expression(struct jinja *j)
{
	const struct jinja_value *v;

	enter(j);
	v = read_conditional(j);
	j->depth--;
	return v;
}

static bool ends_tuple(const struct jinja *j)
{
	return jinja_is(j, JINJA_BLOCK_END, NULL) || jinja_is(j, JINJA_PRINT_END, NULL) ||
	       jinja_is(j, JINJA_OPERATOR, ")") || jinja_is(j, JINJA_NAME, "recursive") ||
	       (jinja_is(j, JINJA_NAME, "if"));
}

const struct jinja_value *jinja_tuple(struct jinja *j, bool conditional)
{
	const struct jinja_value *v = conditional ? jinja_expression(j) : read_or(j), *list;

	if (!jinja_is(j, JINJA_OPERATOR, ","))
		return v;
	list = jinja_list(&j->pool, JINJA_LIST);
	jinja_push(&j->pool, list, v);
	while (operator(j, ",")) {
		if (ends_tuple(j))
			break;
		jinja_push(&j->pool, list, conditional ? jinja_expression(j) : read_or(j));
	}
	return list;
}
