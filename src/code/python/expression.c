/* Expressions of Python: operators. */
#include "code/python/integer.h"
#include "code/python/reader.h"

enum { REPEAT_MAX = 64 << 10 };

struct code_value python_postfix(struct python_reader *r)
{
	struct code_value v = python_atom(r), receiver = { 0 };
	struct span method = { 0 };
	bool of = false; /* the last thing was an attribute of `receiver` */

	r->container = (struct span){ 0 };
	for (;;) {
		if (r->token.kind != PYTHON_OPERATOR || r->token.text.n != 1)
			return v;
		switch (r->token.text.p[0]) {
		case '.':
			python_step(r);
			if (r->token.kind != PYTHON_NAME)
				return v;
			receiver = v;
			r->container = (struct span){ 0 };
			method = r->token.text;
			v = python_attribute(r, &receiver, method);
			of = true;
			python_step(r);
			break;
		case '(':
			v = python_call(r, &v, of ? &receiver : NULL, method);
			of = false;
			break;
		case '[':
			v = python_subscript(r, &v);
			of = false;
			break;
		default:
			return v;
		}
	}
}

/* Nothing is known of it but where it comes from. */
static struct code_value plain(const struct code_value *v, uint64_t marks)
{
	return (struct code_value){ .offset = v->offset, .line = v->line, .marks = marks };
}

/* -5, ~5 */
static struct code_value signed_value(struct python_reader *r, const struct code_value *v,
				      bool flips)
{
	struct code_value result = plain(v, v->marks);
	int64_t n;

	if (!python_integer(v, &n))
		return result;
	result = python_integer_value(r->pool, flips ? ~n : (int64_t)(0 - (uint64_t)n));
	result.offset = v->offset;
	result.line = v->line;
	return result;
}

/* The sign or word that stands before an operand; 0: none. */
static uint8_t sign_of(const struct python_token *token)
{
	switch (token->sign) {
	case 0:
		return token->word == PYTHON_WORD_NOT	  ? 'n'
		       : token->word == PYTHON_WORD_AWAIT ? 'a'
							  : 0;
	case PYTHON_SIGN('-', 0, 0):
	case PYTHON_SIGN('+', 0, 0):
	case PYTHON_SIGN('~', 0, 0):
	case PYTHON_SIGN('*', 0, 0):
		return (uint8_t)token->sign;
	case PYTHON_SIGN('*', '*', 0):
		return '*';
	default:
		return 0;
	}
}

static struct code_value signed_operand(struct python_reader *r)
{
	uint8_t sign = 0, next;
	bool changes = false;
	unsigned n = 0;

	for (; (next = sign_of(&r->token)) != 0; n++) {
		sign = next;
		changes |= sign != 'a';
		python_step(r);
	}

	struct code_value v = python_postfix(r);

	if (!changes)
		return v;
	if (n == 1 && (sign == '-' || sign == '~'))
		return signed_value(r, &v, sign == '~');
	return plain(&v, v.marks);
}

static struct code_value unary(struct python_reader *r)
{
	return sign_of(&r->token) ? signed_operand(r) : python_postfix(r);
}

static bool is_text(const struct code_value *v)
{
	struct code_item one;

	for (const struct code_item *i = code_alternatives(v, &one); i; i = i->next)
		if (i->value.kind == CODE_TEXT)
			return true;
	return false;
}

/* Whole numbers that are known, or nothing but where they come from. */
static struct code_value calculate(struct python_reader *r, struct span sign,
				   const struct code_value *a, const struct code_value *b)
{
	static const struct span mixes = SPAN("operator.xor");
	struct code_value v = plain(a, a->marks | b->marks);
	int64_t left, right, result;

	if (python_integer(a, &left) && python_integer(b, &right) &&
	    python_calculate(sign, left, right, &result)) {
		v = python_integer_value(r->pool, result);
		v.offset = a->offset;
		v.line = a->line;
		v.marks = a->marks | b->marks;
	}
	if (r->follows && span_is(sign, "^"))
		v.marks = python_told(r, CODE_NAMED, mixes, &v, NULL);
	return v;
}

/* 'ab' * 2 */
static struct code_value repeat(struct python_reader *r, const struct code_value *text,
				const struct code_value *times)
{
	struct code_value v = *text;
	int64_t n;

	if (!python_integer(times, &n) || n < 1 || (uint64_t)n > REPEAT_MAX / (text->text.n + 1))
		return (struct code_value){ .kind = CODE_TEXT, .partial = true, .marks = v.marks };
	for (int64_t i = 1; i < n; i++)
		v = code_join(r->pool, v, *text);
	return v;
}

/* Paths of pathlib are put together with a slash. */
static struct code_value divide(struct python_reader *r, const struct code_value *a,
				const struct code_value *b)
{
	static const struct span slash = SPAN("/");
	struct code_value v;

	if (!is_text(a) && !is_text(b))
		return plain(a, a->marks | b->marks);
	v = code_join(r->pool, *a, code_text(slash));
	return code_join(r->pool, v, *b);
}

static struct code_value multiply(struct python_reader *r, struct span sign, struct code_value a,
				  struct code_value b)
{
	if (span_is(sign, "%") && a.kind == CODE_TEXT)
		return python_percent(r, &a, &b);
	if (span_is(sign, "/"))
		return divide(r, &a, &b);
	if (span_is(sign, "*") && a.kind == CODE_TEXT)
		return repeat(r, &a, &b);
	return calculate(r, sign, &a, &b);
}

static struct code_value add_lists(struct python_reader *r, struct code_value a,
				   struct code_value b)
{
	struct code_list list = code_list_of(r->pool);

	for (const struct code_item *i = a.items; i; i = i->next)
		code_list_add(&list, i->name, i->value);
	for (const struct code_item *i = b.items; i; i = i->next)
		code_list_add(&list, i->name, i->value);
	a.items = list.first;
	a.partial |= b.partial || list.partial;
	a.marks |= b.marks;
	a.text = (struct span){ 0 };
	a.source = (struct span){ 0 };
	return a;
}

static struct code_value add(struct python_reader *r, struct span sign, struct code_value a,
			     struct code_value b)
{
	bool adds = sign.p[0] == '+';

	if (adds && (is_text(&a) || is_text(&b)))
		return code_join(r->pool, a, b);
	if (adds && a.kind == CODE_LIST && b.kind == CODE_LIST)
		return add_lists(r, a, b);
	return calculate(r, sign, &a, &b);
}

/* Comparisons give nothing that is followed; a and b is b, unless a says no. */
static struct code_value apply(struct python_reader *r, const struct python_token *sign,
			       struct code_value a, struct code_value b)
{
	switch (sign->level) {
	case PYTHON_TERM:
		return multiply(r, sign->text, a, b);
	case PYTHON_SUM:
		return add(r, sign->text, a, b);
	case PYTHON_BITS:
		return calculate(r, sign->text, &a, &b);
	case PYTHON_BOTH:
		return r->follows ? b : plain(&a, 0);
	case PYTHON_EITHER:
		return code_either(r->pool, a, b);
	default:
		return plain(&a, 0);
	}
}

/* What follows `a`, as long as it binds as strongly as that. */
static struct code_value binary(struct python_reader *r, struct code_value a, unsigned level)
{
	while (r->token.level >= level) {
		const struct python_token sign = r->token;
		struct code_value b;

		python_step(r);
		b = unary(r);
		if (r->token.level > sign.level)
			b = binary(r, b, sign.level + 1u);
		a = apply(r, &sign, a, b);
	}
	return a;
}

struct code_value python_either(struct python_reader *r)
{
	struct code_value v = unary(r);

	return r->token.level < PYTHON_EITHER ? v : binary(r, v, PYTHON_EITHER);
}

/* Past what is nested too deeply: to the bracket that closes around, or the end of the line. */
static void skip(struct python_reader *r)
{
	unsigned outside = r->lexer.brackets;

	r->end->full = true;
	if (r->token.kind == PYTHON_OPERATOR && outside > 0 && strchr("([{", r->token.text.p[0]))
		outside--;
	while (!python_line_ended(r)) {
		bool closes = r->token.kind == PYTHON_OPERATOR && strchr(")]}", r->token.text.p[0]);

		if (closes && r->lexer.brackets < outside)
			return;
		python_step(r);
	}
}

struct code_value python_expression(struct python_reader *r)
{
	struct code_value v, other;

	if (r->depth == CODE_DEPTH_MAX) {
		v = (struct code_value){ .offset = r->token.offset, .line = r->token.line };
		skip(r);
		return v;
	}
	r->depth++;
	v = python_either(r);
	while (python_take_word(r, "if")) {
		(void)python_either(r);
		if (!python_take_word(r, "else"))
			break;
		other = python_either(r);
		v = code_either(r->pool, v, other);
	}
	r->depth--;
	return v;
}

struct code_value python_expressions(struct python_reader *r)
{
	struct code_value v = python_expression(r), all = v;
	struct code_list list;

	if (!python_is_operator(r, ","))
		return v;
	list = code_list_of(r->pool);
	code_list_add(&list, (struct span){ 0 }, v);
	while (python_take_operator(r, ",")) {
		uint64_t before = r->token.offset;

		v = python_expression(r);
		if (r->token.offset == before)
			break; /* a comma at the end */
		code_list_add(&list, (struct span){ 0 }, v);
	}
	all = (struct code_value){ .kind = CODE_LIST,
				   .items = list.first,
				   .partial = list.partial,
				   .marks = list.marks,
				   .offset = all.offset,
				   .line = all.line };
	return all;
}

struct code_value python_inner(struct python_reader *r, struct span text, uint64_t offset,
			       uint64_t line)
{
	struct python_place here = python_place(r);
	struct code_value v;

	r->lexer = (struct python_lexer){
		.text = text, .offset = offset, .line = line, .brackets = 1
	};
	python_step(r);
	v = python_expressions(r);
	python_go(r, &here);
	return v;
}
