/* Objects of JavaScript. */
#include "code/javascript/reader.h"

static bool is_end_of_key(struct span text)
{
	return text.n == 1 && strchr(",:(}=<?!;", text.p[0]);
}

/* get, set, async, static and * before the name of a method. */
static void skip_prefixes(struct javascript_reader *r)
{
	static const char *const words[] = { "get", "set", "async", NULL };

	(void)javascript_take(r, "*");
	for (size_t i = 0; words[i]; i++)
		if (javascript_is_word(r, words[i]) && !is_end_of_key(javascript_peek(r).text))
			javascript_step(r);
	(void)javascript_take(r, "*");
}

/* A key; empty when it is computed and not known. */
static struct span read_key(struct javascript_reader *r)
{
	struct span key = { 0 };
	struct code_value list;

	if (javascript_take(r, "[")) {
		list = javascript_items(r, CODE_LIST, "]", NULL);
		return code_constant(code_at(&list, 0));
	}
	if (r->token.kind == JAVASCRIPT_STRING && span_byte(r->token.text, '\\') != SPAN_NONE)
		return javascript_string_value(r).text;
	if (r->token.kind == JAVASCRIPT_NAME || r->token.kind == JAVASCRIPT_STRING ||
	    r->token.kind == JAVASCRIPT_NUMBER)
		key = r->token.text;
	javascript_step(r);
	return key;
}

static void read_entry(struct javascript_reader *r, struct code_list *list)
{
	struct javascript_token t = r->token;
	struct code_value v = { .offset = t.offset, .line = t.line };
	bool shorthand = t.kind == JAVASCRIPT_NAME;
	struct span key;
	bool bundled;

	skip_prefixes(r);
	bundled = r->token.kind == JAVASCRIPT_NUMBER || r->token.kind == JAVASCRIPT_STRING;
	key = read_key(r);
	if (bundled) /* by its number or path, as bundlers have modules */
		r->listed = javascript_is(r, ":") ? javascript_peek(r).offset : t.offset;
	if (javascript_take(r, ":")) {
		v = javascript_expression(r);
	} else if (javascript_is(r, "(") || javascript_is(r, "<")) {
		v = javascript_function(r, t.offset);
		if (v.kind == CODE_UNKNOWN)
			return;
	} else if (shorthand) {
		const struct code_value *bound = code_find(r->scopes, key);

		if (bound)
			v = *bound;
		else if (r->follows && javascript_is_global(r, key))
			v = code_name(key);
		if (javascript_take(r, "="))
			(void)javascript_expression(r); /* a default, in a pattern */
	}
	v.source = (struct span){ 0 };
	list->partial |= key.n == 0;
	list->marks |= v.marks;
	if (key.n)
		code_list_add(list, key, v);
}

static void read_spread(struct javascript_reader *r, struct code_list *list)
{
	struct code_value v = javascript_expression(r);

	list->partial |= v.kind != CODE_DICT || v.partial;
	list->marks |= v.marks;
	if (v.kind == CODE_DICT)
		for (const struct code_item *i = v.items; i; i = i->next)
			code_list_add(list, i->name, i->value);
}

struct code_value javascript_object(struct javascript_reader *r)
{
	struct code_list list = code_list_of(r->pool);
	struct code_value v = { .kind = CODE_DICT,
				.offset = r->token.offset,
				.line = r->token.line };

	javascript_step(r);
	if (!javascript_deeper(r)) {
		(void)javascript_take(r, "}");
		return v;
	}
	while (!javascript_ended(r) && !javascript_is(r, "}")) {
		uint64_t before = r->token.offset;

		if (javascript_take(r, "..."))
			read_spread(r, &list);
		else
			read_entry(r, &list);
		if (!javascript_take(r, ",") && !javascript_is(r, "}") && before == r->token.offset)
			javascript_step(r);
	}
	(void)javascript_take(r, "}");
	r->depth--;
	v.items = list.first;
	v.partial = list.partial;
	v.marks = list.marks;
	return v;
}
