/* Region memory: a list of chunks, a bump pointer, a budget. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/mem.h"

enum { CHUNK_MIN = 64 << 10, ALIGN = alignof(max_align_t) };

struct arena_chunk {
	struct arena_chunk *older;
	size_t size;
	alignas(ALIGN) uint8_t bytes[];
};

void arena_init(struct arena *a, size_t budget, void (*over)(void *), void *context)
{
	*a = (struct arena){ .budget = budget, .over = over, .context = context };
}

static void past_budget(struct arena *a)
{
	if (a->over)
		a->over(a->context);
	mem_over("a memory budget is used up");
}

static void add_chunk(struct arena *a, size_t need)
{
	size_t size = need > CHUNK_MIN ? need : CHUNK_MIN;

	if (size > a->budget - a->used)
		size = need;
	if (size > a->budget - a->used)
		past_budget(a);

	struct arena_chunk *chunk = mem_resize(NULL, sizeof(*chunk) + size);

	chunk->older = a->chunk;
	chunk->size = size;
	a->chunk = chunk;
	a->used += size;
	a->next = chunk->bytes;
	a->end = chunk->bytes + size;
}

void *arena_alloc(struct arena *a, size_t n)
{
	size_t need;

	n += n == 0; /* nothing has an address too */
	if (__builtin_add_overflow(n, ALIGN - 1, &need))
		past_budget(a);
	need &= ~(size_t)(ALIGN - 1);
	if (need > (size_t)(a->end - a->next))
		add_chunk(a, need);

	void *p = a->next;

	a->next += need;
	return memset(p, 0, need); /* a chunk that is used again is not clean */
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
	size_t n;

	if (__builtin_mul_overflow(count, size, &n))
		past_budget(a);
	return arena_alloc(a, n);
}

struct span arena_copy(struct arena *a, struct span s)
{
	uint8_t *p = arena_alloc(a, s.n + 1);

	if (s.n)
		memcpy(p, s.p, s.n);
	return span_of(p, s.n);
}

struct span arena_join(struct arena *a, const struct span *parts, size_t n)
{
	size_t size = 0, at = 0;
	uint8_t *p;

	for (size_t i = 0; i < n; i++)
		size += parts[i].n;
	p = arena_alloc(a, size + 1);
	for (size_t i = 0; i < n; i++) {
		if (parts[i].n)
			memcpy(p + at, parts[i].p, parts[i].n);
		at += parts[i].n;
	}
	return span_of(p, size);
}

char *arena_text(struct arena *a, struct span s)
{
	char *p = arena_alloc(a, s.n + 1);

	if (s.n)
		memcpy(p, s.p, s.n);
	return p;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		past_budget(a);

	char *p = arena_alloc(a, (size_t)n + 1);

	va_start(ap, fmt);
	(void)vsnprintf(p, (size_t)n + 1, fmt, ap); /* measured just above */
	va_end(ap);
	return p;
}

static void drop(struct arena *a, struct arena_chunk *keep)
{
	while (a->chunk && a->chunk != keep) {
		struct arena_chunk *older = a->chunk->older;

		a->used -= a->chunk->size;
		mem_free(a->chunk);
		a->chunk = older;
	}
}

struct arena_mark arena_mark(const struct arena *a)
{
	return (struct arena_mark){ a->chunk, a->next, a->end };
}

void arena_rewind(struct arena *a, struct arena_mark mark)
{
	drop(a, mark.chunk);
	a->next = mark.next;
	a->end = mark.end;
}

void arena_reset(struct arena *a)
{
	struct arena_chunk *first = a->chunk;

	while (first && first->older)
		first = first->older;
	if (first && first->size > CHUNK_MIN)
		first = NULL;
	drop(a, first);
	a->next = first ? first->bytes : NULL;
	a->end = first ? first->bytes + first->size : NULL;
}

void arena_free(struct arena *a)
{
	drop(a, NULL);
	a->next = a->end = NULL;
}
