/* What follows a primary expression: attributes, subscripts, calls, filters and tests. */
#include "format/jinja.h"

static bool operator(struct jinja *j, const char *text)
{
	return jinja_take(j, JINJA_OPERATOR, text);
}

static bool word(struct jinja *j, const char *text)
{
	return jinja_take(j, JINJA_NAME, text);
}

struct jinja_args jinja_arguments(struct jinja *j)
{
	struct jinja_args args = {
		.list = jinja_list(&j->pool, JINJA_LIST),
		.names = jinja_list(&j->pool, JINJA_DICT),
		.offset = jinja_peek(j)->offset,
	};
	bool more = false;

	jinja_expect(j, JINJA_OPERATOR, "(");
	while (!operator(j, ")")) {
		if (more) {
			jinja_expect(j, JINJA_OPERATOR, ",");
			if (operator(j, ")"))
				break;
		}
		more = true;
		if (operator(j, "**") || operator(j, "*")) {
			jinja_push(&j->pool, args.list, jinja_expression(j));
			continue;
		}
		if (jinja_is(j, JINJA_NAME, NULL) && j->tokens[j->at + 1].kind == JINJA_OPERATOR &&
		    span_is(j->tokens[j->at + 1].text, "=")) {
			struct span name = jinja_next(j)->text;

			(void)jinja_next(j);
			jinja_set(&j->pool, args.names, name, jinja_expression(j));
			continue;
		}
		jinja_push(&j->pool, args.list, jinja_expression(j));
	}
	return args;
}

struct jinja_args jinja_no_arguments(struct jinja *j)
{
	return (struct jinja_args){
		.list = jinja_list(&j->pool, JINJA_LIST),
		.names = jinja_list(&j->pool, JINJA_DICT),
		.offset = jinja_peek(j)->offset,
	};
}

static const struct jinja_value *slice_all(struct jinja *j, const struct jinja_value *v,
					   const struct jinja_value *bounds[3])
{
	const struct jinja_value *all = NULL;

	for (; v; v = v->other) {
		const struct jinja_value *part = jinja_slice(&j->pool, v, bounds);

		all = all ? jinja_either(&j->pool, all, part) : part;
	}
	return all;
}

static const struct jinja_value *read_subscript(struct jinja *j, const struct jinja_value *base,
						uint32_t offset)
{
	const struct jinja_value *bounds[3] = { NULL };
	bool slice = false, tuple = false;

	for (int i = 0; i < 3; i++) {
		if (!jinja_is(j, JINJA_OPERATOR, ":") && !jinja_is(j, JINJA_OPERATOR, "]") &&
		    !jinja_is(j, JINJA_OPERATOR, ","))
			bounds[i] = jinja_expression(j);
		if (!operator(j, ":"))
			break;
		slice = true;
	}
	while (operator(j, ",")) {
		tuple = true;
		(void)jinja_expression(j);
	}
	jinja_expect(j, JINJA_OPERATOR, "]");
	if (slice)
		return slice_all(j, base, bounds);
	if (tuple || !bounds[0])
		return &jinja_unknown;
	return jinja_attribute(j, base, bounds[0], "subscript", offset);
}

const struct jinja_value *jinja_postfix(struct jinja *j, const struct jinja_value *v)
{
	for (;;) {
		uint32_t offset = jinja_peek(j)->offset;

		if (operator(j, ".")) {
			const struct jinja_token *token = jinja_next(j);

			if (token->kind == JINJA_NAME)
				v = jinja_attribute(j, v, jinja_text(&j->pool, token->text), "dot",
						    token->offset);
			else if (token->kind == JINJA_INTEGER)
				v = jinja_attribute(j, v, jinja_integer(j, token->text),
						    "subscript", offset);
			else if (token->kind == JINJA_FLOAT)
				v = &jinja_unknown; /* a.1.2 */
			else
				jinja_fail(j, "a dot without a name");
		} else if (operator(j, "[")) {
			v = read_subscript(j, v, offset);
		} else if (jinja_is(j, JINJA_OPERATOR, "(")) {
			struct jinja_args args = jinja_arguments(j);

			v = jinja_call(j, v, &args);
		} else {
			return v;
		}
	}
}

/* Names of filters and tests may have dots. The last part is what counts. */
static struct span read_dotted(struct jinja *j)
{
	struct span name;

	do {
		name = jinja_peek(j)->text;
		jinja_expect(j, JINJA_NAME, NULL);
	} while (operator(j, "."));
	return name;
}

static const struct jinja_value *read_filter(struct jinja *j, const struct jinja_value *v)
{
	uint32_t offset = jinja_peek(j)->offset;
	struct span name = read_dotted(j);
	struct jinja_args args =
		jinja_is(j, JINJA_OPERATOR, "(") ? jinja_arguments(j) : jinja_no_arguments(j);

	args.offset = offset;
	return jinja_apply(j, name, v, &args);
}

static bool begins_argument(const struct jinja *j)
{
	static const char *const not_one[] = { "else", "or", "and", "is", "if", "not", "in", NULL };
	const struct jinja_token *token = jinja_peek(j);

	for (size_t i = 0; not_one[i]; i++)
		if (token->kind == JINJA_NAME && span_is(token->text, not_one[i]))
			return false;
	return token->kind == JINJA_NAME || token->kind == JINJA_STRING ||
	       token->kind == JINJA_INTEGER || token->kind == JINJA_FLOAT ||
	       jinja_is(j, JINJA_OPERATOR, "[") || jinja_is(j, JINJA_OPERATOR, "{");
}

static const struct jinja_value *read_test(struct jinja *j)
{
	(void)word(j, "not");
	(void)read_dotted(j);
	if (jinja_is(j, JINJA_OPERATOR, "("))
		(void)jinja_arguments(j);
	else if (begins_argument(j))
		(void)jinja_postfix(j, jinja_primary(j));
	return &jinja_unknown;
}

const struct jinja_value *jinja_filters(struct jinja *j, const struct jinja_value *v)
{
	for (;;) {
		if (operator(j, "|")) {
			v = read_filter(j, v);
		} else if (word(j, "is")) {
			v = read_test(j);
		} else if (jinja_is(j, JINJA_OPERATOR, "(")) {
			struct jinja_args args = jinja_arguments(j);

			v = jinja_call(j, v, &args);
		} else {
			return v;
		}
	}
}
