/* Functions and classes, and which lines belong to them. */
#include "code/python/reader.h"

static void push(struct python_reader *r, struct python_block block)
{
	if (r->n_blocks < CODE_BLOCKS_MAX)
		r->blocks[r->n_blocks++] = block;
}

void python_open_block(struct python_reader *r, unsigned column)
{
	if (r->n_blocks < CODE_BLOCKS_MAX && code_block_open(r->scopes))
		push(r, (struct python_block){ .column = column });
}

/* The constants of a class are found through its name. */
static void leave(struct python_reader *r)
{
	const struct python_block innermost = r->blocks[--r->n_blocks], *block = &innermost;
	struct code_mark mark = code_mark(r->pool);
	struct code_value names;

	if (!block->frame) {
		code_block_close(r->scopes);
		r->n_guards -= block->guard;
		return;
	}
	if (block->function) {
		block->function->end = (size_t)(r->token.offset - r->lexer.offset);
		block->function->busy = false;
	} else if (block->class.n) {
		python_follow_late(r, block->before);
	}
	names = code_leave(r->scopes);
	if (block->class.n && names.items)
		code_bind(r->scopes, block->class, &names);
	code_release(r->pool, mark);
}

void python_leave_blocks(struct python_reader *r, unsigned column)
{
	while (r->n_blocks > r->outer_blocks && r->blocks[r->n_blocks - 1].column >= column)
		leave(r);
}

/* One parameter: name: annotation = default. Its value is the default, or what the annotation says.
 */
static void read_parameter(struct python_reader *r, struct code_list *list, bool rest)
{
	struct span name = r->token.text;
	struct code_value v = { .offset = r->token.offset, .line = r->token.line }, annotation;

	python_step(r);
	if (python_take_operator(r, ":")) {
		annotation = python_expression(r);
		v = python_instance(&annotation);
	}
	if (python_take_operator(r, "=")) {
		v = python_expression(r);
		v.partial = true;
	}
	v.bytes = rest;
	code_list_add(list, name, v);
}

static struct code_list read_parameters(struct python_reader *r)
{
	struct code_list list = code_list_of(r->pool);
	bool rest;

	if (!python_take_operator(r, "("))
		return list;
	while (!python_line_ended(r) && !python_is_operator(r, ")")) {
		rest = python_take_operator(r, "*") || python_take_operator(r, "**");
		if (r->token.kind == PYTHON_NAME)
			read_parameter(r, &list, rest);
		else if (!rest)
			python_step(r); /* a comma */
	}
	(void)python_take_operator(r, ")");
	return list;
}

void python_function(struct python_reader *r, unsigned column)
{
	struct span name = r->token.text;
	struct code_value nothing = { .offset = r->token.offset, .line = r->token.line };
	struct code_list parameters;

	if (r->token.kind != PYTHON_NAME)
		return;
	python_step(r);
	if (python_is_operator(r, "[")) {
		python_step(r);
		(void)python_items(r, CODE_LIST, "]"); /* type parameters */
	}
	parameters = read_parameters(r);
	if (python_take_operator(r, "->"))
		(void)python_expression(r);
	if (r->follows)
		nothing.function = python_function_here(r, parameters.first);
	if (nothing.function) {
		nothing.kind = CODE_FUNCTION;
		nothing.text = name;
	}
	code_bind(r->scopes, name, &nothing);
	if (r->n_blocks == CODE_BLOCKS_MAX || !code_enter(r->scopes, CODE_IN_FUNCTION))
		return;
	push(r, (struct python_block){
			.column = column, .frame = true, .function = nothing.function });
	if (nothing.function)
		nothing.function->busy = true; /* where it ends is not known yet */
	for (const struct code_item *i = parameters.first; i; i = i->next)
		code_bind(r->scopes, i->name, &i->value);
}

void python_class(struct python_reader *r, unsigned column)
{
	struct span name = r->token.text;
	struct code_value nothing = { .offset = r->token.offset, .line = r->token.line };

	if (r->token.kind != PYTHON_NAME)
		return;
	python_step(r);
	if (python_is_operator(r, "[")) {
		python_step(r);
		(void)python_items(r, CODE_LIST, "]");
	}
	if (python_take_operator(r, "("))
		(void)python_items(r, CODE_RESULT, ")");
	code_bind(r->scopes, name, &nothing);
	if (r->n_blocks < CODE_BLOCKS_MAX && code_enter(r->scopes, CODE_IN_CLASS))
		push(r, (struct python_block){ .column = column,
					       .frame = true,
					       .class = name,
					       .before = r->functions });
}
