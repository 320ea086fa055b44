/* What an expression is made of: literals, names, lists and dicts. */
#include "format/jinja.h"

#include "code/python/string.h"

static bool operator(struct jinja *j, const char *text)
{
	return jinja_take(j, JINJA_OPERATOR, text);
}

const struct jinja_value *jinja_integer(struct jinja *j, struct span text)
{
	uint64_t n = 0, base = 10;

	if (text.n > 2 && text.p[0] == '0' && (text.p[1] | 0x20) >= 'b') {
		uint8_t letter = text.p[1] | 0x20;

		base = letter == 'x' ? 16 : letter == 'o' ? 8 : 2;
		text = span_from(text, 2);
	}
	for (size_t i = 0; i < text.n; i++) {
		uint8_t c = text.p[i] | 0x20;

		if (text.p[i] == '_')
			continue;
		if (__builtin_mul_overflow(n, base, &n) || n > INT64_MAX - 36)
			return jinja_int(&j->pool, INT64_MAX);
		n += (uint64_t)(text.p[i] <= '9' ? text.p[i] - '0' : c - 'a' + 10);
	}
	return jinja_int(&j->pool, (int64_t)n);
}

const struct jinja_value *jinja_literal(struct jinja_pool *pool, struct span raw)
{
	uint8_t *p;

	if (raw.n > JINJA_TEXT_MAX)
		return &jinja_built;
	if (span_byte(raw, '\\') == SPAN_NONE)
		return jinja_text(pool, raw);
	p = jinja_alloc(pool, python_string_room(raw));
	return jinja_text(pool, span_of(p, python_string(raw, p)));
}

/* Literals that follow one another are one. */
static const struct jinja_value *read_strings(struct jinja *j)
{
	uint32_t offset = jinja_peek(j)->offset;
	const struct jinja_value *all = jinja_literal(&j->pool, jinja_next(j)->text);

	while (jinja_is(j, JINJA_STRING, NULL))
		all = jinja_concat(&j->pool, all, jinja_literal(&j->pool, jinja_next(j)->text));
	if (span_starts(all->text, "__") && span_ends(all->text, "__"))
		jinja_tell(j, "literal", all->text, "string", offset, false);
	return all;
}

static const struct jinja_value *read_name(struct jinja *j)
{
	static const char *const constants[][2] = {
		{ "true", "True" },
		{ "false", "False" },
		{ "none", "None" },
	};
	struct span name = jinja_next(j)->text;

	for (size_t i = 0; i < sizeof(constants) / sizeof(constants[0]); i++)
		if (span_is(name, constants[i][0]))
			return jinja_global(&j->pool, span_str(constants[i][1]));
	return jinja_lookup(j, name);
}

static const struct jinja_value *read_list(struct jinja *j)
{
	const struct jinja_value *list = jinja_list(&j->pool, JINJA_LIST);

	while (!operator(j, "]")) {
		if (list->items->n > 0 || list->items->cut) {
			jinja_expect(j, JINJA_OPERATOR, ",");
			if (operator(j, "]"))
				break;
		}
		jinja_push(&j->pool, list, jinja_expression(j));
	}
	return list;
}

static const struct jinja_value *read_dict(struct jinja *j)
{
	const struct jinja_value *dict = jinja_list(&j->pool, JINJA_DICT);
	bool more = false;

	while (!operator(j, "}")) {
		const struct jinja_value *key, *value;

		if (more) {
			jinja_expect(j, JINJA_OPERATOR, ",");
			if (operator(j, "}"))
				break;
		}
		more = true;
		key = jinja_expression(j);
		jinja_expect(j, JINJA_OPERATOR, ":");
		value = jinja_expression(j);
		for (; key; key = key->other)
			if (key->kind == JINJA_TEXT)
				jinja_set(&j->pool, dict, key->text, value);
			else
				dict->items->cut = true;
	}
	return dict;
}

static const struct jinja_value *read_parentheses(struct jinja *j)
{
	const struct jinja_value *v;

	if (operator(j, ")"))
		return jinja_list(&j->pool, JINJA_LIST);
	v = jinja_tuple(j, true);
	jinja_expect(j, JINJA_OPERATOR, ")");
	return v;
}

const struct jinja_value *jinja_primary(struct jinja *j)
{
	switch (jinja_peek(j)->kind) {
	case JINJA_NAME:
		return read_name(j);
	case JINJA_STRING:
		return read_strings(j);
	case JINJA_INTEGER:
		return jinja_integer(j, jinja_next(j)->text);
	case JINJA_FLOAT:
		(void)jinja_next(j);
		return &jinja_unknown;
	default:
		break;
	}
	if (operator(j, "("))
		return read_parentheses(j);
	if (operator(j, "["))
		return read_list(j);
	if (operator(j, "{"))
		return read_dict(j);
	jinja_fail(j, jinja_is(j, JINJA_END, NULL)
			      ? "the template ends too early"
			      : "an expression that Jinja does not understand");
}
