/*
 * Growing bytes with a mandatory cap. Past the cap an append is dropped whole and `over` stays set:
 * ask once at the end. The bytes are always followed by a NUL that is not counted.
 */
#pragma once

#include <stdarg.h>

#include "base/attr.h"
#include "base/span.h"

struct buf {
	uint8_t *p;
	size_t n, room, max;
	bool over;
};

/* Nothing is allocated before the first append. */
void buf_init(struct buf *b, size_t max);
void buf_free(struct buf *b);
void buf_clear(struct buf *b);

/* Cuts to n bytes, n <= b->n. */
void buf_cut(struct buf *b, size_t n);

void buf_add(struct buf *b, const void *p, size_t n);
void buf_span(struct buf *b, struct span s);
void buf_str(struct buf *b, const char *s);
void buf_byte(struct buf *b, uint8_t byte);
void buf_le(struct buf *b, uint64_t value, unsigned n_bytes);
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF(2, 3);
void buf_vprintf(struct buf *b, const char *fmt, va_list ap) PRINTF(2, 0);

static inline struct span buf_view(const struct buf *b)
{
	return span_of(b->p, b->n);
}

/* The bytes as a C string, "" before the first append. */
static inline const char *buf_text(const struct buf *b)
{
	return b->p ? (const char *)b->p : "";
}
