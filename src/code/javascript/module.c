/* What modules of JavaScript import. */
#include "code/javascript/reader.h"

/* "npm:openai@4.1" and "node:fs" are the modules without what stands around their names. */
static struct span plain_name(struct span name)
{
	ptrdiff_t at;

	if (span_starts(name, "node:"))
		return span_from(name, 5);
	if (!span_starts(name, "npm:"))
		return name;
	name = span_from(name, 4);
	at = span_byte(span_from(name, 1), '@');
	return at == SPAN_NONE ? name : span_part(name, 0, (uint64_t)at + 1);
}

/* Modules of the project itself are not followed. */
static bool is_own(struct span name)
{
	return name.n == 0 || name.p[0] == '.' || name.p[0] == '/' || name.p[0] == '#' ||
	       span_starts(name, "@/") || span_starts(name, "~/");
}

static struct code_value value_of(struct span name, uint64_t offset, uint64_t line)
{
	struct code_value v = code_name(name);

	v.offset = offset;
	v.line = line;
	if (is_own(name)) {
		v.kind = CODE_UNKNOWN;
		v.text = (struct span){ 0 };
	}
	return v;
}

struct code_value javascript_module(struct javascript_reader *r, struct span name, uint64_t offset,
				    uint64_t line)
{
	struct code_value v = value_of(plain_name(name), offset, line);

	if (v.kind == CODE_NAME)
		javascript_event(r, CODE_IMPORT, v.text, v);
	return v;
}

/* { a, b as c, default as d, type e } */
static void read_names(struct javascript_reader *r, struct javascript_pattern *pattern)
{
	javascript_step(r);
	while (!javascript_ended(r) && !javascript_is(r, "}")) {
		struct javascript_bound *bound;
		struct span key, local;

		if (javascript_is_word(r, "type") && javascript_peek(r).kind == JAVASCRIPT_NAME &&
		    !span_is(javascript_peek(r).text, "as"))
			javascript_step(r);
		key = local = r->token.text;
		javascript_step(r);
		if (javascript_take_word(r, "as")) {
			local = r->token.text;
			javascript_step(r);
		}
		bound = javascript_add_bound(pattern);
		if (bound) {
			bound->key = key;
			bound->local = local;
		}
		(void)javascript_take(r, ",");
	}
	(void)javascript_take(r, "}");
}

static void add_whole(struct javascript_reader *r, struct javascript_pattern *pattern)
{
	struct javascript_bound *bound;

	if (r->token.kind != JAVASCRIPT_NAME)
		return;
	bound = javascript_add_bound(pattern);
	if (bound) {
		bound->local = r->token.text;
		bound->rest = true;
	}
	javascript_step(r);
}

static void tell(struct javascript_reader *r, const struct javascript_pattern *pattern,
		 const struct code_value *module, bool types)
{
	bool any = false;

	for (size_t i = 0; !types && module->kind == CODE_NAME && i < pattern->n; i++) {
		struct code_value v = *module;

		any = true;
		if (pattern->names[i].key.n)
			v = javascript_attribute(r, module, pattern->names[i].key);
		javascript_event(r, CODE_IMPORT, v.text, v);
	}
	if (!any && !types && module->kind == CODE_NAME)
		javascript_event(r, CODE_IMPORT, module->text, *module);
	javascript_bind(r, pattern, module);
}

static bool is_type_only(struct javascript_reader *r)
{
	struct javascript_token next = javascript_peek(r);

	return javascript_is_word(r, "type") && !span_is(next.text, ",") &&
	       !span_is(next.text, "from");
}

/* The module behind `from`, and what follows its name. */
static void read_from(struct javascript_reader *r, const struct javascript_pattern *pattern,
		      bool types)
{
	struct javascript_token t = r->token;
	struct code_value module;

	if (t.kind != JAVASCRIPT_STRING)
		return;
	javascript_step(r);
	module = value_of(plain_name(t.text), t.offset, t.line);
	tell(r, pattern, &module, types);
	if ((javascript_is_word(r, "with") || javascript_is_word(r, "assert")) &&
	    span_is(javascript_peek(r).text, "{")) {
		javascript_step(r);
		(void)javascript_object(r);
	}
}

void javascript_import(struct javascript_reader *r)
{
	struct javascript_pattern pattern UNSET;
	bool types = is_type_only(r);

	pattern.n = 0;
	if (types)
		javascript_step(r);
	do {
		if (javascript_is(r, "{")) {
			read_names(r, &pattern);
		} else if (javascript_take(r, "*")) {
			(void)javascript_take_word(r, "as");
			add_whole(r, &pattern);
		} else {
			add_whole(r, &pattern);
		}
	} while (javascript_take(r, ","));
	if (javascript_take(r, "=")) {
		struct code_value v = javascript_expression(r); /* import x = require("y") */

		javascript_bind(r, &pattern, &v);
		return;
	}
	(void)javascript_take_word(r, "from");
	read_from(r, &pattern, types);
}

/* export { a } from "x", export * from "x"; what else is exported is a statement or expression. */
void javascript_export(struct javascript_reader *r)
{
	struct javascript_pattern none UNSET, pattern UNSET;

	none.n = pattern.n = 0;
	if (javascript_take_word(r, "default")) {
		if (javascript_is(r, "{"))
			(void)javascript_expression(r);
		else
			javascript_statement(r);
	} else if (javascript_is(r, "{") || javascript_is(r, "*")) {
		if (javascript_take(r, "*")) {
			if (javascript_take_word(r, "as"))
				javascript_step(r);
		} else {
			read_names(r, &pattern);
		}
		if (javascript_take_word(r, "from"))
			read_from(r, &none, false);
	} else {
		javascript_statement(r);
	}
}
