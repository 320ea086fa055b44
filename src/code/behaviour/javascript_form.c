/*
 * How JavaScript looks that is written not to be read: names that are numbers, a table of strings
 * that is asked by number, escapes of letters, nothing but brackets, code to the
 * right of the screen. Each counts within a few kilobytes, so that what stands around it changes
 * nothing; minifiers make none of them.
 */
#include "code/behaviour/javascript.h"

#include "base/ascii.h"
#include "base/search.h"
#include "code/behaviour/state.h"

enum { NEAR = 4 << 10, FAR_RIGHT = 160 };

/* A sign of it: what it begins with, and whether it is one at that place. */
struct form {
	struct span begins;
	bool (*is)(struct span text, size_t at);
	unsigned times; /* within NEAR bytes */
	const char *name;
};

static uint8_t at_or_0(struct span text, size_t at)
{
	return at < text.n ? text.p[at] : 0;
}

static bool is_hex(uint8_t c)
{
	return ascii_is_digit(c) || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'f');
}

static bool is_name(uint8_t c)
{
	return ascii_is_alnum(c) || c == '_' || c == '$';
}

/* _0x3fa2c1 */
static bool is_number_name(struct span text, size_t at)
{
	size_t n = at + 3;

	while (is_hex(at_or_0(text, n)))
		n++;
	return n >= at + 6 && !is_name(at_or_0(text, n)) && !(at > 0 && is_name(text.p[at - 1]));
}

/* b(0x1a3), the one argument */
static bool is_table_call(struct span text, size_t at)
{
	size_t n = at + 3;

	while (is_hex(at_or_0(text, n)))
		n++;
	return n > at + 3 && at_or_0(text, n) == ')' && at > 0 && is_name(text.p[at - 1]);
}

/* \x65: a letter that could be written as it is */
static bool is_letter_escape(struct span text, size_t at)
{
	uint8_t high = at_or_0(text, at + 2);

	return high >= '4' && high <= '7' && is_hex(at_or_0(text, at + 3));
}

/* (![]+[])[+!+[]]... */
static bool is_brackets(struct span text, size_t at)
{
	enum { RUN = 400 };

	if (text.n - at < RUN)
		return false;
	for (size_t i = 0; i < RUN; i++)
		if (!memchr("[]()!+", text.p[at + i], 6))
			return false;
	return true;
}

/* Code behind code and so many blanks that it is out of sight. */
static bool is_far_right(struct span text, size_t at)
{
	size_t before = at, after = at;

	while (after < text.n && (text.p[after] == ' ' || text.p[after] == '\t'))
		after++;
	while (before > 0 && (text.p[before - 1] == ' ' || text.p[before - 1] == '\t'))
		before--;
	if (after - before < FAR_RIGHT || before == 0 || text.p[before - 1] == '\n')
		return false;
	return (is_name(at_or_0(text, after)) || at_or_0(text, after) == '(' ||
		at_or_0(text, after) == ';') &&
	       strchr(";})", text.p[before - 1]);
}

#define BLANKS "                                                                "

static const struct form forms[] = {
	{ SPAN("_0x"), is_number_name, 24, "names that are numbers" },
	{ SPAN("(0x"), is_table_call, 24, "a table of strings" },
	{ SPAN("\\x"), is_letter_escape, 96, "letters as escapes" },
	{ SPAN("(![]+[])"), is_brackets, 1, "brackets alone" },
	{ SPAN(BLANKS BLANKS), is_far_right, 1, "code out of sight" },
};

enum { FORMS = sizeof(forms) / sizeof(*forms) };

/* Which forms begin anywhere, a bit each. Blanks are so many that they are looked for alone. */
static unsigned begin_somewhere(struct span text)
{
	struct span begins[FORMS - 1];

	for (size_t i = 0; i < FORMS - 1; i++)
		begins[i] = forms[i].begins;
	return search_which(text, begins, FORMS - 1) | 1u << (FORMS - 1);
}

/* Where there are enough of them within NEAR bytes; SPAN_NONE: nowhere. */
static ptrdiff_t find_form(const struct form *form, struct span text)
{
	size_t places[96] = { 0 }, n = 0, at = 0;

	for (;;) {
		ptrdiff_t next = span_find(span_from(text, at), form->begins);

		if (next == SPAN_NONE)
			return SPAN_NONE;
		at += (size_t)next;
		if (form->is(text, at)) {
			size_t first;

			places[n++ % form->times] = at;
			first = places[n % form->times]; /* the oldest that is kept */
			if (n >= form->times && at - first <= NEAR)
				return (ptrdiff_t)first;
		}
		at += form->begins.n;
	}
}

void behaviour_javascript_form(struct behaviours *b, struct span text, uint64_t offset,
			       uint64_t line)
{
	unsigned begin = begin_somewhere(text);

	for (size_t i = 0; i < FORMS; i++) {
		ptrdiff_t at = begin >> i & 1 ? find_form(&forms[i], text) : SPAN_NONE;
		struct code_event event = { .scope = CODE_AT_TOP, .line = line };

		if (at == SPAN_NONE)
			continue;
		for (size_t k = 0; k < (size_t)at; k++)
			event.line += text.p[k] == '\n';
		event.offset = offset + (uint64_t)at;
		behaviours_say(b, &event, BEHAVIOUR_HIDE, "source", span_str(forms[i].name), NULL);
	}
}
