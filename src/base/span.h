/*
 * A span is a run of borrowed bytes: it is never freed and never written through.
 * Everything read from outside travels as a span; strings are spans too and need no NUL.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct span {
	const uint8_t *p;
	size_t n;
};

/* A string literal as a span, also usable in static initialisers. */
#define SPAN(literal)                                                                              \
	{                                                                                          \
		(const uint8_t *)(literal), sizeof(literal) - 1                                    \
	}

static inline struct span span_of(const void *p, size_t n)
{
	return (struct span){ .p = p, .n = n };
}

/* The bytes of a C string, without its NUL. NULL gives the empty span. */
static inline struct span span_str(const char *s)
{
	return (struct span){ .p = (const uint8_t *)s, .n = s ? strlen(s) : 0 };
}

static inline bool span_eq(struct span a, struct span b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool span_is(struct span a, const char *s)
{
	return span_eq(a, span_str(s));
}

/* Bytewise order, the shorter first when one is a prefix of the other. */
static inline int span_cmp(struct span a, struct span b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n ? memcmp(a.p, b.p, n) : 0;

	if (order != 0)
		return order;
	return (a.n > b.n) - (a.n < b.n);
}

static inline bool span_starts(struct span s, const char *prefix)
{
	size_t n = strlen(prefix);

	return s.n >= n && memcmp(s.p, prefix, n) == 0;
}

static inline bool span_ends(struct span s, const char *suffix)
{
	size_t n = strlen(suffix);

	return s.n >= n && memcmp(s.p + s.n - n, suffix, n) == 0;
}

/* The part from `at`, at most `n` bytes; outside the span it is empty. */
static inline struct span span_part(struct span s, uint64_t at, uint64_t n)
{
	if (at > s.n)
		return (struct span){ .p = s.p ? s.p + s.n : NULL, .n = 0 };
	if (n > s.n - at)
		n = s.n - at;
	return (struct span){ .p = s.p ? s.p + at : NULL, .n = (size_t)n };
}

static inline struct span span_from(struct span s, uint64_t at)
{
	return span_part(s, at, UINT64_MAX);
}

enum { SPAN_NONE = -1 };

/* Where `byte` or `needle` is first seen in `s`, or SPAN_NONE. */
static inline ptrdiff_t span_byte(struct span s, uint8_t byte)
{
	const uint8_t *at = s.n ? memchr(s.p, byte, s.n) : NULL;

	return at ? at - s.p : SPAN_NONE;
}

static inline ptrdiff_t span_find(struct span s, struct span needle)
{
	const uint8_t *at = s.n ? memmem(s.p, s.n, needle.p, needle.n) : NULL;

	return at ? at - s.p : SPAN_NONE;
}

static inline bool span_has(struct span s, const char *needle)
{
	return span_find(s, span_str(needle)) != SPAN_NONE;
}

/* Whether it is one of a list of words, which NULL ends; most differ in their first byte. */
static inline bool span_one_of(struct span s, const char *const *words)
{
	for (; s.n && *words; words++)
		if ((uint8_t) * *words == s.p[0] && span_is(s, *words))
			return true;
	return false;
}
