/* The parts of the reader of Python: the token at hand, expressions, statements. */
#pragma once

#include "code/python.h"
#include "code/python/lexer.h"

enum { PYTHON_FORMATS_MAX = 4 };

/* A block that is open: it ends with the first line that is not further right. */
struct python_block {
	unsigned column;   /* of the line that opened it */
	bool frame;	   /* of a function or class; else of a condition or loop */
	struct span class; /* its name */
};

struct python_reader {
	struct python_lexer lexer;
	struct python_token token;
	struct code_scopes *scopes;
	struct code_pool *pool; /* that of the scopes */
	const struct code_sink *sink;
	struct code_end *end;
	struct span star; /* the last module all of whose names were imported */
	struct python_block blocks[CODE_BLOCKS_MAX];
	size_t n_blocks;
	unsigned depth;	  /* of expressions */
	unsigned formats; /* of formatted strings, one in the other */
};

/* The token at hand. */

static inline void python_step(struct python_reader *r)
{
	r->token = python_next(&r->lexer);
}

static inline bool python_is(const struct python_reader *r, enum python_kind kind, const char *text)
{
	return r->token.kind == kind && (!text || span_is(r->token.text, text));
}

static inline bool python_is_operator(const struct python_reader *r, const char *text)
{
	return python_is(r, PYTHON_OPERATOR, text);
}

static inline bool python_take(struct python_reader *r, enum python_kind kind, const char *text)
{
	if (!python_is(r, kind, text))
		return false;
	python_step(r);
	return true;
}

static inline bool python_take_operator(struct python_reader *r, const char *text)
{
	return python_take(r, PYTHON_OPERATOR, text);
}

static inline bool python_take_word(struct python_reader *r, const char *text)
{
	return python_take(r, PYTHON_NAME, text);
}

static inline bool python_line_ended(const struct python_reader *r)
{
	return r->token.kind == PYTHON_LINE || r->token.kind == PYTHON_END;
}

/* Whether what comes behind the current token, on its line, is this operator and no longer one. */
bool python_followed_by(const struct python_reader *r, uint8_t operator);

void python_event(struct python_reader *r, enum code_event_kind kind, struct span name,
		  struct code_value value);

/* expression.c: each takes at least one token unless one stands there that ends an expression. */
struct code_value python_expression(struct python_reader *r);

/* Expressions with commas between: one alone is itself, more are a LIST. */
struct code_value python_expressions(struct python_reader *r);

/* A name, call, subscript or what stands in brackets: all but operators. */
struct code_value python_postfix(struct python_reader *r);

/* The part of a comprehension behind its first expression. */
void python_comprehension(struct python_reader *r);

/* `lambda` was passed. */
struct code_value python_lambda(struct python_reader *r);

/* atom.c */
struct code_value python_atom(struct python_reader *r);
struct code_value python_strings(struct python_reader *r);

/* Items up to the closing bracket, which is passed; the opening one was. */
struct code_value python_items(struct python_reader *r, enum code_kind kind, const char *close);

/* statement.c: one logical line, whose PYTHON_LINE is the token at hand. */
void python_line(struct python_reader *r);

/* header.c: the statements that open a block; their keyword was passed. */
void python_function(struct python_reader *r, unsigned column);
void python_class(struct python_reader *r, unsigned column);
void python_open_block(struct python_reader *r, unsigned column);
void python_leave_blocks(struct python_reader *r, unsigned column);

/* import.c */
void python_import(struct python_reader *r);
void python_from(struct python_reader *r);

/* target.c: binds what an assignment, loop or `with` names. */
void python_assign(struct python_reader *r, const struct code_value *target,
		   const struct code_value *value);

/* What a variable holds that is annotated with a class: what calling the class gives. */
struct code_value python_instance(const struct code_value *annotation);

/* fold.c: what a call gives, where that can be known; `receiver` is the value whose method
 * `method` is called, or NULL. */
struct code_value python_fold(struct python_reader *r, const struct code_value *call,
			      const struct code_value *receiver, struct span method);
struct code_value python_percent(struct python_reader *r, const struct code_value *format,
				 const struct code_value *arguments);

/* What a bare name stands for. */
struct code_value python_name(struct python_reader *r, struct span word);

/* base.attribute */
struct code_value python_attribute(struct python_reader *r, const struct code_value *base,
				   struct span attribute);
