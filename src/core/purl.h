/*
 * Package URLs (ECMA-427): pkg:type/namespace/name@version?qualifiers#subpath.
 *
 * A struct purl holds the parts decoded. Two ways lead to a canonical one: purl_parse() of a text,
 * and purl_normalise() of parts that were filled in. purl_write() writes it; the same package has
 * the same text.
 */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/span.h"

enum { PURL_QUALIFIERS_MAX = 32, PURL_TEXT_MAX = 16 << 10 };

struct purl_qualifier {
	struct span key, value;
};

struct purl {
	struct span type;
	struct span namespace; /* segments between '/'; empty when there is none */
	struct span name;
	struct span version; /* empty when there is none; so is the subpath */
	struct purl_qualifier qualifiers[PURL_QUALIFIERS_MAX]; /* in the order of their keys */
	size_t n_qualifiers;
	struct span subpath;
};

/* Reads a package URL. False when it is none or against the rules of its type; `why` says so in
 * words and may be NULL. Letter case and slashes that a canonical text would not have pass where
 * ECMA-427 says that they should be accepted. The parts live in the arena or in the text. */
bool purl_parse(struct purl *out, struct arena *arena, struct span text, const char **why);

/* The same, but the keys of qualifiers may begin with a capital: for texts that people wrote. */
bool purl_parse_lenient(struct purl *out, struct arena *arena, struct span text, const char **why);

/* Makes parts canonical: lower case, spelling, order and slashes as the type wants them. False,
 * with the reason, when no package URL has such parts: a type, name or UTF-8 that is none, a
 * namespace or a qualifier that the type lacks or needs, a key twice. Empty qualifiers are dropped.
 */
bool purl_normalise(struct purl *purl, struct arena *arena, const char **why);

/* Adds a qualifier, given in any order; false when there is no room. Nothing is checked yet. */
bool purl_add_qualifier(struct purl *purl, struct span key, struct span value);

/* The value of a qualifier, empty when there is none. */
struct span purl_qualifier(const struct purl *purl, const char *key);

/* Appends the text of a canonical purl. */
void purl_write(const struct purl *purl, struct buf *out);

/* That text in the arena. */
struct span purl_text(const struct purl *purl, struct arena *arena);
