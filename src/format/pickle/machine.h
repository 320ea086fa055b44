/*
 * The inside of the pickle machine, shared by its parts:
 *
 *   pickle/run.c        opening, closing, running a stream in all its views
 *   pickle/machine.c    the loop over the opcodes
 *   pickle/fast.c       the simple opcodes in runs
 *   pickle/stack.c      opcodes that only move values
 *   pickle/objects.c    opcodes that import, call, make and fill
 *   pickle/memory.c     stack, memo, containers: growing arrays in windows of the job
 *   pickle/names.c      globals: interning, Python 2 names, what is known of some
 *   pickle/text.c       text forms of literals
 *   pickle/calls.c      what the loader does with globals, and what follows from that
 *   pickle/known.c      callables that are looked through
 *   pickle/nested.c     pickles in the constant arguments of loads
 *   pickle/words.c      what of a use can matter to a check
 *   pickle/state.c      the same of the state of a BUILD
 *   pickle/facts.c      summing up what is the same
 *   pickle/emit.c       the facts
 *   pickle/render.c     values as readable text
 *   pickle/frames.c     the bytes as a loader sees them that drops the rest of straddled frames
 *   pickle/access.c     looking at values from outside
 */
#pragma once

#include "base/buf.h"
#include "format/pickle.h"
#include "format/pickle/value.h"

__extension__ typedef __int128 wide;
__extension__ typedef unsigned __int128 wide_unsigned;

/* An array of units that grows in windows of the job: `bound` units at most. What was in it stays
 * readable where it lay when it grows. */
struct pool {
	void *p;
	uint64_t room, bound;
	uint32_t unit, first; /* bytes, and units to begin with */
};

struct window {
	uint8_t *p;
	uint64_t n;
};

/* Items of an object lie in cells: a header, then n of them. */
enum { CHUNK_ITEMS, CHUNK_MADE, CHUNK_STATE };

struct object {
	uint64_t count;	      /* items ever put in, or pairs */
	uint32_t first, last; /* chunks: cells of their headers, 0 for none */
	uint32_t stamp;	      /* the last walk that came by; of an OBJECT its number */
	uint8_t tag;
	bool dropped;	   /* some plain data were not kept */
	uint8_t operation; /* OBJECT: how it was made */
};

/* The cells of the first chunk of an OBJECT. */
enum { MADE_CALLEE, MADE_ARGUMENTS, MADE_CLASS, MADE_COUNT };

enum operation {
	OPERATION_IMPORT,
	OPERATION_CALL,
	OPERATION_NEW,
	OPERATION_BUILD,
	OPERATION_ITEMS,
};

/* Globals that the machine itself understands. */
enum known {
	KNOWN_NOTHING,
	KNOWN_GETATTR,
	KNOWN_NEWOBJ,		 /* copyreg.__newobj__(cls, *args) */
	KNOWN_NEWOBJ_EX,	 /* copyreg.__newobj_ex__(cls, args, kwargs) */
	KNOWN_RECONSTRUCTOR,	 /* copyreg._reconstructor(cls, base, state) */
	KNOWN_FIRST_IS_CLASS,	 /* gives an instance of its first argument */
	KNOWN_ENCODE,		 /* _codecs.encode(text, codec) */
	KNOWN_LOADS,		 /* a pickle in the first argument */
	KNOWN_LOAD,		 /* a file of some format in the first argument */
	KNOWN_BYTES,		 /* holds the bytes of its first argument */
	KNOWN_CALLS_FIRST,	 /* f(g, args, state): g(*args), then BUILD with the state */
	KNOWN_CALLS_FIRST_TYPED, /* f(g, cls, args, state) */
	KNOWN_PARTIAL,		 /* functools.partial(f, *args) */
	KNOWN_TYPE_BY_NAME,	 /* a type from a fixed table */
	KNOWN_BY_NAME,		 /* looks something up by the text of its arguments */
};

struct global {
	struct span module, name; /* as the loader of Python 3 resolves them */
	struct span written_module, written_name;
	struct span path; /* both, made when first asked for */
	uint64_t hash;
	uint8_t known;
	bool named;		/* both look like names that can be imported */
	bool expression;	/* not a name: an extension code or a computed one */
	uint8_t operations;	/* 1u << enum operation, seen in this stream */
	uint32_t import_record; /* index + 1 */
	uint32_t last_record;	/* index + 1 of the call looked at last */
	uint32_t next;		/* in its chain, index + 1 */
};

enum {
	GLOBALS_MAX = 1 << 16,
	GLOBAL_HEADS = 256,
	NAME_LENGTH_MAX = 1024, /* of a module or a name; longer ones are never looked into */
	PATH_MAX_BYTES = 2 * NAME_LENGTH_MAX + 2,
	RECORDS_MAX = 1024,
	RECORD_HEADS = 256,
	WORDS_MAX = 64,
	RENDER_MAX = 400,
	RENDER_INSPECT_MAX = 4000,
	KEPT_ITEMS = 64,      /* of plain data in a list or set */
	KEPT_CELLS = 1 << 20, /* from here on, little plain data is kept */
	KEPT_PAIRS = 4096,    /* in a dict */
	PAYLOADS_MAX = 1024,  /* constant payloads that were run */
	STEPS = 8192,	      /* opcodes between two looks at the budget */
};

/* Things that loaders do differently; each is another view of the same bytes. */
enum view {
	VIEW_PLAIN,
	VIEW_FRAME_TAIL, /* what is left of a straddled frame is dropped */
	VIEW_PYTHON2,	 /* marks are objects on the stack, memo keys are text */
};

enum machine_state { RUNNING, STOPPED, BROKEN, OVER };

/* A fact in the making. Its words, which say all that a check looks at, and its texts lie in the
 * blob pool. Two uses with the same words are one fact. */
struct record {
	uint64_t offset, count;
	struct pickle_value target;
	uint32_t blob;
	uint32_t number;
	uint16_t n_words, n_text, n_expression;
	uint8_t operation, opcode, on, protocol;
	bool nested;
	uint32_t next; /* in its chain, index + 1 */
};

struct pickle {
	struct job *job;
	struct span bytes;
	struct pickle_options options;
	enum view view;
	uint64_t base;	 /* added to offsets in facts */
	bool quarantine; /* facts are given only if the stream turns out to be credible */
	bool credible;	 /* it came to STOP, used something or named what looks like a global */
	bool stray;	 /* nothing says that a stream begins here: only names make it credible */
	bool guess;	 /* nothing says that the file is a pickle: text of any kind begins with
			  * opcodes that fit together, and comes to what looks like a STOP */
	bool named, called;	   /* what looks like a global */
	bool quiet;		   /* no malformed, incomplete and anomaly facts */
	const uint8_t *facts_from; /* what is done before has been told already */
	const char *complaint;	   /* the first, and where */
	uint64_t complaint_at;
	const char *over; /* which budget was used up */

	const uint8_t *p;  /* the next opcode */
	const uint8_t *at; /* the opcode at hand, and its argument */
	struct span argument;
	const uint8_t *limit; /* end of the frame, or of the bytes */
	const uint8_t *end;
	uint64_t raw_after_frame;
	enum machine_state state;
	uint8_t protocol;
	struct pickle_value strange_id; /* a persistent id that no hook knows, the first */
	const uint8_t *strange_id_at;
	bool numbered;	    /* objects are rendered by their number, as a line of Python wants */
	bool frames_differ; /* something straddles a frame: loaders see different bytes */
	uint64_t frame_end; /* where the frame ends that STOP was in, 0: it was not */
	uint64_t raw_at;    /* where a hook made the machine leave bytes out first, 0: nowhere */
	bool marks_differ;  /* something reached below a mark */
	bool keys_differ;   /* a memo key that Python 2 takes for another one */
	bool lost; /* something was put into a container that another one may have dropped */
	struct pickle_value result;
	struct pickle_value given; /* by the hook `persistent` */

	struct pool stack_pool, marks_pool, memo_pool, sparse_pool, lazy_pool, cells_pool,
		objects_pool, globals_pool, text_pool, records_pool, blob_pool, payloads_pool;
	struct pickle_value *stack, *sp, *fence, *stack_end;
	uint64_t n_marks, n_memo, memo_top, n_sparse, n_lazy, n_cells, n_objects, n_globals, n_text;
	uint32_t n_calls; /* objects numbered so far */
	uint32_t walk;
	uint64_t walked; /* steps of all walks, against the opcodes run */
	uint64_t steps;

	uint32_t n_records;
	uint64_t n_blob;
	uint16_t global_heads[GLOBAL_HEADS];
	uint16_t record_heads[RECORD_HEADS]; /* index + 1 */
	uint32_t n_payloads, nesting;

	struct window windows[96];
	uint32_t n_windows;
};

/* pickle/memory.c */

/* Makes room for `need` units; false, with the state OVER, when that is past the bound. */
bool pool_need(struct pickle *m, struct pool *pool, uint64_t need);
bool machine_more_stack(struct pickle *m);
/* Whether there is room for n values above the stack; false when there can be none. */
bool machine_stack_room(struct pickle *m, uint64_t n);
struct pickle_value machine_memo_get(const struct pickle *m, uint64_t key);
void machine_memo_put(struct pickle *m, uint64_t key, struct pickle_value v);

/* A tuple of the n values at `items`. */
struct pickle_value machine_tuple(struct pickle *m, const struct pickle_value *items, uint64_t n);
const struct pickle_value *tuple_items(const struct pickle *m, struct pickle_value v, uint64_t *n);

struct pickle_value machine_object(struct pickle *m, enum tag tag);
/* An empty list, dict or set; lazy when much is kept already and it is no state. */
struct pickle_value machine_empty(struct pickle *m, enum tag tag, bool state);
/* Whether plain data are no longer kept. */
static inline bool machine_is_spare(const struct pickle *m)
{
	return m->n_cells > KEPT_CELLS && !m->options.keep;
}

/* NULL for what is none, and for a lazy one in which nothing is kept. */
struct object *object_of(const struct pickle *m, struct pickle_value v);

/* Adds a chunk of n cells. */
void object_add(struct pickle *m, struct pickle_value object, unsigned chunk,
		const struct pickle_value *items, uint64_t n);
/* Adds items (of a dict, keys and values by turns), keeping what may matter; once a lot is kept,
 * plain data only in a dict that may become a state. */
void object_put(struct pickle *m, struct pickle_value object, const struct pickle_value *items,
		uint64_t n, bool state);
uint32_t chunk_next(const struct pickle *m, uint32_t chunk);
unsigned chunk_kind(const struct pickle *m, uint32_t chunk);
const struct pickle_value *chunk_items(const struct pickle *m, uint32_t chunk, uint64_t *n);

/* pickle/run.c */

/* What is to be said of the last run besides its calls: where it broke, how loaders differ. */
void pickle_say(struct pickle *m);

/* pickle/read.c */

/* pickle_read(), but false and nothing said when the first stream comes to nothing. */
bool pickle_try_read(struct job *job, struct span bytes);

/* pickle/machine.c */

/* One stream in one view, with its facts. */
void machine_run(struct pickle *m, uint64_t from);
/* Ends the run: no loader gets further. */
void machine_break(struct pickle *m, const char *what);
/* Ends the run: a budget is used up. */
void machine_over(struct pickle *m, const char *why);
/* Says once that some loaders fail here, and goes on with those that do not. */
void machine_complain(struct pickle *m, const char *what);
uint64_t machine_offset(const struct pickle *m);

/* pickle/names.c */

/* The global of that module and name, as written in the stream at the current protocol. */
struct pickle_value name_global(struct pickle *m, struct pickle_value module,
				struct pickle_value name);
struct pickle_value name_global_written(struct pickle *m, struct span module, struct span name);
/* The same of a name that a loader of Python 3 has resolved already. */
struct pickle_value name_resolved(struct pickle *m, struct span module, struct span name);
struct pickle_value name_extension(struct pickle *m, int64_t code);
/* An attribute of a global. */
struct pickle_value name_attribute(struct pickle *m, struct pickle_value global, struct span name);
struct global *global_of(const struct pickle *m, struct pickle_value v);
/* Appends the dotted path. */
void global_path(const struct global *global, struct buf *out);
/* The dotted path, kept as long as the run. */
struct span name_path(struct pickle *m, struct pickle_value global);
/* module.name in Python 2 -> in Python 3; false when it is the same. */
bool name_map(struct span *module, struct span *name);
enum known name_known(struct span module, struct span name);

/* pickle/text.c */

/* Where the bytes of a literal lie, escapes as they are. */
struct span literal_bytes(const struct pickle *m, struct pickle_value v);
/* The text with escapes decoded, into at most `room` bytes; false when it is longer or broken. */
bool literal_decoded(const struct pickle *m, struct pickle_value v, uint8_t *out, size_t room,
		     struct span *text);
/* The text of a TEXT in UTF-8, 8-bit strings taken as Latin-1: they name globals only with that
 * encoding once they are not ASCII. False when it is longer than `room` or no text. */
bool literal_name(const struct pickle *m, struct pickle_value v, uint8_t *out, size_t room,
		  struct span *name);
/* The text of a TEXT, where it lies or decoded into `out`; empty for others and what does not fit.
 */
struct span literal_text(const struct pickle *m, struct pickle_value v, uint8_t *out, size_t room);
bool literal_is(const struct pickle *m, struct pickle_value v, const char *word);
bool literal_int128(const struct pickle *m, struct pickle_value v, wide *out);
/* NEWTRUE, NEWFALSE, and INT of 00 and 01. */
bool literal_is_bool(const struct pickle *m, struct pickle_value v);
/* Whether Python 2 has it as str, whose bytes a pickle may lie in. */
bool literal_is_raw(const struct pickle *m, struct pickle_value v);
/* A memo key in its text form: of Python 3 a number, of Python 2 the line itself; *odd when that is
 * not the same. False: Python 3 takes no such key. */
bool text_key(struct span line, bool python2, uint64_t *key, bool *odd);

/* pickle/calls.c */

void call_import(struct pickle *m, struct pickle_value global);
struct pickle_value call_reduce(struct pickle *m, struct pickle_value callee,
				struct pickle_value arguments);
struct pickle_value call_new(struct pickle *m, struct pickle_value cls,
			     struct pickle_value arguments, struct pickle_value keywords);
struct pickle_value call_instance(struct pickle *m, struct pickle_value cls,
				  struct pickle_value arguments);
void call_build(struct pickle *m, struct pickle_value object, struct pickle_value state);
/* Items put into something that is no plain container; `method` is looked up by name. */
void call_items(struct pickle *m, struct pickle_value object, const char *method,
		const struct pickle_value *items, uint64_t n);

/* pickle/nested.c */

/* Runs the constant payload of a load, if it has one; false when it has none. */
bool nested_load(struct pickle *m, struct pickle_value callee, struct pickle_value arguments);

/* pickle/facts.c */

/* What the operation is on. */
enum subject {
	ON_NAME,       /* a global, or for build and items what came from it */
	ON_GLOBAL,     /* build and items: the global itself */
	ON_EXPRESSION, /* something that has no name */
};

struct use {
	enum operation operation;
	enum subject on;
	struct pickle_value target;
	struct pickle_value arguments; /* a tuple, or whatever stands for one */
	struct pickle_value made_of;   /* build: the arguments that the object was made of */
	uint32_t number;	       /* of the object made or used */
	bool nested;
};

void record_import(struct pickle *m, struct pickle_value global);
void record_use(struct pickle *m, const struct use *use);
void record_flush(struct pickle *m);

/* pickle/render.c */

void render_value(struct pickle *m, struct buf *out, struct pickle_value v);
/* "(1, 'a')" of a tuple, "(*x)" of anything else. */
void render_arguments(struct pickle *m, struct buf *out, struct pickle_value arguments);

/* pickle/frames.c */

/* Whether a read of the opcode at `rest` (to the end of the input) begins inside a frame of which
 * `left` bytes are left, and goes on behind it. Then *begin is where it begins. */
bool frame_straddled(struct span rest, uint64_t left, uint64_t *begin);

/* The bytes from `from` on as a loader sees them that drops frame tails, one of 3.8 or later or an
 * `old` one, in *out, which is a window of the job of bytes.n - from bytes to be dropped by the
 * caller; false when there is no room. */
bool frames_dropped(struct job *job, struct span bytes, uint64_t from, bool old, struct span *out);
