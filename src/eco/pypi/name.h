/* Names of Python packages (PEP 503): case and runs of '-', '_' and '.' make no difference. */
#pragma once

#include "base/arena.h"
#include "base/ascii.h"

static inline bool name_is_separator(int c)
{
	return c == '-' || c == '_' || c == '.';
}

/* The next character of a normalised name, -1 at its end. */
static inline int name_next(struct span *s)
{
	if (s->n == 0)
		return -1;

	int c = s->p[0];

	*s = span_from(*s, 1);
	if (!name_is_separator(c))
		return ascii_lower(c);
	while (s->n && name_is_separator(s->p[0]))
		*s = span_from(*s, 1);
	return '-';
}

/* Whether two names are those of one package. */
static inline bool name_is_same(struct span a, struct span b)
{
	int c;

	do {
		c = name_next(&a);
		if (c != name_next(&b))
			return false;
	} while (c >= 0);
	return true;
}

/* The normalised name. */
static inline struct span name_normal(struct span name, struct arena *arena)
{
	char *out = arena_alloc(arena, name.n + 1);
	size_t n = 0;
	int c;

	while ((c = name_next(&name)) >= 0)
		out[n++] = (char)c;
	return span_of(out, n);
}
