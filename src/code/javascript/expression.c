/* Expressions of JavaScript: operators, calls, members. */
#include "code/javascript/number.h"
#include "code/javascript/reader.h"

static struct code_value plain(struct code_value v)
{
	return (struct code_value){ .offset = v.offset, .line = v.line, .marks = v.marks };
}

/* Members. */

static struct span longer_source(struct span source, struct span attribute)
{
	if (source.n == 0 || source.p + source.n + 1 != attribute.p ||
	    source.n + attribute.n >= CODE_NAME_MAX)
		return (struct span){ 0 };
	return span_of(source.p, source.n + 1 + attribute.n);
}

/* The constructor of a function makes functions out of text: it is reached from anything. */
static bool has_constructor(const struct code_value *of)
{
	static const char *const methods[] = { "at",	 "concat", "constructor", "entries", "fill",
					       "filter", "find",   "flat",	  "italics", "map",
					       "slice",	 "sort",   "sub",	  "trim",    NULL };
	const uint8_t *dot = of->text.n ? memrchr(of->text.p, '.', of->text.n) : NULL;

	if (of->kind == CODE_FUNCTION)
		return true;
	if (of->kind == CODE_RESULT && span_is(of->text, "Object.getPrototypeOf"))
		return of->items && of->items->value.kind == CODE_FUNCTION;
	if (of->kind == CODE_NAME && !dot)
		return span_is(of->text, "Array") || span_is(of->text, "String") ||
		       span_is(of->text, "Number") || span_is(of->text, "Object") ||
		       span_is(of->text, "eval") || span_is(of->text, "Function") ||
		       span_is(of->text, "require");
	return dot && of->kind == CODE_UNKNOWN &&
	       span_one_of(span_of(dot + 1, (size_t)(of->text.p + of->text.n - dot - 1)), methods);
}

/* Names that mean what is known under another one. */
static bool hidden_name(struct javascript_reader *r, const struct code_value *of,
			struct span attribute, struct code_value *v)
{
	static const char *const worlds[] = { "globalThis", "global", "window", "self", NULL };
	static const char *const kinds[] = {
		[CODE_TEXT] = "String", [CODE_WORD] = "Number", [CODE_LIST] = "Array"
	};

	if (of->kind == CODE_NAME && span_one_of(of->text, worlds) &&
	    javascript_is_global(r, attribute)) {
		*v = code_name(attribute);
		return true;
	}
	if (!span_is(attribute, "constructor"))
		return false;
	if (has_constructor(of))
		*v = code_name(span_str("Function"));
	else if (of->kind == CODE_NAME && span_is(of->text, "module"))
		*v = *of; /* the class of modules, which the module of that name is */
	else if (of->kind == CODE_TEXT || of->kind == CODE_WORD || of->kind == CODE_LIST)
		*v = code_name(span_str(kinds[of->kind]));
	else
		return false;
	return true;
}

struct code_value javascript_attribute(struct javascript_reader *r, const struct code_value *base,
				       struct span attribute)
{
	static const struct span any = SPAN("?");
	struct span source = longer_source(base->source, attribute);
	const struct code_value *bound = source.n ? code_find(r->scopes, source) : NULL;
	const struct code_value *of = code_callable(base);
	struct code_value v = { 0 };

	if (!bound && of->kind == CODE_DICT)
		bound = code_get(of, attribute);
	if (bound)
		v = *bound;
	else if (r->follows && hidden_name(r, of, attribute, &v))
		v.source = (struct span){ 0 };
	else if (of->kind == CODE_NAME && span_is(attribute, "default"))
		v = *of; /* of a module, which stands for it */
	else if (of->kind == CODE_NAME)
		v = code_name(code_dotted(r->pool, of->text, attribute));
	else if (of->kind == CODE_RESULT)
		v = code_name(code_dotted(r->pool, code_result_name(r->pool, of->text), attribute));
	else
		v.text = code_dotted(r->pool,
				     of->kind == CODE_UNKNOWN && of->text.n ? of->text : any,
				     attribute);
	v.offset = base->offset;
	v.line = base->line;
	v.source = source;
	v.marks |= base->marks;
	return v;
}

/* .name, ?.name; false when what follows is no name. */
static bool member(struct javascript_reader *r, struct code_value *v, struct code_value *receiver,
		   struct span *method)
{
	javascript_step(r);
	if (r->token.kind != JAVASCRIPT_NAME)
		return false;
	*receiver = *v;
	*method = r->token.text;
	*v = javascript_attribute(r, receiver, *method);
	javascript_step(r);
	return true;
}

/* All that may follow a value. With `constructs` no call: `new a.b(c)` calls a.b. */
static struct code_value follow_all(struct javascript_reader *r, struct code_value v,
				    bool constructs)
{
	struct code_value receiver = { 0 };
	struct span method = { 0 };
	bool of = false;

	for (;;) {
		switch (r->token.sign) {
		case JAVASCRIPT_SIGN('.', 0, 0, 0):
			of = member(r, &v, &receiver, &method);
			if (!of)
				return v;
			break;
		case JAVASCRIPT_SIGN('?', '.', 0, 0):
			of = member(r, &v, &receiver, &method);
			if (!of && !javascript_is(r, "(") && !javascript_is(r, "["))
				return v;
			break;
		case JAVASCRIPT_SIGN('(', 0, 0, 0):
			if (constructs)
				return v;
			v = javascript_call(r, &v, of ? &receiver : NULL, method);
			of = false;
			break;
		case JAVASCRIPT_SIGN('[', 0, 0, 0):
			receiver = v;
			v = javascript_subscript(r, &receiver, &method);
			of = method.n > 0;
			break;
		case JAVASCRIPT_SIGN('!', 0, 0, 0): /* TypeScript: not null */
			if (r->token.new_line)
				return v;
			javascript_step(r);
			break;
		case JAVASCRIPT_SIGN('<', 0, 0, 0):
			if (!javascript_type_arguments(r))
				return v;
			break;
		default:
			if (r->token.kind != JAVASCRIPT_TEMPLATE || r->token.new_line)
				return v;
			v = javascript_tagged(r, &v);
			of = false;
		}
	}
}

/* A name that is used for what it is, and not called, is told. */
static struct code_value follow(struct javascript_reader *r, struct code_value v)
{
	v = follow_all(r, v, false);
	if (r->follows && v.kind == CODE_NAME && v.offset != r->apart && !javascript_is(r, "=") &&
	    span_byte(v.text, '(') == SPAN_NONE)
		v.marks |= javascript_told(r, CODE_NAMED, v.text, &v, NULL);
	return v;
}

static struct code_value construct(struct javascript_reader *r)
{
	struct code_value v = follow_all(r, javascript_atom(r), true);

	if (javascript_is(r, "("))
		return javascript_call(r, &v, NULL, (struct span){ 0 });

	const struct code_value *of = code_callable(&v);

	if (of->kind != CODE_NAME)
		return plain(v);

	struct code_value result = {
		.kind = CODE_RESULT, .text = of->text, .offset = v.offset, .line = v.line
	};

	result.marks = javascript_told(r, CODE_CALL, result.text, &result, NULL);
	return result;
}

/* Operators. */

static struct code_value truth(bool is)
{
	return (struct code_value){ .kind = CODE_WORD, .text = span_str(is ? "true" : "false") };
}

static bool is_true(const struct code_value *v, bool *is)
{
	static const char *const nothing[] = { "false", "0", "null", "undefined", NULL };

	*is = true;
	if (v->kind == CODE_WORD)
		*is = !span_one_of(v->text, nothing);
	else if (v->kind == CODE_TEXT && !v->partial)
		*is = v->text.n > 0;
	return v->kind == CODE_WORD || v->kind == CODE_LIST || v->kind == CODE_DICT ||
	       v->kind == CODE_FUNCTION || (v->kind == CODE_TEXT && !v->partial);
}

/* -1, +[], !0: signs that make words of constants. */
static struct code_value apply_sign(struct javascript_reader *r, uint8_t sign, struct code_value v)
{
	struct code_value given = plain(v), word = { 0 };
	int64_t n;
	bool is;

	if (sign == '!' && is_true(&v, &is))
		word = truth(!is);
	else if (sign != '!' && javascript_number(&v, &n))
		word = javascript_number_value(r->pool, sign == '-' ? -n : sign == '~' ? ~n : n);
	given.kind = word.kind;
	given.text = word.text;
	return given;
}

enum { SIGNS_MAX = 16 };

static struct code_value operand(struct javascript_reader *r)
{
	bool constructs = r->token.word == WORD_NEW;
	struct code_value v;

	if (constructs)
		javascript_step(r);
	v = follow(r, constructs ? construct(r) : javascript_atom(r));
	if ((javascript_is(r, "++") || javascript_is(r, "--")) && !r->token.new_line) {
		javascript_step(r);
		v = plain(v);
	}
	while ((r->token.word == WORD_AS || r->token.word == WORD_SATISFIES) &&
	       !r->token.new_line) {
		javascript_step(r);
		(void)javascript_type(r, false);
	}
	return v;
}

/* A sign or word that stands before an operand. */
static bool is_sign(const struct javascript_token *token)
{
	switch (token->sign) {
	case 0:
		return token->word >= WORD_TYPEOF && token->word <= WORD_YIELD;
	case JAVASCRIPT_SIGN('!', 0, 0, 0):
	case JAVASCRIPT_SIGN('~', 0, 0, 0):
	case JAVASCRIPT_SIGN('+', 0, 0, 0):
	case JAVASCRIPT_SIGN('-', 0, 0, 0):
	case JAVASCRIPT_SIGN('+', '+', 0, 0):
	case JAVASCRIPT_SIGN('-', '-', 0, 0):
	case JAVASCRIPT_SIGN('.', '.', '.', 0):
		return true;
	default:
		return false;
	}
}

static struct code_value signed_operand(struct javascript_reader *r)
{
	char changes[SIGNS_MAX];
	size_t n = 0;
	struct code_value v;

	while (is_sign(&r->token)) {
		if (r->token.word != WORD_AWAIT && !javascript_is(r, "..."))
			changes[n < SIGNS_MAX ? n++ : 0] =
				(char)(r->token.sign <= UINT8_MAX ? r->token.sign : 0);
		javascript_step(r);
		r->called = r->token.offset;
	}
	v = operand(r);
	while (n > 0) {
		char change = changes[--n];

		v = change ? apply_sign(r, (uint8_t)change, v) : plain(v);
	}
	return v;
}

static struct code_value unary(struct javascript_reader *r)
{
	return is_sign(&r->token) ? signed_operand(r) : operand(r);
}

/* What an sign makes of two numbers; else nothing is known but where it comes from. */
static struct code_value calculate(struct javascript_reader *r, struct span sign,
				   struct code_value a, struct code_value b)
{
	struct code_value v = plain(a), result = { 0 };
	int64_t left, right, n;

	if (javascript_number(&a, &left) && javascript_number(&b, &right) &&
	    javascript_calculate(sign, left, right, &n))
		result = javascript_number_value(r->pool, n);
	v.marks |= b.marks;
	v.kind = result.kind;
	v.text = result.text;
	return v;
}

static bool is_text(const struct code_value *v)
{
	struct code_item one;

	for (const struct code_item *i = code_alternatives(v, &one); i; i = i->next)
		if (i->value.kind == CODE_TEXT)
			return true;
	return false;
}

/* Numbers add up; all else becomes text, and lists do where values are followed. */
static struct code_value add(struct javascript_reader *r, struct code_value a, struct code_value b)
{
	static const struct span plus = SPAN("+");
	bool text = is_text(&a) || is_text(&b);
	struct code_value left, right;

	if (!text && (a.kind == CODE_WORD || a.kind == CODE_UNKNOWN) &&
	    (b.kind == CODE_WORD || b.kind == CODE_UNKNOWN))
		return calculate(r, plus, a, b);
	if (r->follows && a.kind != CODE_TEXT && javascript_text_of(r, &a, &left)) {
		left.marks = a.marks;
		a = left;
	}
	if (r->follows && b.kind != CODE_TEXT && javascript_text_of(r, &b, &right)) {
		right.marks = b.marks;
		b = right;
	}
	if (is_text(&a) || is_text(&b))
		return code_join(r->pool, a, b);
	if (!r->follows || a.kind != CODE_RESULT || b.kind != CODE_RESULT)
		a = plain(a); /* what is given in parts is given as a whole */
	a.marks |= b.marks;
	return a;
}

/* The rest of a shift, whose first sign `sign` was passed: signs of brackets are tokens of
 * their own. */
static bool take_shift(struct javascript_reader *r, struct span sign)
{
	bool shift = false;

	if (sign.n != 1 || !strchr("<>", sign.p[0]))
		return false;
	while (r->token.kind == JAVASCRIPT_OPERATOR && r->token.text.p == sign.p + sign.n &&
	       r->token.text.p[0] == sign.p[0]) {
		sign.n += r->token.text.n;
		shift = true;
		javascript_step(r);
	}
	return shift;
}

/* a && b gives b, where it matters; a comparison says nothing of its values. */
static struct code_value compare(struct javascript_reader *r, struct span sign, struct code_value a,
				 struct code_value b)
{
	static const char *const bits[] = { "&", "|", "^", "<<", ">>", NULL };

	if (span_one_of(sign, bits))
		return calculate(r, sign, a, b);
	if (span_is(sign, "&&") && r->follows) {
		b.offset = a.offset;
		b.line = a.line;
		return b;
	}
	return (struct code_value){ .offset = a.offset, .line = a.line };
}

static struct code_value apply(struct javascript_reader *r, const struct javascript_token *sign,
			       struct span shift, struct code_value a, struct code_value b)
{
	switch (sign->level) {
	case JAVASCRIPT_TERM:
		return calculate(r, sign->text, a, b);
	case JAVASCRIPT_SUM:
		return sign->text.p[0] == '+' ? add(r, a, b) : calculate(r, sign->text, a, b);
	case JAVASCRIPT_COMPARISON:
		return compare(r, shift.n ? shift : sign->text, a, b);
	default:
		return code_either(r->pool, a, b);
	}
}

/* What follows `a`, as long as it binds as strongly as that. */
static struct code_value binary(struct javascript_reader *r, struct code_value a, unsigned level)
{
	while (r->token.level >= level) {
		const struct javascript_token sign = r->token;
		struct span shift = { 0 };
		struct code_value b;

		javascript_step(r);
		if (sign.sign && take_shift(r, sign.text))
			shift = span_str(sign.text.p[0] == '<' ? "<<" : ">>");
		b = unary(r);
		if (r->token.level > sign.level)
			b = binary(r, b, sign.level + 1u);
		a = apply(r, &sign, shift, a, b);
	}
	return a;
}

static struct code_value either(struct javascript_reader *r)
{
	struct code_value v = unary(r);

	return r->token.level < JAVASCRIPT_EITHER ? v : binary(r, v, JAVASCRIPT_EITHER);
}

/* a ? b : c ? d : e */
static struct code_value conditional(struct javascript_reader *r)
{
	struct code_value all = either(r), one;
	bool first = true;

	for (; javascript_take(r, "?"); first = false) {
		one = javascript_expression(r);
		all = first ? one : code_either(r->pool, all, one);
		if (!javascript_take(r, ":"))
			return all;
		one = either(r);
		if (!javascript_is(r, "?"))
			all = code_either(r->pool, all, one);
	}
	return all;
}

/* a += b and its like. */
static struct code_value change(struct javascript_reader *r, struct code_value v)
{
	bool adds = javascript_is(r, "+=");
	struct span target = v.source;
	struct code_value right, changed;

	javascript_step(r);
	right = javascript_expression(r);
	changed = adds ? code_join(r->pool, v, right) : code_either(r->pool, v, right);
	v.source = target;
	javascript_assign(r, &v, &changed);
	return changed;
}

/* Of `element` when what is assigned to has no name. */
static struct code_value assignment(struct javascript_reader *r, struct code_value v,
				    struct span element)
{
	struct code_value right;

	switch (r->token.sign) {
	case JAVASCRIPT_SIGN('=', 0, 0, 0):
		javascript_step(r);
		right = javascript_expression(r);
		if (r->follows && v.source.n == 0 && element.n && right.marks)
			code_bind_marks(r->scopes, element, right.marks);
		javascript_assign(r, &v, &right);
		return right;
	case JAVASCRIPT_SIGN('+', '=', 0, 0):
	case JAVASCRIPT_SIGN('|', '|', '=', 0):
	case JAVASCRIPT_SIGN('?', '?', '=', 0):
		return change(r, v);
	default:
		javascript_step(r);
		v.marks |= javascript_expression(r).marks;
		return plain(v);
	}
}

struct code_value javascript_expression(struct javascript_reader *r)
{
	struct code_value v;
	struct span element;

	if (!javascript_deeper(r))
		return (struct code_value){ .offset = r->token.offset, .line = r->token.line };
	r->element.n = 0;
	v = conditional(r);
	element = v.source.n ? v.source : r->element;
	if (r->token.level == JAVASCRIPT_ASSIGNS)
		v = assignment(r, v, element);
	r->depth--;
	return v;
}

/* ...list gives its items, ...object its keys. */
static void add_spread(struct code_list *list, const struct code_value *v)
{
	list->partial |= v->partial || (v->kind != CODE_LIST && v->kind != CODE_DICT) || v->text.n;
	list->marks |= v->marks;
	if (v->kind == CODE_LIST || v->kind == CODE_DICT)
		for (const struct code_item *i = v->items; i; i = i->next)
			code_list_add(list, i->name, i->value);
}

static bool is_constant(const struct code_value *v, enum javascript_kind first)
{
	return (v->kind == CODE_TEXT && first == JAVASCRIPT_STRING) ||
	       (v->kind == CODE_WORD && first == JAVASCRIPT_NUMBER);
}

struct code_value javascript_items(struct javascript_reader *r, enum code_kind kind,
				   const char *close, struct javascript_asking *asking)
{
	struct code_list list = code_list_of(r->pool);
	struct code_value all = { .kind = kind, .offset = r->token.offset, .line = r->token.line };
	const struct javascript_asking *outer = r->asking;
	bool constants = r->follows;

	while (!javascript_ended(r) && !javascript_is(r, close)) {
		uint64_t before = r->token.offset;
		enum javascript_kind first = r->token.kind;
		bool spread = javascript_take(r, "...");
		struct code_value v;

		if (asking) {
			asking->list = &list;
			asking->begin = r->token.offset;
			r->asking = asking;
		}
		v = javascript_expression(r);
		r->asking = outer;
		if (!asking)
			v.source = (struct span){ 0 };
		if (asking && v.kind == CODE_FUNCTION) {
			asking->gives |= v.marks;
			v.marks = 0;
		}
		constants &= is_constant(&v, first);
		if (spread)
			add_spread(&list, &v);
		else if (r->token.offset != before)
			code_list_add(&list, (struct span){ 0 }, v);
		if (!javascript_take(r, ",") && !javascript_is(r, close))
			javascript_step(r);
	}
	if (list.partial && constants) {
		all.text = span_part(r->lexer.text, all.offset - r->lexer.offset,
				     r->token.offset - all.offset);
		all.bytes = true;
		list.first = NULL;
		list.partial = false;
	}
	(void)javascript_take(r, close);
	all.items = list.first;
	all.partial = list.partial;
	all.marks = list.marks;
	return all;
}
