/* SPDX identifiers and expressions. */
#include "core/licence.h"

#include <strings.h>

enum { DEPTH_MAX = 32 };

static const char *const listed[] = {
#include "core/licences.inc"
};

enum { LISTED = sizeof(listed) / sizeof(*listed) };

/* The list is in the order of bytes, and what is asked for may be in any case: a walk is short. */
struct span licence_identifier(struct span text)
{
	for (size_t i = 0; i < LISTED; i++)
		if (strlen(listed[i]) == text.n &&
		    strncasecmp(listed[i], (const char *)text.p, text.n) == 0)
			return span_str(listed[i]);
	return (struct span){ 0 };
}

/* Reading. A word is an identifier, an operator or a parenthesis. */

struct expression {
	struct span rest, word; /* what follows the word at hand, and it; empty at the end */
	bool broken;
	bool (*holds)(void *context, struct span id, struct span exception);
	void *context;
};

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_letter(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '.' || c == '+' || c == ':';
}

static void advance(struct expression *x)
{
	size_t n = 0;

	while (x->rest.n && is_blank(x->rest.p[0]))
		x->rest = span_from(x->rest, 1);
	while (n < x->rest.n && is_letter(x->rest.p[n]))
		n++;
	if (n == 0 && x->rest.n)
		n = 1;
	x->word = span_part(x->rest, 0, n);
	x->rest = span_from(x->rest, n);
}

/* Operators are upper case, or all lower case since 2.3. */
static bool at_operator(const struct expression *x, const char *upper, const char *lower)
{
	return span_is(x->word, upper) || span_is(x->word, lower);
}

static bool any_expression(struct expression *x, unsigned depth);

static struct span without_plus(struct span word)
{
	return span_ends(word, "+") ? span_part(word, 0, word.n - 1) : word;
}

/* The licence as `holds` is told of it; empty when there is none of that name. */
static struct span licence_named(struct span word)
{
	struct span id;

	if (span_starts(word, "LicenseRef-") || span_starts(word, "DocumentRef-"))
		return word;
	id = licence_identifier(word);
	if (id.n)
		return id;
	return licence_identifier(without_plus(word)).n ? word : (struct span){ 0 };
}

static bool one_licence(struct expression *x)
{
	struct span id = licence_named(x->word), exception = { 0 };

	if (id.n == 0) {
		x->broken = true;
		return false;
	}
	advance(x);
	if (at_operator(x, "WITH", "with")) {
		advance(x);
		exception = x->word;
		x->broken |= exception.n == 0 || !is_letter(exception.p[0]);
		advance(x);
	}
	return x->holds(x->context, id, exception);
}

static bool primary(struct expression *x, unsigned depth)
{
	if (!span_is(x->word, "("))
		return one_licence(x);
	if (depth == 0) {
		x->broken = true;
		return false;
	}
	advance(x);

	bool holds = any_expression(x, depth - 1);

	x->broken |= !span_is(x->word, ")");
	advance(x);
	return holds;
}

static bool all_expression(struct expression *x, unsigned depth)
{
	bool holds = primary(x, depth);

	while (!x->broken && at_operator(x, "AND", "and")) {
		advance(x);
		holds &= primary(x, depth);
	}
	return holds;
}

static bool any_expression(struct expression *x, unsigned depth)
{
	bool holds = all_expression(x, depth);

	while (!x->broken && at_operator(x, "OR", "or")) {
		advance(x);
		holds |= all_expression(x, depth);
	}
	return holds;
}

enum licence_answer licence_ask(struct span text,
				bool (*holds)(void *context, struct span id, struct span exception),
				void *context)
{
	struct expression x = { .rest = text, .holds = holds, .context = context };

	advance(&x);

	bool answer = any_expression(&x, DEPTH_MAX);

	if (x.broken || x.word.n)
		return LICENCE_NONE;
	return answer ? LICENCE_YES : LICENCE_NO;
}

static bool always(void *context, struct span id, struct span exception)
{
	(void)context;
	(void)id;
	(void)exception;
	return true;
}

bool licence_is_expression(struct span text)
{
	return licence_ask(text, always, NULL) == LICENCE_YES;
}
