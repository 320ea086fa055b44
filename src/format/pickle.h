/*
 * Pickles, run on an abstract machine: every opcode of protocols 0 to 5 on a real stack, mark stack
 * and memo, with values that say what the loader would hold. Where the loaders of CPython 2.7 and
 * 3.x, in C and in Python, differ, the union of what they do is reported.
 *
 * One stream at a time is run by pickle_run(); a whole artifact (stacked streams, what trails them,
 * what hides behind damage) by pickle_read(). Formats built around pickles add hooks.
 *
 * FACT_CALL, one for each thing that the loader does with something imported:
 *
 *   global     what is used, as a full dotted path ("posix.system"); names that Python 2 wrote are
 *              mapped as _compat_pickle does. For what is no global, a readable expression.
 *   operation  import call new build items
 *   opcode     GLOBAL REDUCE ...
 *   on         "global" when a build or items changes the imported thing itself, "expression"
 *              when `global` is no name; else "name"
 *   arguments  readable Python-like text, cut at a few hundred bytes
 *   written    the name in the stream, when it differs from `global`
 *   protocol   number
 *   via        when the stream is the constant argument of a load: that load
 *   view       when only some loaders see it: "frame-tail" those that drop the rest of a
 *              straddled frame, "python2" those with marks on the stack or text for memo keys
 *   also       import only: letters of the other operations on the global in the stream (c n b s)
 *   argument   for each of the first PICKLE_ARGUMENTS_SHOWN top-level arguments, in order: a
 *              letter, and what it is where that matters. - none, b bool, i int, f float, s text,
 *              y bytes, t tuple, l list, d dict, e set, g global, c result of a call, n instance
 *              by __new__, p persistent object, ? anything else. After s comes the text where the
 *              callable is known to look something up by it, after g c n the dotted path.
 *   count      number: how many top-level arguments there are
 *   inside     for each thing that is not plain data in the arguments at any depth, once: g, c or
 *              n and the dotted path, p; "?" when there was too much to look at or something
 *              unknown
 *   nested     number 1: the constant payload of this load was run too
 *   broken     number: where the stream breaks after this
 *   text       with job_inspects(): the use as a line of Python
 *
 * For a build, whose arguments are the state itself, or what is in it if that is a tuple:
 *
 *   slot       of what a state of (state, slots) sets by setattr, the first names and those with
 *              leading __: s and the name; ? for what is no text or too much
 *   hook       the first keys of the state that a loader may call or look up, with a value that is
 *              no plain data: s and the key, or ?
 *   made       the classes among the arguments of the call that made the object: g and the path
 *   state      "key=text" for keys whose text some __setstate__ runs
 *
 * In a scan, facts that differ only in the text of data arguments are one, with a count.
 */
#pragma once

#include "format/job.h"

struct pickle; /* one set of stack and memo over one run of bytes */

/* What lies on the stack. Handles are good until the next pickle_run() or pickle_close(). */
struct pickle_value {
	uint64_t bits;
};

enum pickle_kind {
	PICKLE_NONE,
	PICKLE_BOOL,
	PICKLE_INT, /* a literal, of any size */
	PICKLE_FLOAT,
	PICKLE_TEXT,
	PICKLE_BYTES, /* bytes and bytearray */
	PICKLE_TUPLE,
	PICKLE_LIST,
	PICKLE_DICT,
	PICKLE_SET, /* set and frozenset */
	PICKLE_GLOBAL,
	PICKLE_OBJECT,	   /* made by a call or by __new__ */
	PICKLE_PERSISTENT, /* what persistent_load gave */
	PICKLE_OTHER,
};

enum {
	PICKLE_ARGUMENTS_SHOWN = 12,
	PICKLE_DEPTH_MAX = 8, /* of loads within loads */
};

#define PICKLE_STOPS UINT64_MAX

/* How a loader differs from the plain one. Every member may be NULL. */
struct pickle_hooks {
	/* After BUILD of an object. False: nothing special about it. True: the loader now reads
	 * *raw bytes of the file that are not opcodes, and puts something inert in the object's
	 * place on the stack; PICKLE_STOPS when it fails here. `at` is where the loader's file
	 * stands: behind the open frame if there is one. The hook may run streams of its own. */
	bool (*built)(struct pickle *pickle, struct pickle_value object, uint64_t at, uint64_t *raw,
		      void *context);

	/* At PERSID and BINPERSID. False: not an id that this loader knows. True, after
	 * pickle_give() or without: then persistent_load returns something opaque. */
	bool (*persistent)(struct pickle *pickle, struct pickle_value id, uint64_t at,
			   void *context);
	void *context;
};

struct pickle_options {
	const struct pickle_hooks *hooks; /* or NULL */
	uint32_t keep;			  /* items of plain data kept in a list; 0: the usual few */
	bool silent;			  /* no facts at all: for looking at values */
	const char *via;		  /* of the facts, or NULL */
	uint32_t depth;			  /* loads around this one */
};

enum pickle_end {
	PICKLE_STOPPED, /* at STOP */
	PICKLE_BROKEN,	/* no loader gets further; a malformed fact said so */
	PICKLE_OVER,	/* a budget is used up; an incomplete fact said so */
};

/* A machine over `bytes`; offsets in facts are into them. Ends with pickle_close(), last opened
 * first, since its memory is windows of the job. NULL when there is no room, which was said. */
struct pickle *pickle_open(struct job *job, struct span bytes,
			   const struct pickle_options *options);
void pickle_close(struct pickle *pickle);

/* Runs the stream that starts at `from`, with an empty stack and memo, and emits its facts. *to is
 * the offset after STOP, or where it broke. */
enum pickle_end pickle_run(struct pickle *pickle, uint64_t from, uint64_t *to);

/* What STOP took from the stack; PICKLE_OTHER when the stream did not stop. */
struct pickle_value pickle_result(const struct pickle *pickle);

/* A whole artifact from `from` on: stacked streams, what follows the last one, and after damage
 * whatever starts further on. Emits everything there is to say. */
void pickle_read(struct job *job, struct span bytes, uint64_t from);

/* Inside the hook `persistent`: what persistent_load returns. */
void pickle_give(struct pickle *pickle, struct pickle_value value);

/* Looking at values. All accept any value and give nothing (false, 0, empty) for the wrong kind. */

struct job *pickle_job(const struct pickle *pickle);
struct span pickle_bytes(const struct pickle *pickle);
enum pickle_kind pickle_kind(const struct pickle *pickle, struct pickle_value value);

/* The bytes, or the text as UTF-8 (escapes decoded; cut at 64 KiB if it has any). */
struct span pickle_text(struct pickle *pickle, struct pickle_value value);

/* Of a literal; false when it does not fit. */
bool pickle_int(const struct pickle *pickle, struct pickle_value value, int64_t *out);

/* A literal up to 128 bits, two's complement; false when it does not fit. */
bool pickle_int128(const struct pickle *pickle, struct pickle_value value, uint64_t *low,
		   int64_t *high);

/* Items of a tuple, list or set, pairs of a dict; those of long containers that are plain data may
 * not be kept, then pickle_whole() is false. */
uint64_t pickle_count(const struct pickle *pickle, struct pickle_value value);
bool pickle_whole(const struct pickle *pickle, struct pickle_value value);

/* Goes through the kept items; of a dict, keys and values by turns. Start with { .of = value }. */
struct pickle_cursor {
	struct pickle_value of;
	uint64_t i, chunk;
	bool begun;
};
bool pickle_next(const struct pickle *pickle, struct pickle_cursor *cursor,
		 struct pickle_value *item);

/* Item i of a tuple, or of a list or set (then by walking). */
bool pickle_item(const struct pickle *pickle, struct pickle_value value, uint64_t i,
		 struct pickle_value *item);

/* The value last set for a text key of a dict. */
bool pickle_entry(struct pickle *pickle, struct pickle_value dict, const char *key,
		  struct pickle_value *value);

/* The dotted path of a global; of an object, that of what made it: the class for copyreg's and
 * numpy's generic constructors. Empty when it has no name. Good until the next run. */
struct span pickle_global(struct pickle *pickle, struct pickle_value value);

/* Of an object: what was called, with which arguments, and the state of the last BUILD. */
bool pickle_callee(const struct pickle *pickle, struct pickle_value object,
		   struct pickle_value *callee);
bool pickle_arguments(const struct pickle *pickle, struct pickle_value object,
		      struct pickle_value *arguments);
bool pickle_state(const struct pickle *pickle, struct pickle_value object,
		  struct pickle_value *state);

/* The state of BUILD number i, from 0: each may have set other attributes. */
bool pickle_state_at(const struct pickle *pickle, struct pickle_value object, uint64_t i,
		     struct pickle_value *state);

/* Of what persistent_load gave: the id. */
bool pickle_id(const struct pickle *pickle, struct pickle_value persistent,
	       struct pickle_value *id);
