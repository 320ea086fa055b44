/* What imports bind. */
#include "code/python/reader.h"

static struct code_value at_token(const struct python_reader *r, struct span name)
{
	struct code_value v = code_name(name);

	v.offset = r->token.offset;
	v.line = r->token.line;
	return v;
}

/* a.b.c; the first part alone comes back in *first. */
static struct span read_module(struct python_reader *r, struct span *first)
{
	struct span name = { 0 };

	*first = r->token.text;
	while (r->token.kind == PYTHON_NAME) {
		name = code_dotted(r->pool, name, r->token.text);
		python_step(r);
		if (!python_take_operator(r, "."))
			break;
	}
	return name;
}

void python_import(struct python_reader *r)
{
	do {
		struct code_value v = at_token(r, (struct span){ 0 });
		struct span local, name;

		if (r->token.kind != PYTHON_NAME)
			return;
		name = read_module(r, &local);
		v.text = name;
		python_event(r, CODE_IMPORT, name, v);
		v.text = local;
		if (python_take_word(r, "as")) {
			local = r->token.text;
			v.text = name;
			python_step(r);
		}
		code_bind(r->scopes, local, &v);
	} while (python_take_operator(r, ","));
}

static void import_name(struct python_reader *r, struct span module, bool relative)
{
	struct code_value v = at_token(r, (struct span){ 0 });
	struct span local = r->token.text;

	if (!relative)
		v.text = code_dotted(r->pool, module, local);
	else
		v.kind = CODE_UNKNOWN;
	python_step(r);
	if (!relative)
		python_event(r, CODE_IMPORT, v.text, v);
	if (python_take_word(r, "as")) {
		local = r->token.text;
		python_step(r);
	}
	code_bind(r->scopes, local, &v);
}

void python_from(struct python_reader *r)
{
	bool relative = false;
	struct code_value v = at_token(r, (struct span){ 0 });
	struct span module, first;

	while (python_take_operator(r, "."))
		relative = true;
	module = python_is(r, PYTHON_NAME, "import") ? (struct span){ 0 } : read_module(r, &first);
	if (!python_take_word(r, "import"))
		return;
	if (python_is_operator(r, "*") && !relative) {
		r->star = arena_copy(r->scopes->arena, module);
		v.text = module;
		python_event(r, CODE_IMPORT, module, v);
		python_step(r);
		return;
	}
	(void)python_take_operator(r, "(");
	while (r->token.kind == PYTHON_NAME) {
		import_name(r, module, relative);
		if (!python_take_operator(r, ","))
			break;
	}
}
