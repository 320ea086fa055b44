/* Literals, names and brackets of JavaScript. */
#include "code/javascript/reader.h"
#include "code/javascript/string.h"

/* Strings. */

static struct code_value unescape(struct javascript_reader *r, struct span raw)
{
	struct code_value v = code_text(raw);
	size_t room;
	uint8_t *p;

	if (span_byte(raw, '\\') == SPAN_NONE)
		return v;
	if (raw.n > CODE_TEXT_MAX) {
		raw.n = CODE_TEXT_MAX;
		v.partial = true;
	}
	room = javascript_string_room(raw);
	p = code_text_room(r->pool, room);
	if (!p)
		return (struct code_value){ .kind = CODE_TEXT, .partial = true };
	v.text = span_of(p, javascript_string(raw, p));
	r->pool->n_text -= room - v.text.n;
	return v;
}

static struct code_value at(struct code_value v, const struct javascript_token *t)
{
	v.offset = t->offset;
	v.line = t->line;
	return v;
}

struct code_value javascript_string_value(struct javascript_reader *r)
{
	struct javascript_token t = r->token;
	struct code_value v = at(unescape(r, t.text), &t);

	javascript_step(r);
	return v;
}

static struct code_value string(struct javascript_reader *r)
{
	struct code_value v = javascript_string_value(r);

	javascript_event(r, CODE_STRING, (struct span){ 0 }, v);
	return v;
}

struct code_value javascript_inner(struct javascript_reader *r, struct span expression,
				   uint64_t offset, uint64_t line)
{
	struct javascript_lexer lexer = r->lexer;
	struct javascript_token token = r->token;
	struct code_value v;

	r->lexer = (struct javascript_lexer){ .text = expression, .offset = offset, .line = line };
	javascript_step(r);
	v = javascript_expression(r);
	r->lexer = lexer;
	r->token = token;
	v.source = (struct span){ 0 };
	return v;
}

/* The token is a template: `text ${expression} text`. */
struct code_value javascript_template(struct javascript_reader *r)
{
	struct javascript_token t = r->token;
	struct code_value all = at(code_text((struct span){ 0 }), &t);
	struct span text = t.text;
	size_t from = 0;
	bool nests = r->templates < JAVASCRIPT_TEMPLATES_MAX;

	r->templates++;
	for (size_t i = 0; i < text.n; i++) {
		size_t close;

		if (text.p[i] == '\\') {
			i++;
			continue;
		}
		if (text.p[i] != '$' || i + 1 >= text.n || text.p[i + 1] != '{')
			continue;
		if (i > from)
			all = code_join(r->pool, all, unescape(r, span_part(text, from, i - from)));
		close = javascript_braces(text, i + 2);
		all = code_join(r->pool, all,
				nests ? javascript_inner(r, span_part(text, i + 2, close - i - 2),
							 t.offset + 1 + i + 2, t.line)
				      : (struct code_value){ 0 });
		i = close;
		from = i + 1;
	}
	if (from < text.n)
		all = code_join(r->pool, all, unescape(r, span_from(text, from)));
	r->templates--;
	all = at(all, &t);
	javascript_event(r, CODE_STRING, (struct span){ 0 }, all);
	javascript_step(r);
	return all;
}

/* Names. */

/* Sorted. */
static const char *const globals[] = {
	"Array",  "Buffer",	 "Deno",	   "Function",	 "JSON",   "Object",  "Reflect",
	"String", "WebSocket",	 "XMLHttpRequest", "atob",	 "btoa",   "console", "document",
	"eval",	  "fetch",	 "global",	   "globalThis", "module", "process", "require",
	"self",	  "setInterval", "setTimeout",	   "unescape",	 "window",
};

/* Those that only who follows values asks for. Sorted. */
static const char *const more_globals[] = {
	"Bun",
	"EventSource",
	"Image",
	"Number",
	"TextDecoder",
	"URL",
	"Uint8Array",
	"WebAssembly",
	"Worker",
	"__dirname",
	"__filename",
	"decodeURI",
	"decodeURIComponent",
	"encodeURIComponent",
	"ethereum",
	"execScript",
	"importScripts",
	"indexedDB",
	"localStorage",
	"location",
	"navigator",
	"parseInt",
	"sessionStorage",
	"setImmediate",
	"solana",
};

static bool in_table(struct span word, const char *const *table, size_t n)
{
	size_t low = 0;

	while (low < n) {
		size_t middle = (low + n) / 2;
		int order = span_cmp(word, span_str(table[middle]));

		if (order == 0)
			return true;
		if (order < 0)
			n = middle;
		else
			low = middle + 1;
	}
	return false;
}

bool javascript_is_global(const struct javascript_reader *r, struct span word)
{
	return in_table(word, globals, sizeof(globals) / sizeof(*globals)) ||
	       (r->follows &&
		in_table(word, more_globals, sizeof(more_globals) / sizeof(*more_globals)));
}

static struct code_value name(struct javascript_reader *r)
{
	struct javascript_token t = r->token;
	const struct code_value *bound = code_find(r->scopes, t.text);
	struct code_value v = { 0 };

	if (bound)
		v = *bound;
	else if (javascript_is_global(r, t.text))
		v = code_name(t.text);
	v.source = t.text;
	javascript_step(r);
	return at(v, &t);
}

/* Words that end an expression. */
static bool ends_expression(unsigned word)
{
	static const uint64_t words = UINT64_C(1) << WORD_CASE | UINT64_C(1) << WORD_ELSE |
				      UINT64_C(1) << WORD_OF | UINT64_C(1) << WORD_IN |
				      UINT64_C(1) << WORD_INSTANCEOF | UINT64_C(1) << WORD_CONST |
				      UINT64_C(1) << WORD_LET | UINT64_C(1) << WORD_VAR |
				      UINT64_C(1) << WORD_IF | UINT64_C(1) << WORD_RETURN |
				      UINT64_C(1) << WORD_THROW | UINT64_C(1) << WORD_WHILE;

	return words >> word & 1;
}

/* import("x"), import.meta */
static struct code_value dynamic_import(struct javascript_reader *r)
{
	static const struct span called = SPAN("import");
	struct javascript_token t = r->token;
	struct code_value arguments, v;

	javascript_step(r);
	if (!javascript_take(r, "("))
		return (struct code_value){ 0 };
	arguments = javascript_items(r, CODE_RESULT, ")", NULL);
	arguments.text = called;
	arguments.offset = t.offset;
	arguments.line = t.line;
	if (r->follows)
		arguments.marks |= javascript_told(r, CODE_CALL, called, &arguments, NULL);
	v = javascript_module(r, code_constant(code_at(&arguments, 0)), t.offset, t.line);
	v.marks |= arguments.marks;
	return v;
}

static bool is_async_function(struct javascript_reader *r)
{
	struct javascript_token next = javascript_peek(r);

	return !next.new_line && (next.kind == JAVASCRIPT_NAME || span_is(next.text, "("));
}

static struct code_value brackets(struct javascript_reader *r, uint64_t begin);

static struct code_value function(struct javascript_reader *r, const struct javascript_token *first)
{
	(void)javascript_take(r, "*");
	if (r->token.kind == JAVASCRIPT_NAME)
		javascript_step(r);
	return at(javascript_function(r, first->offset), first);
}

/* name => ...; the arrow is at hand. */
static struct code_value arrow(struct javascript_reader *r, struct span name,
			       const struct javascript_token *first)
{
	struct javascript_pattern parameter UNSET;
	struct javascript_bound *bound;

	parameter.n = 0;
	bound = javascript_add_bound(&parameter);
	bound->local = name;
	bound->rest = true;
	return at(javascript_arrow(r, &parameter, first->offset), first);
}

/* A name, or the parameter of a function that begins with `first`. */
static struct code_value plain_word(struct javascript_reader *r,
				    const struct javascript_token *first)
{
	struct span text = r->token.text;
	struct code_value v = name(r);

	return javascript_is(r, "=>") ? arrow(r, text, first) : v;
}

static struct code_value word(struct javascript_reader *r)
{
	const struct javascript_token first = r->token;
	struct code_value v = { .offset = first.offset, .line = first.line };

	if (first.word == WORD_NONE)
		return plain_word(r, &first);
	if (ends_expression(first.word))
		return v;
	if (first.word >= WORD_TRUE && first.word <= WORD_UNDEFINED) {
		v.kind = CODE_WORD;
		v.text = first.text;
		javascript_step(r);
		return v;
	}
	if (first.word == WORD_ASYNC && is_async_function(r))
		javascript_step(r);
	if (javascript_is(r, "("))
		return brackets(r, v.offset);
	switch (r->token.word) {
	case WORD_IMPORT:
		return dynamic_import(r);
	case WORD_CLASS:
		javascript_step(r);
		return javascript_class(r);
	case WORD_FUNCTION:
		javascript_step(r);
		return function(r, &first);
	default:
		return plain_word(r, &first);
	}
}

/* Brackets. */

/* One part of what stands in brackets, which may turn out to be a parameter: its name is not bound
 * before that is known. */
static struct code_value part(struct javascript_reader *r, struct javascript_pattern *pattern)
{
	struct javascript_token next = javascript_peek(r);
	bool parameter =
		r->token.kind == JAVASCRIPT_NAME &&
		(span_is(next.text, ":") || span_is(next.text, "=") || span_is(next.text, "?"));
	struct javascript_bound *bound;
	struct code_value v = { 0 };
	struct span local;

	if (!parameter || (span_is(next.text, "?") && next.kind != JAVASCRIPT_OPERATOR)) {
		v = javascript_expression(r);
		if (javascript_take(r, ":"))
			(void)javascript_type(r, false); /* ({ a }: Type) */
		bound = v.source.n ? javascript_add_bound(pattern) : NULL;
		if (bound)
			bound->local = v.source;
		return v;
	}
	if (span_is(next.text, "?")) {
		struct javascript_lexer lexer = r->lexer;
		struct javascript_token token;

		(void)javascript_next(&lexer);
		token = javascript_next(&lexer);
		if (!span_is(token.text, ":") && !span_is(token.text, ",") &&
		    !span_is(token.text, ")"))
			return javascript_expression(r); /* a ? b : c */
	}
	local = r->token.text;
	javascript_step(r);
	(void)javascript_take(r, "?");
	if (javascript_take(r, ":"))
		v = javascript_type(r, false);
	if (javascript_take(r, "="))
		v = javascript_expression(r);
	bound = javascript_add_bound(pattern);
	if (bound) {
		bound->local = local;
		bound->value = v;
	}
	v.source = local;
	return v;
}

/* (a, b) is b; (a, b) => c a function, which begins at `begin`. */
static struct code_value parenthesis(struct javascript_reader *r, uint64_t begin)
{
	struct javascript_pattern pattern UNSET;
	struct javascript_token first = r->token;
	struct javascript_place here = javascript_place(r);
	struct code_value v = at((struct code_value){ 0 }, &first);
	unsigned position = 0;
	bool patterns = false;

	pattern.n = 0;
	javascript_step(r);
	for (; !javascript_ended(r) && !javascript_is(r, ")"); position++) {
		uint64_t before = r->token.offset;
		size_t n = pattern.n;

		(void)javascript_take(r, "...");
		if (position == 0)
			r->called = r->token.offset;
		patterns |= javascript_is(r, "{") || javascript_is(r, "[");
		v = part(r, &pattern);
		for (; n < pattern.n; n++) {
			pattern.names[n].position = position;
			pattern.names[n].rest = true;
		}
		if (!javascript_take(r, ",") && !javascript_is(r, ")") && before == r->token.offset)
			javascript_step(r);
	}
	(void)javascript_take(r, ")");
	if (javascript_is(r, ":"))
		(void)javascript_return_type(r);
	if (!javascript_is(r, "=>"))
		return v;
	if (patterns && r->follows)
		return at(javascript_arrow_again(r, &here, begin), &first);
	return at(javascript_arrow(r, &pattern, begin), &first);
}

static struct code_value brackets(struct javascript_reader *r, uint64_t begin)
{
	struct code_value v = { .offset = begin, .line = r->token.line };

	if (!javascript_deeper(r))
		return v;
	v = parenthesis(r, begin);
	r->depth--;
	return v;
}

static struct code_value regex(struct javascript_reader *r)
{
	struct code_value v = { .offset = r->token.offset, .line = r->token.line };

	r->token = javascript_regex(&r->lexer, &r->token);
	if (r->follows) {
		uint64_t from = r->token.offset - r->lexer.offset;

		v.kind = CODE_WORD; /* with its slashes and flags */
		v.text = span_part(r->lexer.text, from, r->lexer.at - from);
	}
	javascript_step(r);
	return v;
}

struct code_value javascript_atom(struct javascript_reader *r)
{
	const struct javascript_token first = r->token;
	struct code_value v = { .offset = r->token.offset, .line = r->token.line };

	switch (r->token.kind) {
	case JAVASCRIPT_NAME:
		return word(r);
	case JAVASCRIPT_STRING:
		return string(r);
	case JAVASCRIPT_TEMPLATE:
		return javascript_template(r);
	case JAVASCRIPT_NUMBER:
		v.kind = CODE_WORD;
		v.text = r->token.text;
		javascript_step(r);
		return v;
	case JAVASCRIPT_OPERATOR:
		break;
	default:
		return v;
	}
	if (javascript_is(r, "(")) {
		v = brackets(r, v.offset);
	} else if (javascript_take(r, "[")) {
		v = javascript_items(r, CODE_LIST, "]", NULL);
		v.offset = first.offset;
	} else if (javascript_is(r, "{")) {
		v = javascript_object(r);
	} else if (javascript_is(r, "/") || javascript_is(r, "/=")) {
		v = regex(r);
	} else if (javascript_is(r, "<") && r->jsx) {
		javascript_element(r);
	} else if (javascript_is(r, "<") && !javascript_type_arguments(r)) {
		javascript_step(r); /* a cast: <Type>value */
		(void)javascript_type(r, false);
		(void)javascript_take(r, ">");
		if (javascript_deeper(r)) {
			v = javascript_atom(r);
			r->depth--;
		}
	} else if (javascript_take(r, "@")) {
		(void)javascript_expression(r);
	}
	return v;
}
