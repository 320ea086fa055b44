/*
 * The parts of the Python module: one pass over the tokens, with what names stand for and the calls
 * that are open. See python.c for what comes of it.
 */
#pragma once

#include "format/job.h"
#include "code/python/lexer.h"

enum {
	PYTHON_BLOCKS_MAX = 100, /* of functions and classes, one in the other */
	PYTHON_CALLS_MAX = 64,	 /* open at once */
	PYTHON_NAMES_MAX = 8192, /* different names bound in one file */
	PYTHON_FACTS_MAX = 4096, /* different facts of one file */
	PYTHON_STARS_MAX = 8,
	PYTHON_NAME_BYTES_MAX = 200,
	PYTHON_INSIDE_MAX = 400,
	PYTHON_SUMMARY_MAX = 8000,
	PYTHON_ARGUMENT_MAX = 400,
};

/* A name that stands for something else: an import, or a variable made by calls. */
struct python_binding {
	struct python_binding *older;	/* of all in its table */
	struct python_binding *chained; /* the older one of its bucket */
	struct span name;
	struct span full;   /* os.system; empty for a variable */
	struct span inside; /* the calls a variable was made by */
};

enum { PYTHON_BUCKETS = 512 };

/* Bindings by name; the newest of a name counts. */
struct python_names {
	struct python_binding *newest;
	struct python_binding *buckets[PYTHON_BUCKETS];
};

struct python_seen {
	struct python_seen *older;
	const char *what;
	const char *through;
	struct span name, inside, argument;
	uint64_t line, offset;
	bool at_import;
};

/* A call whose closing bracket has not come yet; the first one stands for the statement itself. */
struct python_call {
	char name[PYTHON_NAME_BYTES_MAX]; /* empty when it is something local */
	char inside[PYTHON_INSIDE_MAX];
	const char *through;  /* the call that gave what is called, or NULL */
	struct span argument; /* its first string, put together when it stands in pieces */
	bool joins;	      /* the next string goes on with it */
	struct span first;    /* its first argument when that is a plain name */
	unsigned n_arguments;
	unsigned brackets; /* open before it */
	uint64_t line, offset;
};

struct python_source {
	struct job *job;
	struct python_lexer lexer;
	struct python_token token;
	struct python_names imports, variables;
	struct span stars[PYTHON_STARS_MAX]; /* modules all of whose names were imported */
	struct python_seen *seen;
	size_t n_bindings, n_seen, n_stars;
	struct {
		unsigned column;
		bool function;
		struct python_binding *variables; /* the newest of the block around it */
	} blocks[PYTHON_BLOCKS_MAX];
	size_t n_blocks;
	struct python_call calls[PYTHON_CALLS_MAX];
	size_t n_calls;
	bool torchscript; /* speaks of __torch__ */
	bool full;
};

/* python/calls.c: the token at hand. */
void python_step(struct python_source *s);
bool python_is(const struct python_source *s, enum python_kind kind, const char *text);
bool python_take(struct python_source *s, enum python_kind kind, const char *text);
bool python_line_ended(const struct python_source *s);

/* One token of an expression, with the calls that it opens and closes. */
void python_read_token(struct python_source *s);
void python_close_call(struct python_source *s);

/* python/names.c */

/* Whether what is read now runs as soon as the module is imported. */
bool python_at_import(const struct python_source *s);

/* Keeps a fact, each different one once; call may be NULL. */
void python_keep(struct python_source *s, const char *what, struct span name,
		 const struct python_call *call);

/* Adds to a list of names, with spaces between, those words that are not in it. */
void python_add(char list[PYTHON_INSIDE_MAX], struct span words);

/* Bindings. A dotted name that grows too long is cut. */
struct python_binding *python_find(const struct python_names *in, struct span name);
void python_bind(struct python_source *s, struct python_names *in, struct span name,
		 struct span full, struct span inside);

/* Takes back what was bound after `newest`. */
void python_unbind(struct python_names *in, const struct python_binding *newest);
void python_bind_variable(struct python_source *s, struct span name, struct span inside);
void python_extend(char name[PYTHON_NAME_BYTES_MAX], struct span part);

/* The first part of a dotted name, as what it stands for; empty when that is something local. */
void python_begin_name(const struct python_source *s, char name[PYTHON_NAME_BYTES_MAX],
		       struct span word);

/* python/statements.c: one logical line; the current token is its PYTHON_LINE. */
void python_read_line(struct python_source *s);
