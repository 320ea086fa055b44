/* Growing bytes with a mandatory cap. */
#include "base/buf.h"

#include <assert.h>
#include <stdio.h>

#include "base/mem.h"

enum { ROOM_MIN = 256 };

void buf_init(struct buf *b, size_t max)
{
	assert(max < SIZE_MAX / 2);
	*b = (struct buf){ .max = max };
}

void buf_free(struct buf *b)
{
	mem_free(b->p);
	*b = (struct buf){ .max = b->max };
}

void buf_clear(struct buf *b)
{
	b->n = 0;
	b->over = false;
	if (b->p)
		b->p[0] = '\0';
}

void buf_cut(struct buf *b, size_t n)
{
	assert(n <= b->n);
	b->n = n;
	if (b->p)
		b->p[n] = '\0';
}

static bool make_room(struct buf *b, size_t n)
{
	if (n > b->max - b->n) {
		b->over = true;
		return false;
	}
	if (b->p && n < b->room - b->n)
		return true;

	size_t room = b->room * 2 > ROOM_MIN ? b->room * 2 : ROOM_MIN;

	if (room < b->n + n + 1)
		room = b->n + n + 1;
	b->p = mem_resize(b->p, room);
	b->room = room;
	return true;
}

void buf_add(struct buf *b, const void *p, size_t n)
{
	if (n == 0 || !make_room(b, n))
		return;
	memcpy(b->p + b->n, p, n);
	b->n += n;
	b->p[b->n] = '\0';
}

void buf_span(struct buf *b, struct span s)
{
	buf_add(b, s.p, s.n);
}

void buf_str(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void buf_byte(struct buf *b, uint8_t byte)
{
	buf_add(b, &byte, 1);
}

void buf_le(struct buf *b, uint64_t value, unsigned n_bytes)
{
	uint8_t bytes[8];

	assert(n_bytes <= sizeof(bytes));
	for (unsigned i = 0; i < n_bytes; i++)
		bytes[i] = (uint8_t)(value >> (8 * i));
	buf_add(b, bytes, n_bytes);
}

void buf_vprintf(struct buf *b, const char *fmt, va_list ap)
{
	va_list again;

	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n <= 0 || !make_room(b, (size_t)n))
		return;
	(void)vsnprintf((char *)b->p + b->n, (size_t)n + 1, fmt, ap); /* measured just above */
	b->n += (size_t)n;
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(b, fmt, ap);
	va_end(ap);
}
