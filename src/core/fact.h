/*
 * A fact is what a format module learned about an artifact: a call, a tensor, a member, something
 * malformed. It never judges. Facts are made in a locked worker, cross to the broker in the form of
 * core/wire.h and are judged there by the checks.
 *
 * A fact is a kind, a place and a short list of attributes. The keys are short ASCII words that the
 * format documents; a check asks for those it knows.
 */
#pragma once

#include "base/span.h"

struct arena;

/* X(symbol, word): the word is what `assay inspect` and the JSON report call it. */
#define FACT_KINDS(X)                                                                              \
	X(CALL, "call")                                                                            \
	X(TENSOR, "tensor")                                                                        \
	X(MEMBER, "member")                                                                        \
	X(STRING, "string")                                                                        \
	X(URL, "url")                                                                              \
	X(METADATA, "metadata")                                                                    \
	X(TEMPLATE, "template")                                                                    \
	X(CODE, "code")                                                                            \
	X(BEHAVIOUR, "behaviour")                                                                  \
	X(SCORE, "score")                                                                          \
	X(POINTER, "pointer")                                                                      \
	X(COMPONENT, "component")                                                                  \
	X(DEPENDENCY, "dependency")                                                                \
	X(LISTED, "listed")                                                                        \
	X(ADVISORY, "advisory")                                                                    \
	X(STATEMENT, "statement")                                                                  \
	X(INCLUDE, "include")                                                                      \
	X(PART, "part")                                                                            \
	X(LAYER, "layer")                                                                          \
	X(ANOMALY, "anomaly")                                                                      \
	X(MALFORMED, "malformed")                                                                  \
	X(INCOMPLETE, "incomplete")

enum fact_kind {
#define X(symbol, word) FACT_##symbol,
	FACT_KINDS(X)
#undef X
		FACT_KIND_COUNT,
};

/* The word of a kind, for people. */
const char *fact_kind_word(enum fact_kind kind);

struct attr {
	struct span key;
	struct span text;
	uint64_t number;
	bool is_number;
};

#define ATTR_TEXT(key_literal, span_value)                                                         \
	((struct attr){ .key = SPAN(key_literal), .text = (span_value) })
#define ATTR_WORD(key_literal, c_string)                                                           \
	((struct attr){ .key = SPAN(key_literal), .text = span_str(c_string) })
#define ATTR_NUMBER(key_literal, value)                                                            \
	((struct attr){ .key = SPAN(key_literal), .number = (value), .is_number = true })

enum { FACT_ATTRS_MAX = 128 };

/* For facts about the whole artifact. */
#define OFFSET_NONE UINT64_MAX

struct fact {
	enum fact_kind kind;
	uint64_t offset; /* byte offset inside its artifact, or OFFSET_NONE */
	uint64_t count;	 /* how often the same thing was seen; `offset` is the first */
	const struct attr *attrs;
	size_t n_attrs;
};

/* The first attribute of that name, or NULL. */
const struct attr *fact_attr(const struct fact *fact, const char *key);

/* Its text, empty when absent. */
struct span fact_text(const struct fact *fact, const char *key);

/* Its number, `fallback` when absent. */
uint64_t fact_number(const struct fact *fact, const char *key, uint64_t fallback);

/* Whether its text is `word`. */
bool fact_is(const struct fact *fact, const char *key, const char *word);

/* A copy of a fact and all it holds. */
struct fact *fact_copy(struct arena *arena, const struct fact *fact);
