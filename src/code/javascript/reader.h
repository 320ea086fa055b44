/* The parts of the reader of JavaScript: the token at hand, expressions, statements, types. */
#pragma once

#include "code/javascript.h"
#include "code/javascript/lexer.h"

enum {
	JAVASCRIPT_DEPTH_MAX = 250, /* bundles have deep brackets, and long chains of assignments */
	JAVASCRIPT_TEMPLATES_MAX = 4,
	JAVASCRIPT_NAMES_MAX = 32,
	JAVASCRIPT_FOLLOWS_MAX = 8, /* calls followed out of calls that are followed */
	JAVASCRIPT_LATE_MAX = 16,   /* statements of one block */
	JAVASCRIPT_FUNCTIONS_MAX = 1 << 15,
	JAVASCRIPT_DECLARED_MAX = 4 << 20,   /* bytes of a file whose names are not all taken */
	JAVASCRIPT_FOLLOW_BYTES = 256 << 10, /* of bodies that are read again, beside its size */
	JAVASCRIPT_STEPS_MAX = 1 << 17,	     /* items of lists that are gone through, in one file */
};

/* A name that a pattern binds: {key: local = other}; the key is empty for what is not followed. */
struct javascript_bound {
	struct span key, local;
	struct code_value value; /* a default, or what a type says */
	bool rest;		 /* it is all there is, not one of it */
	unsigned position;	 /* of parameters: that it is, or is a part of */
};

/* Only the first n names are set. */
struct javascript_pattern {
	size_t n;
	struct javascript_bound names[JAVASCRIPT_NAMES_MAX];
};

/* Before a token, and back to there: what is read again. */
struct javascript_place {
	struct span text;
	size_t at;
	uint64_t offset, line;
	bool new_line;
};

struct javascript_parameter {
	struct span key, local;
	const struct code_value *value; /* a default; or NULL */
	bool rest;
	unsigned position;
};

/* A function of the source: where its body stands, to read it again with what a call gives it. */
struct code_function {
	struct javascript_place body; /* at its brace, or the expression behind an arrow */
	size_t size;		      /* of the body */
	bool expression;
	const struct javascript_parameter *parameters;
	size_t n_parameters;
	struct code_function *outer;	/* that it stands in, while both are read */
	const struct code_value *gives; /* what it returns, whatever it is called with; or NULL */
	uint64_t marks;			/* of that */
	bool returns;
	bool worth; /* something in it has CODE_MARK_WORTH */
	bool late;  /* it calls what is declared below it */
	bool busy;  /* it is being read */
	bool ran;   /* it was followed from where code runs at once */
	bool known; /* it was followed with these marks, and gave those: */
	uint64_t marks_in, marks_out;
};

/* Statements of one body that call what is declared below them: they are read again at its end. */
struct javascript_late {
	struct javascript_late *outer;
	struct {
		struct javascript_place place;
		size_t size;
		struct span name; /* the first that was not known */
	} statements[JAVASCRIPT_LATE_MAX];
	size_t n;
	struct span name; /* of the statement at hand; or empty */
};

/* A call whose arguments are read: a function among them is called with what the call gives. */
struct javascript_asking {
	struct span name, source; /* of what is called, in full and as it is written; or empty */
	const struct code_value *receiver;
	const struct code_list *list; /* the arguments so far */
	uint64_t marks;		      /* of what is called */
	uint64_t gives;		      /* marks of what functions among them return */
	uint64_t begin;		      /* where the argument at hand begins */
	uint64_t offset, line;	      /* of the call */
};

/* A module that is not in the bundle, and the key by which others ask for it. */
struct javascript_bundled {
	const struct javascript_bundled *next;
	struct span key, module;
};

/* The token behind the one at hand, once somebody asked for it; size 0: nobody did. */
struct javascript_ahead {
	struct span text; /* that the lexer was in, */
	size_t from, to;  /* and where, before and behind it, */
	uint64_t line;	  /* on that line behind it */
	struct javascript_token token;
};

struct javascript_reader {
	struct javascript_lexer lexer;
	struct javascript_token token;
	struct javascript_ahead ahead;
	struct code_scopes *scopes;
	struct code_pool *pool; /* that of the scopes */
	const struct code_sink *sink;
	struct code_end *end;
	unsigned depth;	    /* of expressions and statements */
	unsigned templates; /* one in the other */
	bool jsx;	    /* elements occur in the file */

	/* For sinks that follow values. */
	bool follows;
	unsigned n_follows, n_functions;
	size_t follow_bytes, late_bytes, constant_bytes, helper_bytes, steps, kept_items,
		kept_text; /* left */
	const struct javascript_bundled *bundled;
	struct span element;	      /* the object of the subscript read last, as it is written */
	const uint8_t *declared;      /* bits of what functions and variables are called; or NULL */
	struct code_function *inside; /* the function that is read */
	struct javascript_late *late;
	const struct javascript_asking *asking;
	uint64_t called, listed; /* where a function begins that is called at once, by its brackets
				  * or as part of a bundle */
	uint64_t apart;		 /* where an object begins of which only parts are bound */
};

/* The token at hand. */

void javascript_take_ahead(struct javascript_reader *r);

static inline void javascript_step(struct javascript_reader *r)
{
	if (r->ahead.to > r->lexer.at && r->ahead.from == r->lexer.at)
		javascript_take_ahead(r);
	else
		r->token = javascript_next(&r->lexer);
}

static inline bool javascript_is(const struct javascript_reader *r, const char *sign)
{
	return r->token.sign == javascript_sign(sign);
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
struct javascript_token javascript_peek(struct javascript_reader *r);

void javascript_event(struct javascript_reader *r, enum code_event_kind kind, struct span name,
		      struct code_value value);

/* A call or name as an event; gives the marks of what comes of it. */
uint64_t javascript_told(struct javascript_reader *r, enum code_event_kind kind, struct span name,
			 const struct code_value *value, const struct code_value *receiver);

/* Before the token at hand. */
struct javascript_place javascript_place(const struct javascript_reader *r);

/* What was found wrong on the way stays. */
void javascript_go(struct javascript_reader *r, const struct javascript_place *place);

/* Goes one deeper; false at the limit, when all up to the closing bracket was passed. */
bool javascript_deeper(struct javascript_reader *r);

/* expression.c: without commas. Takes at least one token unless it ends an expression. */
struct code_value javascript_expression(struct javascript_reader *r);
struct code_value javascript_attribute(struct javascript_reader *r, const struct code_value *base,
				       struct span attribute);

/* Items up to the closing bracket, which is passed; the opening one was. `asking` are those of a
 * call; or NULL. */
struct code_value javascript_items(struct javascript_reader *r, enum code_kind kind,
				   const char *close, struct javascript_asking *asking);

/* The expression that a text of its own is, at the place of the token at hand. */
struct code_value javascript_inner(struct javascript_reader *r, struct span text, uint64_t offset,
				   uint64_t line);

/* call.c: '(' and '[' of a call and a subscript are at hand. */
struct code_value javascript_call(struct javascript_reader *r, const struct code_value *callee,
				  const struct code_value *receiver, struct span method);

/* *method is the name of the member that it looks up, if that is known. */
struct code_value javascript_subscript(struct javascript_reader *r, const struct code_value *base,
				       struct span *method);

/* tag`text` */
struct code_value javascript_tagged(struct javascript_reader *r, const struct code_value *tag);

/* What calling a value with these arguments gives; call->text is set by it. */
struct code_value javascript_apply(struct javascript_reader *r, const struct code_value *callee,
				   struct code_value call, const struct code_value *receiver,
				   struct span method);

/* follow.c */

/* Reads a body that begins at hand: a block or, with `expression`, that. `begin` is where all of
 * the function begins. */
struct code_value javascript_body(struct javascript_reader *r,
				  const struct javascript_pattern *parameters, uint64_t begin,
				  bool expression);

/* What calling callee->function with the arguments of the call gives. */
struct code_value javascript_follow(struct javascript_reader *r, const struct code_value *callee,
				    const struct code_value *call);

/* The function that is read gives this too. */
void javascript_gives(struct javascript_reader *r, const struct code_value *value);

/* A call of what is not known, or not yet, by the name it has in the source: it may be a function
 * that is declared below, or one that the source was given, which gets the marks. */
void javascript_note_late(struct javascript_reader *r, struct span name, uint64_t marks);

/* What functions and variables a text declares, as bits of the hashes of their names. */
const uint8_t *javascript_declared(struct arena *arena, struct span text);

/* Statements up to a closing brace or the end, with those that called what was not known yet read
 * again. */
void javascript_statements(struct javascript_reader *r);

/* atom.c */
struct code_value javascript_atom(struct javascript_reader *r);
struct code_value javascript_string_value(struct javascript_reader *r); /* told by nobody */
bool javascript_is_global(const struct javascript_reader *r, struct span word);
struct code_value javascript_template(struct javascript_reader *r);

/* object.c: '{' of an object is at hand. */
struct code_value javascript_object(struct javascript_reader *r);

/* element.c: '<' of an element of JSX is at hand. */
void javascript_element(struct javascript_reader *r);

/* function.c */

/* Parameters, type and body; '(' or '<' is at hand. All of it begins at `begin`. */
struct code_value javascript_function(struct javascript_reader *r, uint64_t begin);

/* What follows the => that is at hand. */
struct code_value javascript_arrow(struct javascript_reader *r,
				   const struct javascript_pattern *parameters, uint64_t begin);

/* The same when its parameters are patterns, which were read as an expression: from their opening
 * bracket. */
struct code_value javascript_arrow_again(struct javascript_reader *r,
					 const struct javascript_place *brackets, uint64_t begin);

/* One more name, with nothing known of it; NULL when there is no room. */
static inline struct javascript_bound *javascript_add_bound(struct javascript_pattern *pattern)
{
	struct javascript_bound *bound = NULL;

	if (pattern->n < JAVASCRIPT_NAMES_MAX) {
		bound = &pattern->names[pattern->n++];
		*bound = (struct javascript_bound){ 0 };
	}
	return bound;
}

/* A parameter, or one name of a declaration. Binds nothing. */
void javascript_read_pattern(struct javascript_reader *r, struct javascript_pattern *pattern);

/* Binds the names of a pattern to the parts of a value (NULL: nothing is known of it). */
void javascript_bind(struct javascript_reader *r, const struct javascript_pattern *pattern,
		     const struct code_value *value);

/* class.c: `class` was passed. Gives its members. */
struct code_value javascript_class(struct javascript_reader *r);

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

/* text.c, list.c: what a method of a text or list gives; false: none that is known. */
bool javascript_fold_text(struct javascript_reader *r, const struct code_value *call,
			  const struct code_value *text, struct span method,
			  struct code_value *folded);
bool javascript_fold_list(struct javascript_reader *r, const struct code_value *call,
			  const struct code_value *list, struct span method,
			  struct code_value *folded);

/* A value as the text that + makes of it (ECMA-262, section 7.1.17); false when it is not known. */
bool javascript_text_of(struct javascript_reader *r, const struct code_value *v,
			struct code_value *text);

/* bundle.c: modules that a bundle imports, and the one that a call asks for; false: none. */
const struct javascript_bundled *javascript_bundled(struct arena *arena, struct span text);
bool javascript_find_bundled(struct javascript_reader *r, const struct code_value *call,
			     struct code_value *v);

/* decode.c: what a call of a decoder gives; false: it is none, or nothing comes out. */
bool javascript_decode(struct javascript_reader *r, const struct code_value *call,
		       struct code_value *decoded);

/* fold.c: what a call gives, as far as that can be known; else the call itself. `receiver` is the
 * value whose `method` is called, or NULL. */
struct code_value javascript_fold(struct javascript_reader *r, const struct code_value *call,
				  const struct code_value *callee,
				  const struct code_value *receiver, struct span method);
