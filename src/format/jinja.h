/*
 * The parts of the Jinja module: a template is cut into tokens as Jinja2's lexer does (version 3,
 * default delimiters), and its statements and expressions are worked through on abstract values, so
 * that a name put together from pieces is seen as the name it becomes.
 *
 * Nothing of the template's effect is judged here: what is told is which attributes it reaches for,
 * what it calls, which other templates it loads, and what it makes large.
 */
#pragma once

#include <setjmp.h>

#include "base/attr.h"
#include "format/job.h"

/* jinja/lexer.c */

enum jinja_token_kind {
	JINJA_DATA, /* text outside of tags, as it would be put out */
	JINJA_BLOCK_BEGIN,
	JINJA_BLOCK_END,
	JINJA_PRINT_BEGIN,
	JINJA_PRINT_END,
	JINJA_NAME,
	JINJA_STRING, /* text: between the quotes, escapes and all */
	JINJA_INTEGER,
	JINJA_FLOAT,
	JINJA_OPERATOR,
	JINJA_END, /* always the last one */
};

struct jinja_token {
	struct span text;
	uint32_t offset;
	uint8_t kind; /* enum jinja_token_kind */
};

struct jinja_fault {
	const char *why; /* a lower-case phrase; NULL: none */
	uint64_t at;
};

/* How many tokens any text of n bytes has at most. */
static inline uint64_t jinja_tokens_max(uint64_t n)
{
	return n + 2;
}

/* Cuts text (less than 4 GiB) into `tokens`, with room for jinja_tokens_max(). At a fault the
 * tokens end there. Returns how many there are. */
size_t jinja_lex(struct span text, struct jinja_token *tokens, struct jinja_fault *fault);

/* jinja/value.c: what an expression may be. A value is a chain of alternatives, never empty. */

enum jinja_kind {
	JINJA_UNKNOWN,
	JINJA_TEXT,
	JINJA_INT,
	JINJA_LIST,
	JINJA_DICT,   /* items: key, value, key, value ...; also namespaces */
	JINJA_METHOD, /* attribute `text` of items[0] */
	JINJA_GLOBAL, /* what the environment calls `text` */
	JINJA_MACRO,  /* number: the token after its name */
};

enum { JINJA_ALTERNATIVES_MAX = 8, JINJA_ITEMS_MAX = 256, JINJA_TEXT_MAX = 4096 };

struct jinja_items {
	const struct jinja_value **list;
	uint32_t n, room;
	bool cut; /* there were more than JINJA_ITEMS_MAX */
};

struct jinja_value {
	const struct jinja_value *other; /* the next alternative */
	struct span text;
	int64_t number;
	struct jinja_items *items;
	uint8_t kind; /* enum jinja_kind */
	bool open;    /* of a text: something unknown follows */
	bool built;   /* of an unknown: a text put together from pieces */
};

/* Bump memory of one template, in a window. An allocation that does not fit leaves through `over`,
 * as does everything else that ends the work early: nothing but the window has to be given back. */
struct jinja_pool {
	uint8_t *p;
	size_t n, room;
	jmp_buf over;
};

/* n zeroed bytes. */
void *jinja_alloc(struct jinja_pool *pool, size_t n);

extern const struct jinja_value jinja_unknown, jinja_built, jinja_empty;

const struct jinja_value *jinja_text(struct jinja_pool *pool, struct span text);
const struct jinja_value *jinja_copy(struct jinja_pool *pool, struct span text);
const struct jinja_value *jinja_int(struct jinja_pool *pool, int64_t number);
const struct jinja_value *jinja_list(struct jinja_pool *pool, enum jinja_kind kind);
const struct jinja_value *jinja_method_of(struct jinja_pool *pool, const struct jinja_value *base,
					  struct span name);
const struct jinja_value *jinja_macro(struct jinja_pool *pool, int64_t token);
void jinja_push(struct jinja_pool *pool, const struct jinja_value *list,
		const struct jinja_value *item);

/* A name that the environment itself defines, and whether it does. */
const struct jinja_value *jinja_global(struct jinja_pool *pool, struct span name);
bool jinja_is_global(struct span name);

/* Either of the two. */
const struct jinja_value *jinja_either(struct jinja_pool *pool, const struct jinja_value *a,
				       const struct jinja_value *b);

/* One alternative put out as text (str() of it): texts as they are, integers in digits, else
 * unknown. */
const struct jinja_value *jinja_str(struct jinja_pool *pool, const struct jinja_value *one);

/* All pairs of alternatives of a and b through `make`. */
typedef const struct jinja_value *jinja_make(struct jinja_pool *pool, const struct jinja_value *a,
					     const struct jinja_value *b);
const struct jinja_value *jinja_pairs(struct jinja_pool *pool, const struct jinja_value *a,
				      const struct jinja_value *b, jinja_make *make);

/* Operators, each on single alternatives. */
jinja_make jinja_concat; /* ~ */
jinja_make jinja_add;
jinja_make jinja_subtract;
jinja_make jinja_multiply;
jinja_make jinja_modulo;

/* a[index], where index is a number; a text gives a character. */
jinja_make jinja_item;

/* one[from:to:step]; NULL for a bound that is left out. */
const struct jinja_value *jinja_slice(struct jinja_pool *pool, const struct jinja_value *one,
				      const struct jinja_value *bounds[3]);

/* The items of a text, list or dict as a list; unknown of others. */
const struct jinja_value *jinja_items_of(struct jinja_pool *pool, const struct jinja_value *one);

/* The value of a key of a dict, or NULL. */
const struct jinja_value *jinja_get(const struct jinja_value *dict, struct span key);
void jinja_set(struct jinja_pool *pool, const struct jinja_value *dict, struct span key,
	       const struct jinja_value *value);

/* jinja/filter.c, and jinja/text.c and jinja/list.c behind it: filters and methods that make texts
 * and lists out of known ones. */

struct jinja_args {
	const struct jinja_value *list;	 /* of the positional ones */
	const struct jinja_value *names; /* a dict of the named ones */
	uint32_t offset;		 /* of the call in the template */
};

/* The i-th positional argument or the one of that name (may be NULL); NULL when neither is given.
 */
const struct jinja_value *jinja_arg(const struct jinja_args *args, uint32_t i, const char *name);

/* What `subject | name(args)` or `subject.name(args)` makes, over all alternatives of subject.
 * Unknown where it is not known; built when it is put together out of a text. */
const struct jinja_value *jinja_filter(struct jinja_pool *pool, struct span name,
				       const struct jinja_value *subject,
				       const struct jinja_args *args);
const struct jinja_value *jinja_method(struct jinja_pool *pool, struct span name,
				       const struct jinja_value *subject,
				       const struct jinja_args *args);

/* The work on one template. */

enum { JINJA_DEPTH_MAX = 100, JINJA_CALLS_MAX = 4, JINJA_STEPS_MAX = 1 << 20 };

struct jinja_seen;
struct jinja_name;

struct jinja {
	struct job *job;
	struct span text;
	struct jinja_pool pool;
	const struct jinja_token *tokens;
	size_t at; /* the current token */
	uint64_t steps;
	unsigned depth;			  /* of expressions and statements */
	int64_t running[JINJA_CALLS_MAX]; /* macros, one in the other, by their tokens */
	unsigned calls;
	unsigned maybe; /* > 0: in a branch or loop that may not run */
	struct jinja_name *names;
	const struct jinja_value *out; /* what a block puts out, NULL when nobody asks */
	bool quiet;		       /* tell nothing */
	struct jinja_seen *seen;
	uint32_t n_seen;
	struct jinja_fault fault; /* why the work ended early */
	const char *limit;	  /* or which limit ended it */
};

/* jinja/stream.c */

/* Leave: the template is wrong here, or too much for the limits. */
NORETURN void jinja_fail(struct jinja *j, const char *why);
NORETURN void jinja_stop(struct jinja *j, const char *limit);

/* Counts one step of work. */
void jinja_step(struct jinja *j);

/* Tokens. */
const struct jinja_token *jinja_peek(const struct jinja *j);
const struct jinja_token *jinja_next(struct jinja *j); /* counts a step */
bool jinja_is(const struct jinja *j, enum jinja_token_kind kind, const char *text);
bool jinja_take(struct jinja *j, enum jinja_token_kind kind, const char *text);
void jinja_expect(struct jinja *j, enum jinja_token_kind kind, const char *text);

/* jinja.c: one TEMPLATE fact {what, name, how, line, built} for each different what, name and how.
 */
void jinja_tell(struct jinja *j, const char *what, struct span name, const char *how,
		uint32_t offset, bool built);

/* jinja/access.c: reaching for attributes and calling. */

/* base.name, base['name'], base|attr(name) and what else looks an attribute up; `how` says which.
 */
const struct jinja_value *jinja_attribute(struct jinja *j, const struct jinja_value *base,
					  const struct jinja_value *name, const char *how,
					  uint32_t offset);
const struct jinja_value *jinja_call(struct jinja *j, const struct jinja_value *callee,
				     const struct jinja_args *args);
const struct jinja_value *jinja_apply(struct jinja *j, struct span filter,
				      const struct jinja_value *subject,
				      const struct jinja_args *args);

/* jinja/primary.c, jinja/postfix.c, jinja/expression.c */

/* A string literal without its escapes. */
const struct jinja_value *jinja_literal(struct jinja_pool *pool, struct span raw);

const struct jinja_value *jinja_integer(struct jinja *j, struct span digits);
const struct jinja_value *jinja_primary(struct jinja *j);
const struct jinja_value *jinja_postfix(struct jinja *j, const struct jinja_value *v);
const struct jinja_value *jinja_expression(struct jinja *j);

/* An expression list as a for loop or a set statement has: a tuple when there are commas. */
const struct jinja_value *jinja_tuple(struct jinja *j, bool conditional);

/* `(args)`, `| filter` and what follows them; the current token is the bracket or the bar. */
struct jinja_args jinja_arguments(struct jinja *j);
struct jinja_args jinja_no_arguments(struct jinja *j);
const struct jinja_value *jinja_filters(struct jinja *j, const struct jinja_value *subject);

/* jinja/statement.c */

/* Works through statements up to the block tag that begins with one of the words (ended by NULL),
 * and leaves its name as the current token; NULL: to the end of the template. */
void jinja_body(struct jinja *j, const char *const *ends);

/* The value of a name, and setting it. */
const struct jinja_value *jinja_lookup(struct jinja *j, struct span name);
void jinja_assign(struct jinja *j, struct span name, const struct jinja_value *value);

/* Runs a macro; returns what it puts out. */
const struct jinja_value *jinja_run_macro(struct jinja *j, const struct jinja_value *macro,
					  const struct jinja_args *args);
