/* Functions of JavaScript, and what patterns bind. */
#include "code/javascript/reader.h"

/* Patterns. */

static void add(struct javascript_pattern *pattern, struct span key, struct span local, bool rest)
{
	struct javascript_bound *bound = javascript_add_bound(pattern);

	if (!bound)
		return;
	bound->key = key;
	bound->local = local;
	bound->rest = rest;
}

/* What lies deeper is bound to nothing that is known. */
static void read_inner(struct javascript_reader *r, struct javascript_pattern *pattern)
{
	size_t before = pattern->n;

	javascript_read_pattern(r, pattern);
	for (size_t i = before; i < pattern->n; i++)
		pattern->names[i].key = (struct span){ 0 };
}

/* key, key: local, key: { inner }, ...rest, each with a default. */
static void read_property(struct javascript_reader *r, struct javascript_pattern *pattern)
{
	bool rest = javascript_take(r, "...");
	struct span key = r->token.text;

	if (javascript_take(r, "[")) {
		(void)javascript_items(r, CODE_LIST, "]", NULL);
		key.n = 0;
	} else {
		javascript_step(r);
	}
	if (!javascript_take(r, ":"))
		add(pattern, key, key, rest);
	else if (javascript_is(r, "{") || javascript_is(r, "["))
		read_inner(r, pattern);
	else if (r->token.kind == JAVASCRIPT_NAME) {
		add(pattern, key, r->token.text, false);
		javascript_step(r);
	}
	if (javascript_take(r, "="))
		(void)javascript_expression(r);
}

static void read_element(struct javascript_reader *r, struct javascript_pattern *pattern)
{
	(void)javascript_take(r, "...");
	if (javascript_is(r, "{") || javascript_is(r, "["))
		read_inner(r, pattern);
	else if (r->token.kind == JAVASCRIPT_NAME) {
		add(pattern, (struct span){ 0 }, r->token.text, false);
		javascript_step(r);
	}
	if (javascript_take(r, "="))
		(void)javascript_expression(r);
}

static void read_brackets(struct javascript_reader *r, struct javascript_pattern *pattern)
{
	bool object = javascript_is(r, "{");
	const char *close = object ? "}" : "]";

	javascript_step(r);
	if (!javascript_deeper(r))
		return;
	while (!javascript_ended(r) && !javascript_is(r, close)) {
		uint64_t before = r->token.offset;

		if (object)
			read_property(r, pattern);
		else
			read_element(r, pattern);
		if (!javascript_take(r, ",") && before == r->token.offset)
			javascript_step(r);
	}
	(void)javascript_take(r, close);
	r->depth--;
}

void javascript_read_pattern(struct javascript_reader *r, struct javascript_pattern *pattern)
{
	if (javascript_is(r, "{") || javascript_is(r, "[")) {
		read_brackets(r, pattern);
	} else if (r->token.kind == JAVASCRIPT_NAME) {
		add(pattern, (struct span){ 0 }, r->token.text, true);
		javascript_step(r);
	}
}

/* const { a } = b is a name as b.a is. */
static struct code_value part_of(struct javascript_reader *r, const struct code_value *value,
				 struct span key)
{
	struct code_value v = javascript_attribute(r, value, key);

	if (r->follows && v.kind == CODE_NAME)
		v.marks |= javascript_told(r, CODE_NAMED, v.text, &v, NULL);
	return v;
}

void javascript_bind(struct javascript_reader *r, const struct javascript_pattern *pattern,
		     const struct code_value *value)
{
	for (size_t i = 0; i < pattern->n; i++) {
		struct code_value v = pattern->names[i].value;

		if (value && pattern->names[i].rest)
			v = *value;
		else if (value && pattern->names[i].key.n)
			v = part_of(r, value, pattern->names[i].key);
		else if (value)
			v.marks |= value->marks;
		if (pattern->names[i].local.n)
			code_bind(r->scopes, pattern->names[i].local, &v);
	}
}

/* Functions. */

/* public, private ... before a parameter of a constructor make it a member. */
static bool skip_modifiers(struct javascript_reader *r)
{
	static const char *const words[] = { "public",	 "private",  "protected",
					     "readonly", "override", NULL };
	bool any = false;

	for (size_t i = 0; words[i]; i++)
		if (javascript_is_word(r, words[i]) && javascript_peek(r).kind == JAVASCRIPT_NAME) {
			javascript_step(r);
			any = true;
		}
	return any;
}

static void read_parameter(struct javascript_reader *r, struct javascript_pattern *pattern)
{
	static const struct span self = SPAN("this");
	size_t first = pattern->n;
	struct code_value v = { 0 };
	bool member;

	while (javascript_take(r, "@"))
		(void)javascript_expression(r);
	member = skip_modifiers(r);
	(void)javascript_take(r, "...");
	javascript_read_pattern(r, pattern);
	(void)javascript_take(r, "?");
	if (javascript_take(r, ":"))
		v = javascript_type(r, false);
	if (javascript_take(r, "=")) {
		v = javascript_expression(r);
		v.partial = true;
	}
	if (pattern->n != first + 1)
		return;
	pattern->names[first].value = v;
	if (member)
		code_bind_member(r->scopes, code_dotted(r->pool, self, pattern->names[first].local),
				 &v);
}

static void read_parameters(struct javascript_reader *r, struct javascript_pattern *pattern)
{
	unsigned position = 0;

	if (!javascript_take(r, "("))
		return;
	for (; !javascript_ended(r) && !javascript_is(r, ")"); position++) {
		uint64_t before = r->token.offset;
		size_t first = pattern->n;

		read_parameter(r, pattern);
		for (size_t i = first; i < pattern->n; i++)
			pattern->names[i].position = position;
		if (!javascript_take(r, ",") && before == r->token.offset)
			javascript_step(r);
	}
	(void)javascript_take(r, ")");
}

struct code_value javascript_function(struct javascript_reader *r, uint64_t begin)
{
	struct javascript_pattern pattern UNSET;

	pattern.n = 0;
	if (javascript_is(r, "<"))
		(void)javascript_type(r, false);
	read_parameters(r, &pattern);
	if (javascript_take(r, ":"))
		(void)javascript_type(r, false);
	if (!javascript_is(r, "{"))
		return (struct code_value){ 0 }; /* only declared */
	return javascript_body(r, &pattern, begin, false);
}

struct code_value javascript_arrow(struct javascript_reader *r,
				   const struct javascript_pattern *parameters, uint64_t begin)
{
	javascript_step(r);
	return javascript_body(r, parameters, begin, !javascript_is(r, "{"));
}

struct code_value javascript_arrow_again(struct javascript_reader *r,
					 const struct javascript_place *brackets, uint64_t begin)
{
	struct javascript_pattern pattern UNSET;

	pattern.n = 0;
	javascript_go(r, brackets);
	read_parameters(r, &pattern);
	if (javascript_is(r, ":"))
		(void)javascript_return_type(r);
	if (!javascript_is(r, "=>"))
		return (struct code_value){ 0 };
	return javascript_arrow(r, &pattern, begin);
}
