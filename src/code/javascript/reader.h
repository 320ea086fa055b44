/* The parts of the reader of JavaScript: the token at hand, expressions, statements, types. */
#pragma once

#include "code/javascript.h"
#include "code/javascript/lexer.h"

enum { JAVASCRIPT_TEMPLATES_MAX = 4, JAVASCRIPT_NAMES_MAX = 32 };

/* What a pattern binds: {key: local = other}; the key is empty for what is not followed. */
struct javascript_pattern {
	struct {
		struct span key, local;
		struct code_value value; /* a default, or what a type says */
		bool rest;		 /* it is all there is, not one of it */
	} names[JAVASCRIPT_NAMES_MAX];
	size_t n;
};

struct javascript_reader {
	struct javascript_lexer lexer;
	struct javascript_token token;
	struct code_scopes *scopes;
	struct code_pool *pool; /* that of the scopes */
	const struct code_sink *sink;
	struct code_end *end;
	unsigned depth;	    /* of expressions and statements */
	unsigned templates; /* one in the other */
	bool jsx;	    /* elements occur in the file */
};

/* The token at hand. */

static inline void javascript_step(struct javascript_reader *r)
{
	r->token = javascript_next(&r->lexer);
}

static inline bool javascript_is(const struct javascript_reader *r, const char *sign)
{
	return r->token.kind == JAVASCRIPT_OPERATOR && span_is(r->token.text, sign);
}

static inline bool javascript_is_word(const struct javascript_reader *r, const char *word)
{
	return r->token.kind == JAVASCRIPT_NAME && span_is(r->token.text, word);
}

static inline bool javascript_take(struct javascript_reader *r, const char *sign)
{
	if (!javascript_is(r, sign))
		return false;
	javascript_step(r);
	return true;
}

static inline bool javascript_take_word(struct javascript_reader *r, const char *word)
{
	if (!javascript_is_word(r, word))
		return false;
	javascript_step(r);
	return true;
}

static inline bool javascript_ended(const struct javascript_reader *r)
{
	return r->token.kind == JAVASCRIPT_END;
}

/* The token behind the one at hand, which stays. */
struct javascript_token javascript_peek(const struct javascript_reader *r);

void javascript_event(struct javascript_reader *r, enum code_event_kind kind, struct span name,
		      struct code_value value);

/* Goes one deeper; false at the limit, when all up to the closing bracket was passed. */
bool javascript_deeper(struct javascript_reader *r);

/* expression.c: without commas. Takes at least one token unless it ends an expression. */
struct code_value javascript_expression(struct javascript_reader *r);
struct code_value javascript_attribute(struct javascript_reader *r, const struct code_value *base,
				       struct span attribute);

/* Arguments up to the closing bracket, which is passed; the opening one is at hand. */
struct code_value javascript_items(struct javascript_reader *r, enum code_kind kind,
				   const char *close);

/* atom.c */
struct code_value javascript_atom(struct javascript_reader *r);
struct code_value javascript_template(struct javascript_reader *r);

/* object.c: '{' of an object is at hand. */
struct code_value javascript_object(struct javascript_reader *r);

/* element.c: '<' of an element of JSX is at hand. */
void javascript_element(struct javascript_reader *r);

/* function.c */

/* Parameters, type and body; '(' or '<' is at hand. */
void javascript_function(struct javascript_reader *r);

/* What follows the => that is at hand. */
void javascript_arrow(struct javascript_reader *r, const struct javascript_pattern *parameters);

/* A parameter, or one name of a declaration. Binds nothing. */
void javascript_read_pattern(struct javascript_reader *r, struct javascript_pattern *pattern);

/* Binds the names of a pattern to the parts of a value (NULL: nothing is known of it). */
void javascript_bind(struct javascript_reader *r, const struct javascript_pattern *pattern,
		     const struct code_value *value);

/* class.c: `class` was passed. */
void javascript_class(struct javascript_reader *r);

/* type.c: past a type. With `arrow` it ends before =>. Gives what a variable of it holds, if that
 * is the instance of something imported. */
struct code_value javascript_type(struct javascript_reader *r, bool arrow);

/* Past <...> if a few tokens of types stand there and `(` follows; else false and nothing passed.
 */
bool javascript_type_arguments(struct javascript_reader *r);

/* Past ": type" if => follows; else false and nothing passed. */
bool javascript_return_type(struct javascript_reader *r);

/* statement.c */
void javascript_statement(struct javascript_reader *r);

/* Statements up to the closing brace, which is passed; '{' is at hand. */
void javascript_block(struct javascript_reader *r);

/* module.c: `import` or `export` was passed. */
void javascript_import(struct javascript_reader *r);
void javascript_export(struct javascript_reader *r);

/* The module of require("x") and import("x"), told as an import. */
struct code_value javascript_module(struct javascript_reader *r, struct span name, uint64_t offset,
				    uint64_t line);

/* assign.c: an assignment to what an expression names. */
void javascript_assign(struct javascript_reader *r, const struct code_value *target,
		       const struct code_value *value);

/* fold.c: as python_fold(). */
struct code_value javascript_fold(struct javascript_reader *r, const struct code_value *call,
				  const struct code_value *receiver, struct span method);
