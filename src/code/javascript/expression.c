/* Expressions of JavaScript: operators, calls, members. */
#include "code/javascript/reader.h"

static struct code_value plain(struct code_value v)
{
	return (struct code_value){ .offset = v.offset, .line = v.line };
}

static bool one_of(struct span word, const char *const *words)
{
	for (size_t i = 0; words[i]; i++)
		if (span_is(word, words[i]))
			return true;
	return false;
}

/* Members. */

static struct span longer_source(struct span source, struct span attribute)
{
	if (source.n == 0 || source.p + source.n + 1 != attribute.p ||
	    source.n + attribute.n >= CODE_NAME_MAX)
		return (struct span){ 0 };
	return span_of(source.p, source.n + 1 + attribute.n);
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
	return v;
}

/* Calls. */

static struct code_value call(struct javascript_reader *r, const struct code_value *callee,
			      const struct code_value *receiver, struct span method)
{
	const struct code_value *of = code_callable(callee);
	struct span name = of->text;
	struct code_value result, folded;

	javascript_step(r);
	result = javascript_items(r, CODE_RESULT, ")");
	if (of->kind == CODE_RESULT)
		name = code_result_name(r->pool, name);
	else if (of->kind != CODE_NAME && of->kind != CODE_UNKNOWN)
		name.n = 0;
	result.text = name;
	result.offset = callee->offset;
	result.line = callee->line;
	if (name.n)
		javascript_event(r, CODE_CALL, name, result);
	folded = javascript_fold(r, &result, receiver, method);
	folded.offset = callee->offset;
	folded.line = callee->line;
	if (folded.kind == CODE_RESULT && (name.n == 0 || name.p[0] == '?'))
		return plain(folded);
	return folded;
}

static struct code_value subscript(struct javascript_reader *r, const struct code_value *base)
{
	struct code_value index;
	const struct code_value *key;

	javascript_step(r);
	index = javascript_items(r, CODE_LIST, "]");
	key = code_at(&index, 0);
	if (key && key->kind == CODE_TEXT && key->text.n && !key->partial)
		return javascript_attribute(r, base, key->text);
	if (key && key->kind == CODE_WORD && base->kind == CODE_LIST && key->text.n == 1 &&
	    code_at(base, (size_t)(key->text.p[0] - '0')))
		return *code_at(base, (size_t)(key->text.p[0] - '0'));
	return plain(*base);
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
static struct code_value follow(struct javascript_reader *r, struct code_value v, bool constructs)
{
	struct code_value receiver = { 0 };
	struct span method = { 0 };
	bool of = false;

	for (;;) {
		if (javascript_is(r, ".") || javascript_is(r, "?.")) {
			bool optional = javascript_is(r, "?.");

			of = member(r, &v, &receiver, &method);
			if (!of && !(optional && (javascript_is(r, "(") || javascript_is(r, "["))))
				return v;
		} else if (javascript_is(r, "(") && !constructs) {
			v = call(r, &v, of ? &receiver : NULL, method);
			of = false;
		} else if (javascript_is(r, "[")) {
			v = subscript(r, &v);
			of = false;
		} else if (r->token.kind == JAVASCRIPT_TEMPLATE && !r->token.new_line) {
			(void)javascript_template(r); /* tagged */
			v = plain(v);
		} else if (javascript_is(r, "!") && !r->token.new_line) {
			javascript_step(r); /* TypeScript: not null */
		} else if (!javascript_is(r, "<") || !javascript_type_arguments(r)) {
			return v;
		}
	}
}

static struct code_value construct(struct javascript_reader *r)
{
	struct code_value v = follow(r, javascript_atom(r), true);

	if (javascript_is(r, "("))
		return call(r, &v, NULL, (struct span){ 0 });

	const struct code_value *of = code_callable(&v);

	if (of->kind != CODE_NAME)
		return plain(v);

	struct code_value result = {
		.kind = CODE_RESULT, .text = of->text, .offset = v.offset, .line = v.line
	};

	javascript_event(r, CODE_CALL, result.text, result);
	return result;
}

/* Operators. */

static struct code_value unary(struct javascript_reader *r)
{
	static const char *const signs[] = { "!", "~", "+", "-", "++", "--", "...", NULL };
	static const char *const words[] = { "typeof", "void", "delete", "await", "yield", NULL };
	bool changes = false;
	struct code_value v;

	for (;;) {
		bool sign = r->token.kind == JAVASCRIPT_OPERATOR && one_of(r->token.text, signs);

		if (!sign && !(r->token.kind == JAVASCRIPT_NAME && one_of(r->token.text, words)))
			break;
		changes |= !javascript_is_word(r, "await") && !javascript_is(r, "...");
		javascript_step(r);
	}
	v = javascript_take_word(r, "new") ? construct(r) : javascript_atom(r);
	v = follow(r, v, false);
	if ((javascript_is(r, "++") || javascript_is(r, "--")) && !r->token.new_line) {
		javascript_step(r);
		changes = true;
	}
	while ((javascript_is_word(r, "as") || javascript_is_word(r, "satisfies")) &&
	       !r->token.new_line) {
		javascript_step(r);
		(void)javascript_type(r, false);
	}
	return changes ? plain(v) : v;
}

static struct code_value term(struct javascript_reader *r)
{
	static const char *const signs[] = { "*", "/", "%", "**", NULL };
	struct code_value v = unary(r);

	while (r->token.kind == JAVASCRIPT_OPERATOR && one_of(r->token.text, signs)) {
		javascript_step(r);
		(void)unary(r);
		v = plain(v);
	}
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

static struct code_value sum(struct javascript_reader *r)
{
	struct code_value v = term(r);

	while (javascript_is(r, "+") || javascript_is(r, "-")) {
		bool adds = javascript_is(r, "+");
		struct code_value right;

		javascript_step(r);
		right = term(r);
		if (adds && (is_text(&v) || is_text(&right)))
			v = code_join(r->pool, v, right);
		else
			v = plain(v);
	}
	return v;
}

static struct code_value comparison(struct javascript_reader *r)
{
	static const char *const signs[] = { "<",   ">", "<=", ">=", "==", "===", "!=",
					     "!==", "&", "|",  "^",  "&&", NULL };
	static const char *const words[] = { "in", "instanceof", NULL };
	struct code_value v = sum(r);

	while ((r->token.kind == JAVASCRIPT_OPERATOR && one_of(r->token.text, signs)) ||
	       (r->token.kind == JAVASCRIPT_NAME && one_of(r->token.text, words))) {
		javascript_step(r);
		(void)sum(r);
		v = plain(v);
	}
	return v;
}

static struct code_value either(struct javascript_reader *r)
{
	struct code_value v = comparison(r);

	while (javascript_is(r, "||") || javascript_is(r, "??")) {
		struct code_value right;

		javascript_step(r);
		right = comparison(r);
		v = code_either(r->pool, v, right);
	}
	return v;
}

static struct code_value conditional(struct javascript_reader *r)
{
	struct code_value v = either(r), one, other;

	if (!javascript_take(r, "?"))
		return v;
	one = javascript_expression(r);
	if (!javascript_take(r, ":"))
		return one;
	other = javascript_expression(r);
	return code_either(r->pool, one, other);
}

struct code_value javascript_expression(struct javascript_reader *r)
{
	static const char *const others[] = { "-=", "*=", "/=",	 "%=",	 "**=", "&=",
					      "|=", "^=", "&&=", ">>>=", NULL };
	struct code_value v, right;

	if (!javascript_deeper(r))
		return (struct code_value){ .offset = r->token.offset, .line = r->token.line };
	v = conditional(r);
	if (javascript_take(r, "=")) {
		right = javascript_expression(r);
		javascript_assign(r, &v, &right);
		v = right;
	} else if (javascript_is(r, "+=") || javascript_is(r, "||=") || javascript_is(r, "?\?=")) {
		bool adds = javascript_is(r, "+=");

		javascript_step(r);
		right = javascript_expression(r);
		right = adds ? code_join(r->pool, v, right) : code_either(r->pool, v, right);
		javascript_assign(r, &v, &right);
		v = right;
	} else if (r->token.kind == JAVASCRIPT_OPERATOR && one_of(r->token.text, others)) {
		javascript_step(r);
		(void)javascript_expression(r);
		v = plain(v);
	}
	r->depth--;
	return v;
}

/* ...list gives its items, ...object its keys. */
static void add_spread(struct code_list *list, const struct code_value *v)
{
	list->partial |= v->partial || (v->kind != CODE_LIST && v->kind != CODE_DICT);
	if (v->kind == CODE_LIST || v->kind == CODE_DICT)
		for (const struct code_item *i = v->items; i; i = i->next)
			code_list_add(list, i->name, i->value);
}

struct code_value javascript_items(struct javascript_reader *r, enum code_kind kind,
				   const char *close)
{
	struct code_list list = code_list_of(r->pool);
	struct code_value all = { .kind = kind, .offset = r->token.offset, .line = r->token.line };

	while (!javascript_ended(r) && !javascript_is(r, close)) {
		uint64_t before = r->token.offset;
		bool spread = javascript_take(r, "...");
		struct code_value v = javascript_expression(r);

		v.source = (struct span){ 0 };
		if (spread)
			add_spread(&list, &v);
		else if (r->token.offset != before)
			code_list_add(&list, (struct span){ 0 }, v);
		if (!javascript_take(r, ",") && !javascript_is(r, close))
			javascript_step(r);
	}
	(void)javascript_take(r, close);
	all.items = list.first;
	all.partial = list.partial;
	return all;
}
