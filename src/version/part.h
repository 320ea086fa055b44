/*
 * Taking a version apart: what all orders share. A cursor is the span of what is still unread; the
 * functions that take something from it move its front.
 */
#pragma once

#include "base/ascii.h"

/* The next byte, 0 at the end. */
static inline uint8_t part_peek(struct span s)
{
	return s.n ? s.p[0] : 0;
}

/* The next n bytes, n <= rest->n. */
static inline struct span part_take(struct span *rest, size_t n)
{
	struct span part = span_part(*rest, 0, n);

	*rest = span_from(*rest, n);
	return part;
}

/* The longest run of bytes of one kind, which may be empty. */
static inline struct span part_run(struct span *rest, bool (*is)(int))
{
	size_t n = 0;

	while (n < rest->n && is(rest->p[n]))
		n++;
	return part_take(rest, n);
}

static inline struct span part_digits(struct span *rest)
{
	return part_run(rest, ascii_is_digit);
}

/* Whether the next byte is c, which is then taken. */
static inline bool part_byte(struct span *rest, uint8_t c)
{
	if (part_peek(*rest) != c || rest->n == 0)
		return false;
	*rest = span_from(*rest, 1);
	return true;
}

/* Whether the rest begins with a word in lower case, whatever its own case; it is then taken. */
static inline bool part_word(struct span *rest, const char *word)
{
	size_t n = strlen(word);

	if (rest->n < n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (ascii_lower(rest->p[i]) != (uint8_t)word[i])
			return false;
	*rest = span_from(*rest, n);
	return true;
}

/* Up to `stop`, which is taken but not returned; all of the rest when there is none. */
static inline struct span part_until(struct span *rest, uint8_t stop)
{
	ptrdiff_t at = span_byte(*rest, stop);
	struct span part = at == SPAN_NONE ? *rest : span_part(*rest, 0, (uint64_t)at);

	*rest = span_from(*rest, part.n + 1);
	return part;
}

static inline bool all_are(struct span s, bool (*is)(int))
{
	(void)part_run(&s, is);
	return s.n == 0;
}

static inline bool is_number(struct span s)
{
	return s.n && all_are(s, ascii_is_digit);
}

static inline int sign_of(int x)
{
	return (x > 0) - (x < 0);
}

static inline int order_of(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static inline bool is_zero_byte(int c)
{
	return c == '0';
}

/* Whether it is zero, or no digit at all. */
static inline bool number_is_zero(struct span digits)
{
	return all_are(digits, is_zero_byte);
}

/* Numbers of any length; without a digit it is zero. */
static inline int number_cmp(struct span a, struct span b)
{
	(void)part_run(&a, is_zero_byte);
	(void)part_run(&b, is_zero_byte);
	if (a.n != b.n)
		return order_of(a.n, b.n);
	return sign_of(span_cmp(a, b));
}

static inline int text_cmp(struct span a, struct span b)
{
	return sign_of(span_cmp(a, b));
}

/* The same, in lower case. */
static inline int lower_cmp(struct span a, struct span b)
{
	size_t n = a.n < b.n ? a.n : b.n;

	for (size_t i = 0; i < n; i++)
		if (ascii_lower(a.p[i]) != ascii_lower(b.p[i]))
			return sign_of(ascii_lower(a.p[i]) - ascii_lower(b.p[i]));
	return order_of(a.n, b.n);
}
