/* Classes of JavaScript and TypeScript. */
#include "code/javascript/reader.h"

static bool ends_name(struct span text)
{
	return text.n == 1 && strchr("(=:;<?!},", text.p[0]);
}

static void skip_modifiers(struct javascript_reader *r)
{
	static const char *const words[] = { "static",	 "public",   "private", "protected",
					     "readonly", "async",    "get",	"set",
					     "override", "abstract", "declare", "accessor",
					     NULL };

	for (bool more = true; more;) {
		more = javascript_take(r, "*");
		for (size_t i = 0; words[i]; i++)
			if (javascript_is_word(r, words[i]) &&
			    !ends_name(javascript_peek(r).text)) {
				javascript_step(r);
				more = true;
			}
	}
}

static struct span member_name(struct javascript_reader *r)
{
	struct span name = { 0 };

	if (javascript_take(r, "[")) {
		(void)javascript_items(r, CODE_LIST, "]", NULL);
		return name;
	}
	if (r->token.kind == JAVASCRIPT_NAME || r->token.kind == JAVASCRIPT_STRING)
		name = r->token.text;
	javascript_step(r);
	return name;
}

static void read_field(struct javascript_reader *r, struct span name, uint64_t offset,
		       uint64_t line)
{
	static const struct span self = SPAN("this");
	struct code_value v = { 0 };

	(void)javascript_take(r, "?");
	(void)javascript_take(r, "!");
	if (javascript_take(r, ":"))
		v = javascript_type(r, false);
	if (javascript_take(r, "="))
		v = javascript_expression(r);
	(void)javascript_take(r, ";");
	if (name.n == 0)
		return;
	v.offset = offset;
	v.line = line;
	if (v.kind)
		javascript_event(r, CODE_ASSIGN, name, v);
	code_bind(r->scopes, name, &v);
	code_bind_member(r->scopes, code_dotted(r->pool, self, name), &v);
}

static void bind_method(struct javascript_reader *r, struct span name, struct code_value v)
{
	static const struct span self = SPAN("this");

	if (name.n == 0 || v.kind != CODE_FUNCTION)
		return;
	code_bind(r->scopes, name, &v);
	code_bind_member(r->scopes, code_dotted(r->pool, self, name), &v);
}

static void read_member(struct javascript_reader *r)
{
	uint64_t offset = r->token.offset, line = r->token.line;
	struct span name;

	if (javascript_take(r, ";"))
		return;
	while (javascript_take(r, "@"))
		(void)javascript_expression(r);
	if (javascript_is_word(r, "static") && span_is(javascript_peek(r).text, "{")) {
		javascript_step(r);
		javascript_block(r);
		return;
	}
	skip_modifiers(r);
	name = member_name(r);
	if (javascript_is(r, "(") || javascript_is(r, "<"))
		bind_method(r, name, javascript_function(r, offset));
	else
		read_field(r, name, offset, line);
}

/* Past what it is made of, to its body. */
static void skip_heritage(struct javascript_reader *r)
{
	if (javascript_is(r, "<"))
		(void)javascript_type(r, false);
	if (javascript_take_word(r, "extends")) {
		(void)javascript_atom(r);
		while (javascript_take(r, "."))
			javascript_step(r);
	}
	while (!javascript_ended(r) && !javascript_is(r, "{") && !javascript_is(r, "}"))
		javascript_step(r);
}

struct code_value javascript_class(struct javascript_reader *r)
{
	struct span name = { 0 };
	struct code_value members = { .offset = r->token.offset, .line = r->token.line };
	bool entered;

	if (r->token.kind == JAVASCRIPT_NAME && !javascript_is_word(r, "extends")) {
		name = r->token.text;
		javascript_step(r);
	}
	skip_heritage(r);
	if (!javascript_take(r, "{"))
		return members;
	if (!javascript_deeper(r)) {
		(void)javascript_take(r, "}");
		return members;
	}
	entered = code_enter(r->scopes, CODE_IN_CLASS);
	while (!javascript_ended(r) && !javascript_is(r, "}")) {
		uint64_t before = r->token.offset;

		read_member(r);
		if (before == r->token.offset)
			javascript_step(r);
	}
	(void)javascript_take(r, "}");
	r->depth--;
	if (!entered)
		return members;
	members = code_leave(r->scopes);
	if (name.n)
		code_bind(r->scopes, name, &members);
	return r->follows ? members : (struct code_value){ 0 };
}
