/*
 * The expressions of a policy: comparisons of what is known of a finding, component or artifact
 * with constants, joined by and, or and not. There are no loops, no calls and no names but those of
 * the fields, so that each ends after as many steps as it has words.
 *
 *	expression = all { "or" all }
 *	all        = one { "and" one }
 *	one        = "not" one | "(" expression ")" | "known" field | "true" | "false"
 *	           | field [ operator constant ]
 *	field      = NAME | "property" "[" TEXT "]"
 *	operator   = "==" | "!=" | "<" | "<=" | ">" | ">="   numbers, words in their order, versions
 *	           | "like"                                  texts and lists: a pattern
 *	           | "in"                                    texts and words: a list
 *	           | "has"                                   lists: a text that is among them
 *	           | "within" | "needs"                      licences: a list of patterns
 *	constant   = TEXT | NUMBER [ unit ] | "[" TEXT { "," TEXT } "]" | "true" | "false"
 *	TEXT       = "..." or '...' without escapes;  unit = s h d w (time) or K M G T (size)
 *
 * What is not known is neither true nor false (Kleene's strong logic):
 *
 *	and | F U T      or | F U T      not
 *	 F  | F F F       F | F U T       F -> T
 *	 U  | F U U       U | U U T       U -> U
 *	 T  | F U T       T | T T T       T -> F
 */
#pragma once

#include "base/arena.h"
#include "base/sink.h"
#include "policy/field.h"

enum truth {
	TRUTH_NO,
	TRUTH_UNKNOWN,
	TRUTH_YES,
};

enum { EXPRESSION_DEPTH_MAX = 32, EXPRESSION_NODES_MAX = 256, EXPRESSION_TEXT_MAX = 8 << 10 };

struct expression;

/* What is wrong with an expression, and where in its text. */
struct expression_fault {
	size_t at;
	char text[256];
};

/* Reads the text, which must outlive the expression, for one kind of subject. NULL with a fault
 * when it is none or does not fit the types of the fields. */
const struct expression *expression_read(struct arena *arena, struct span text,
					 enum subject_kind kind, struct expression_fault *fault);

/* Whether it holds of a subject. `scratch` is for the time of the call. */
enum truth expression_ask(const struct expression *expression, const struct subject *subject,
			  struct arena *scratch);

const char *truth_word(enum truth truth);

/* Each comparison on a line of its own with what it comes to and what was compared, indented by
 * `indent`. */
void expression_explain(const struct expression *expression, const struct subject *subject,
			struct arena *scratch, struct sink *out, unsigned indent);
