/*
 * Classes of ASCII characters, whatever the locale. They take an int so that "none", -1, is in no
 * class.
 */
#pragma once

#include "base/span.h"

static inline bool ascii_is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static inline bool ascii_is_letter(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline bool ascii_is_alnum(int c)
{
	return ascii_is_digit(c) || ascii_is_letter(c);
}

/* Blank, tabulators, line ends and form feed. */
static inline bool ascii_is_blank(int c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline int ascii_lower(int c)
{
	return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
}

/* s without blanks at both ends. */
static inline struct span ascii_trim(struct span s)
{
	while (s.n && ascii_is_blank(s.p[0]))
		s = span_from(s, 1);
	while (s.n && ascii_is_blank(s.p[s.n - 1]))
		s.n--;
	return s;
}

/* Equal but for the case of ASCII letters. */
static inline bool ascii_same(struct span a, const char *b)
{
	return a.n == strlen(b) && (a.n == 0 || strncasecmp((const char *)a.p, b, a.n) == 0);
}
