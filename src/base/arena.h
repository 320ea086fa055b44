/*
 * Region memory with a budget: everything of one job or request is freed at once.
 *
 * arena_alloc() never gives NULL. Past the budget it calls the arena's over() hook, which must not
 * return (a worker flushes what it has learnt and ends).
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/span.h"

struct arena_chunk;

struct arena {
	struct arena_chunk *chunk; /* newest first */
	uint8_t *next, *end;	   /* free part of the newest chunk */
	size_t used, budget;	   /* bytes handed out of the system, and their limit */
	void (*over)(void *context);
	void *context;
};

#define MiB(n) ((size_t)(n) << 20)
#define KiB(n) ((size_t)(n) << 10)

/* over may be NULL: then the process ends through mem_over(). */
void arena_init(struct arena *a, size_t budget, void (*over)(void *), void *context);

/* Bytes of the budget that are left. */
static inline size_t arena_room(const struct arena *a)
{
	return a->budget - a->used + (size_t)(a->end - a->next);
}

/* n zeroed bytes, aligned for any type. */
MUST void *arena_alloc(struct arena *a, size_t n);

/* count * size zeroed bytes; an overflow of the product is past every budget. */
MUST void *arena_array(struct arena *a, size_t count, size_t size);

/* A copy of s, or of parts behind each other; always followed by a NUL that is not counted. */
MUST struct span arena_copy(struct arena *a, struct span s);
MUST struct span arena_join(struct arena *a, const struct span *parts, size_t n);
MUST char *arena_text(struct arena *a, struct span s);
MUST char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF(2, 3);

/* Where an arena stands, and back to there: what was allocated since is gone. Marks are gone back
 * to in reverse order. */
struct arena_mark {
	struct arena_chunk *chunk;
	uint8_t *next, *end;
};

MUST struct arena_mark arena_mark(const struct arena *a);
void arena_rewind(struct arena *a, struct arena_mark mark);

/* Frees everything but the first chunk, which is kept for the next job. */
void arena_reset(struct arena *a);
void arena_free(struct arena *a);
