/*
 * Making values of code. A pool gives items and text to one file's values; what an expression
 * needed is given back when its statement ends, so that a pool stays small whatever the file.
 */
#pragma once

#include "base/arena.h"
#include "code/event.h"

enum { CODE_POOL_ITEMS = 4096, CODE_POOL_TEXT = 2 << 20 };

/* Whether values may be kept for good: what is left otherwise is for those that come and go, and for
 * what is told. A file that fills the rest is not followed to its end, rather than not read. */
static inline bool code_has_room(const struct arena *arena)
{
	return arena_room(arena) >= arena->budget / 8;
}

/* What all texts of one file may take together, also those that are gone: the work of making them.
 * As much again as `more` says, which readers add their files to. */
#define CODE_POOL_WORK ((size_t)64 << 20)

/* Blocks that are full are left behind for one twice as large. */
struct code_pool {
	struct arena *arena;
	struct code_item *items;
	size_t n_items, items_room;
	uint8_t *text;
	size_t n_text, text_room;
	size_t work, more;
};

struct code_mark {
	const struct code_item *items;
	const uint8_t *text;
	size_t n_items, n_text;
};

struct code_mark code_mark(const struct code_pool *pool);

/* Everything made since the mark is gone. */
void code_release(struct code_pool *pool, struct code_mark mark);

/* A file of n bytes is read now. */
void code_pool_reads(struct code_pool *pool, size_t n);

/* Whether texts were left out because of CODE_POOL_WORK. */
bool code_pool_full(const struct code_pool *pool);

/* Room for n more bytes, or NULL when the pool has none left. */
uint8_t *code_text_room(struct code_pool *pool, size_t n);

/* A list under way. */
struct code_list {
	struct code_pool *pool;
	struct code_item *first, *last;
	size_t n;
	struct code_mark mark; /* before the item being made */
	bool partial;	       /* some were left out */
	uint64_t marks;	       /* of all values in it, also of those left out */
};

struct code_list code_list_of(struct code_pool *pool);

/* Adds an item. One past CODE_ITEMS_MAX is dropped, and with it what was made since the last. */
void code_list_add(struct code_list *list, struct span name, struct code_value value);

struct code_value code_text(struct span text);
struct code_value code_name(struct span name);

/* The nth item that has no name (from 0), or the one of that name; NULL when there is none. */
const struct code_value *code_at(const struct code_value *value, size_t n);
const struct code_value *code_get(const struct code_value *value, struct span name);

/* The argument of a call by its name or, without one, its position (SIZE_MAX: by name only). */
const struct code_value *code_argument(const struct code_value *call, const char *name, size_t n);

/* The one text it is: of an EITHER the first. Empty when there is none or v is NULL. */
struct span code_constant(const struct code_value *v);

/* The value that can be called or whose members are looked up: of an EITHER the first name or
 * result, else v itself. */
const struct code_value *code_callable(const struct code_value *v);

/* Both texts in one, of an EITHER each with the other; unknown parts make it partial. */
struct code_value code_join(struct code_pool *pool, struct code_value a, struct code_value b);

/* One of two: the same value twice is one, and what is not known makes the other partial. */
struct code_value code_either(struct code_pool *pool, struct code_value a, struct code_value b);

/* a.b as a dotted name of at most CODE_NAME_MAX bytes; a alone when b is empty. */
struct span code_dotted(struct code_pool *pool, struct span a, struct span b);

/* The name of what a call of `callee` gives: "callee()". */
struct span code_result_name(struct code_pool *pool, struct span callee);

bool code_same(const struct code_value *a, const struct code_value *b);

/* All values it can be, as a list of items: of an EITHER its own, else *one, which is made to hold
 * v. NULL when v is. */
const struct code_item *code_alternatives(const struct code_value *v, struct code_item *one);

/* A copy that lives as long as the arena, of at most *items items and *text bytes, which it takes
 * from them; what is left out makes it partial. */
struct code_value code_copy(struct arena *arena, const struct code_value *v, size_t *items,
			    size_t *text);
