/*
 * A reader is a bounded cursor over a span. Its failure is sticky: once a read wants more than is
 * left, `bad` stays set and every later read gives zero or the empty span. A parser reads a whole
 * record straight on and asks `bad` once.
 */
#pragma once

#include "base/span.h"

struct reader {
	const uint8_t *start, *p, *end;
	bool bad;
};

static inline struct reader reader_of(struct span s)
{
	return (struct reader){ .start = s.p, .p = s.p, .end = s.p ? s.p + s.n : NULL };
}

static inline size_t reader_left(const struct reader *r)
{
	return (size_t)(r->end - r->p);
}

/* Bytes already read. */
static inline uint64_t reader_offset(const struct reader *r)
{
	return (uint64_t)(r->p - r->start);
}

/* The next n bytes. n is 64 bits wide so that a size from a file never overflows on the way in. */
static inline struct span reader_take(struct reader *r, uint64_t n)
{
	if (r->bad || n > reader_left(r)) {
		r->bad = true;
		return (struct span){ 0 };
	}
	r->p += n;
	return (struct span){ .p = r->p - n, .n = (size_t)n };
}

static inline struct span reader_rest(struct reader *r)
{
	return reader_take(r, r->bad ? 0 : reader_left(r));
}

static inline void reader_skip(struct reader *r, uint64_t n)
{
	(void)reader_take(r, n); /* the failure is kept in r->bad */
}

/* A reader of the next n bytes only: a nested structure cannot leave its parent. */
static inline struct reader reader_sub(struct reader *r, uint64_t n)
{
	struct reader sub = reader_of(reader_take(r, n));

	sub.bad = r->bad;
	return sub;
}

static inline uint64_t reader_le(struct reader *r, unsigned n_bytes)
{
	struct span s = reader_take(r, n_bytes);
	uint64_t value = 0;

	for (size_t i = s.n; i > 0; i--)
		value = value << 8 | s.p[i - 1];
	return value;
}

static inline uint64_t reader_be(struct reader *r, unsigned n_bytes)
{
	struct span s = reader_take(r, n_bytes);
	uint64_t value = 0;

	for (size_t i = 0; i < s.n; i++)
		value = value << 8 | s.p[i];
	return value;
}

static inline uint8_t reader_u8(struct reader *r)
{
	if (r->bad || r->p == r->end) {
		r->bad = true;
		return 0;
	}
	return *r->p++;
}

static inline uint16_t reader_u16le(struct reader *r)
{
	return (uint16_t)reader_le(r, 2);
}

static inline uint32_t reader_u32le(struct reader *r)
{
	return (uint32_t)reader_le(r, 4);
}

static inline uint64_t reader_u64le(struct reader *r)
{
	return reader_le(r, 8);
}

/* The bytes up to `stop`, which is consumed but not returned; without a `stop` the reader fails. */
static inline struct span reader_until(struct reader *r, uint8_t stop)
{
	struct span rest = { .p = r->p, .n = r->bad ? 0 : reader_left(r) };
	ptrdiff_t at = span_byte(rest, stop);

	if (at == SPAN_NONE) {
		r->bad = true;
		return (struct span){ 0 };
	}
	r->p += at + 1;
	return span_part(rest, 0, (uint64_t)at);
}

/* For tables of offsets: `n` bytes of `whole` at `at`, or false when they are not all inside. */
static inline bool reader_at(struct span whole, uint64_t at, uint64_t n, struct reader *out)
{
	if (at > whole.n || n > whole.n - at) {
		*out = (struct reader){ .bad = true };
		return false;
	}
	*out = reader_of(span_part(whole, at, n));
	return true;
}
