/*
 * The one value tree: what the readers of JSON, TOML and YAML make of a document.
 *
 * A tree is one array in the order of the document. A list is followed by its items; a map by its
 * keys, each followed by its value. So a walk over a whole tree is a loop and never a recursion,
 * and `nodes` leads past a value and all it holds. Texts are borrowed from the document.
 */
#pragma once

#include "base/arena.h"
#include "base/span.h"

enum value_kind {
	VALUE_NULL,
	VALUE_FALSE,
	VALUE_TRUE,
	VALUE_NUMBER, /* text: as it is written */
	VALUE_STRING,
	VALUE_LIST,
	VALUE_MAP,
	VALUE_KEY, /* only inside a map, always followed by its value */
};

struct value {
	const uint8_t *text; /* of a number, string or key */
	uint32_t size;	     /* bytes of that text; items of a list; keys of a map */
	uint32_t offset;     /* where it begins in the document */
	uint32_t nodes;	     /* itself and all it holds; a key holds its value */
	uint8_t kind;	     /* enum value_kind */
	bool escaped;	     /* the text still has the escapes of RFC 8259 section 7 */
};

/* The first item of a list or key of a map; NULL when there is none, or v is another kind or NULL.
 */
static inline const struct value *value_first(const struct value *v)
{
	bool holds = v && (v->kind == VALUE_LIST || v->kind == VALUE_MAP);

	return holds && v->nodes > 1 ? v + 1 : NULL;
}

/* The one after `item` in `v`, or NULL. */
static inline const struct value *value_next(const struct value *v, const struct value *item)
{
	return item + item->nodes < v + v->nodes ? item + item->nodes : NULL;
}

#define value_each(item, v)                                                                        \
	for (const struct value *item = value_first(v); item; item = value_next(v, item))

/* The value of a key. What is no key (an item of a list where a map was expected) has a null, which
 * lies nowhere in the document. */
extern const struct value value_nothing;

static inline const struct value *value_of(const struct value *key)
{
	return key->kind == VALUE_KEY ? key + 1 : &value_nothing;
}

static inline bool value_is_kind(const struct value *v, enum value_kind kind)
{
	return v && v->kind == kind;
}

/* The text as it stands in the document, escapes and all; empty for kinds that have none and NULL.
 */
static inline struct span value_raw(const struct value *v)
{
	return v && v->text ? span_of(v->text, v->size) : (struct span){ 0 };
}

/* The text of a string or key without escapes: borrowed when it has none, else made in the arena.
 * Empty for other kinds and NULL. A lone surrogate comes out as the three bytes UTF-8 would give
 * it, which are not well-formed. */
struct span value_text(const struct value *v, struct arena *arena);

/* Whether v is a string or key that reads so; escapes are seen through. NULL never does. */
bool value_is(const struct value *v, const char *text);

/* Whether the texts of two strings or keys are the same, escapes seen through. */
bool value_same_text(const struct value *a, const struct value *b);

/* A hash of the text without escapes: the same for the same text, not proof against an adversary.
 */
uint64_t value_hash(const struct value *v);

/* The value of a key in a map, the last one when a faulty document has several; NULL when there is
 * none, or map is another kind or NULL, so that look-ups can be chained. */
const struct value *value_get(const struct value *map, const char *key);

/* Exact integers: false unless v is a number written as digits only (for i64, with an optional
 * minus) that fits. */
bool value_u64(const struct value *v, uint64_t *out);
bool value_i64(const struct value *v, int64_t *out);
