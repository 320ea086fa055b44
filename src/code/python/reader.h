/* The parts of the reader of Python: the token at hand, expressions, statements. */
#pragma once

#include "code/python.h"
#include "code/python/lexer.h"

enum {
	PYTHON_FORMATS_MAX = 4,
	PYTHON_FUNCTIONS_MAX = 32768,  /* of one file */
	PYTHON_FOLLOWS_MAX = 8,	       /* calls followed out of calls that are followed */
	PYTHON_FOLLOW_BYTES = 1 << 20, /* of bodies that are read again, in one file */
	PYTHON_UNFOLDS_MAX = 3,	       /* of them, those that bring nothing but constants */
	PYTHON_LATE_MAX = 8,	       /* names that one function calls before they are known */
	PYTHON_STEPS_MAX = 1 << 17,    /* items of sequences that are gone through, in one file */
};

/* A function or lambda of the source: where its body stands, to read it again with what a call
 * gives it. */
struct code_function {
	struct code_function *older;
	struct span text;  /* in which it stands, */
	uint64_t offset;   /* of text.p[0], */
	size_t at, end;	   /* from its first token to where its body ends, */
	uint64_t line;	   /* of that token */
	unsigned brackets; /* that are open there */
	bool is_lambda, is_method;
	bool worth;    /* something in it has CODE_MARK_WORTH */
	bool busy;     /* it is being followed */
	bool known[2]; /* it was followed: at the top, in a function; with these marks, and gave
			  those: */
	uint64_t marks_in, marks_out;
	const struct code_item *parameters; /* `bytes` of a value: it takes all that is left */
	struct span *late; /* PYTHON_LATE_MAX names that it calls and that were not known yet */
	unsigned n_late;
};

/* A block that is open: it ends with the first line that is not further right. */
struct python_block {
	unsigned column;   /* of the line that opened it */
	bool frame;	   /* of a function or class; else of a condition or loop */
	bool guard;	   /* of what is not run on import: if __name__ == "__main__" */
	struct span class; /* its name */
	struct code_function *function; /* whose body it is; or NULL */
	struct code_function *before;	/* of a class: the newest function when it began */
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
	size_t outer_blocks; /* below those of the body that is read again */
	unsigned depth;	     /* of expressions */
	unsigned formats;    /* of formatted strings, one in the other */

	/* For sinks that follow values. */
	bool follows;
	bool quiet; /* the events were told before */
	unsigned n_follows, n_guards;
	size_t follow_bytes, steps, n_functions; /* left; so far */
	struct span container; /* the variable that the last subscript is of; or empty */
	struct code_function *functions;
	struct code_value *returns; /* of the function that is followed; or NULL */
	uint64_t return_marks;
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
	return r->token.sign == python_sign(text);
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
	if (!python_is_operator(r, text))
		return false;
	python_step(r);
	return true;
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

/* A call or name as an event; gives the marks of what comes of it. */
uint64_t python_told(struct python_reader *r, enum code_event_kind kind, struct span name,
		     const struct code_value *value, const struct code_value *receiver);

/* Where the reader stands, and back to there: what is read again. */
struct python_place {
	struct python_lexer lexer;
	struct python_token token;
};

static inline struct python_place python_place(const struct python_reader *r)
{
	return (struct python_place){ r->lexer, r->token };
}

static inline void python_go(struct python_reader *r, const struct python_place *place)
{
	const char *fault = r->lexer.fault;
	uint64_t at = r->lexer.fault_at;

	r->lexer = place->lexer;
	r->token = place->token;
	if (fault) {
		r->lexer.fault = fault;
		r->lexer.fault_at = at;
	}
}

/* expression.c: each takes at least one token unless one stands there that ends an expression. */
struct code_value python_expression(struct python_reader *r);

/* Expressions with commas between: one alone is itself, more are a LIST. */
struct code_value python_expressions(struct python_reader *r);

/* A name, call, subscript or what stands in brackets: all but operators. */
struct code_value python_postfix(struct python_reader *r);

/* All but `if` and commas. */
struct code_value python_either(struct python_reader *r);

/* A text of its own that is an expression, at the place of the token at hand. */
struct code_value python_inner(struct python_reader *r, struct span text, uint64_t offset,
			       uint64_t line);

/* call.c: the brackets of a call and of a subscript, which stand at hand. */
struct code_value python_call(struct python_reader *r, const struct code_value *callee,
			      const struct code_value *receiver, struct span method);
struct code_value python_subscript(struct python_reader *r, const struct code_value *base);

/* What calling a value with these arguments gives; call->text is set by it. */
struct code_value python_apply(struct python_reader *r, const struct code_value *callee,
			       struct code_value call, const struct code_value *receiver,
			       struct span method);

/* comprehension.c: what stands behind its first expression `v`, which began at `first`. */
struct code_value python_comprehension(struct python_reader *r, const struct python_place *first,
				       struct code_value v);

/* follow.c */

/* `lambda` was passed. */
struct code_value python_lambda(struct python_reader *r);

/* A function whose body begins at hand, for the value of its name. */
struct code_function *python_function_here(struct python_reader *r,
					   const struct code_item *parameters);

/* What is read now is worth following; calls `name`, which nothing is known of yet. */
void python_note_worth(struct python_reader *r);
void python_note_late(struct python_reader *r, struct span name);

/* Reads the body of callee->function again with the arguments of the call. */
struct code_value python_follow(struct python_reader *r, const struct code_value *callee,
				const struct code_value *call);

/* Those since `before` that called what is known only now. */
void python_follow_late(struct python_reader *r, const struct code_function *before);

/* `return` or `yield` gives this. */
void python_return(struct python_reader *r, const struct code_value *value);

/* atom.c */
struct code_value python_atom(struct python_reader *r);
struct code_value python_strings(struct python_reader *r);

/* Items up to the closing bracket, which is passed; the opening one was. */
struct code_value python_items(struct python_reader *r, enum code_kind kind, const char *close);

/* statement.c: one logical line, whose PYTHON_LINE is the token at hand. */
void python_line(struct python_reader *r);

/* What a loop over a value binds to `target`. */
struct code_value python_item_of(struct python_reader *r, const struct code_value *list);
struct code_value python_targets(struct python_reader *r);

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

/* What a variable holds goes on to hold `value` too: x[...] = value, x.append(value). */
void python_put(struct python_reader *r, struct span variable, const struct code_value *value);

/* What a variable holds that is annotated with a class: what calling the class gives. */
struct code_value python_instance(const struct code_value *annotation);

/* fold.c: what a call gives, where that can be known; `receiver` is the value whose method
 * `method` is called, or NULL. */
struct code_value python_fold(struct python_reader *r, const struct code_value *call,
			      const struct code_value *receiver, struct span method);

/* The same of methods of texts, lists and dicts, in method.c; false: of none that is known. */
bool python_fold_method(struct python_reader *r, const struct code_value *call,
			const struct code_value *receiver, struct span method,
			struct code_value *folded);
struct code_value python_percent(struct python_reader *r, const struct code_value *format,
				 const struct code_value *arguments);

/* decode.c: what a call of a decoder gives; false: it is none, or nothing comes out. */
bool python_decode(struct python_reader *r, const struct code_value *call,
		   struct code_value *decoded);

/* A text with a codec of its own name: "rot13", "hex". */
bool python_decode_named(struct python_reader *r, struct span codec, const struct code_value *text,
			 struct code_value *decoded);

/* name.c: what a bare name stands for. */
struct code_value python_name(struct python_reader *r, struct span word);

/* base.attribute */
struct code_value python_attribute(struct python_reader *r, const struct code_value *base,
				   struct span attribute);
