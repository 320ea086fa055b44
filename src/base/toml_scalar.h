/* The scalars of TOML 1.0.0: strings, numbers, dates and times. */
#pragma once

#include "base/arena.h"
#include "base/span.h"

/* A place in a document, and the first fault. */
struct toml_text {
	const uint8_t *start, *p, *end;
	struct arena *arena;
	const char *why; /* a lower-case phrase, or NULL */
	uint64_t at;	 /* its offset */
};

/* The byte at p, -1 at the end. */
static inline int toml_peek(const struct toml_text *text)
{
	return text->p < text->end ? *text->p : -1;
}

static inline struct span toml_rest(const struct toml_text *text)
{
	return span_of(text->p, (size_t)(text->end - text->p));
}

/* Keeps the first fault, at p; false, so that `return toml_fault(...)` reads well. */
bool toml_fault(struct toml_text *text, const char *why);

/* Length of what is allowed in comments and strings of one line at p: a tab, a printable ASCII
 * character, a character of UTF-8. 0 for anything else. */
size_t toml_character(const struct toml_text *text);

/* Reads the string at p, which is a quote of either kind. Borrowed when it stands in the document
 * as it is, else made in the arena; never with a NULL pointer. `lines` allows three quotes, which
 * keys must not have. */
bool toml_string(struct toml_text *text, bool lines, struct span *out);

/* Length of the number at the beginning of s, or 0: integers in four bases, floats, inf and nan. */
size_t toml_number(struct span s);

/* Length of the date, the time or both at the beginning of s, or 0. `why` is set when it has the
 * form of one but no calendar has that day. */
size_t toml_date(struct span s, const char **why);
