/*
 * Maven (maven.apache.org/pom.html, "Version Order Specification"): numbers and qualifiers between
 * dots, hyphens and the changes between digits and letters. A hyphen or such a change opens a list
 * inside the list; a list ends with the list it holds, so that a version is a row of lists. What
 * says nothing (0, final, ga, release) at the end of a list does not count.
 *
 * In the order of one place: a qualifier, then a list, then a number; nothing is as much as "".
 */
#include "version/part.h"
#include "version/version.h"

struct token {
	struct span text;
	bool is_number;
	bool before_digit; /* a qualifier with a digit directly after it */
	bool opens;	   /* the first of a list inside the one before */
};

struct cursor {
	struct span rest;
	bool opens;    /* the next token opens a list */
	bool at_start; /* of the whole version, whose list is still empty */
	bool entered;  /* the list that the next token opens is the one compared now */
};

static struct cursor cursor_of(struct span version)
{
	return (struct cursor){ .rest = version, .at_start = true };
}

/* What ends at a dot or a hyphen; an empty place is a zero. */
static void end_at_separator(struct cursor *c, struct token *out)
{
	bool hyphen = part_take(&c->rest, 1).p[0] == '-';

	if (out->text.n == 0)
		out->is_number = true;
	c->opens = hyphen;
}

/* What ends where digits and letters meet, or at the end of the version. A qualifier that ends so
 * is in a list of its own. */
static void end_at_change(struct cursor *c, struct token *out)
{
	out->before_digit = !out->is_number && c->rest.n > 0;
	if (!out->is_number && !c->at_start)
		out->opens = true;
	c->opens = c->rest.n > 0;
}

static bool is_separator(int c)
{
	return c == '.' || c == '-';
}

static bool in_qualifier(int c)
{
	return !ascii_is_digit(c) && !is_separator(c);
}

/* False at the end. */
static bool next(struct cursor *c, struct token *out)
{
	if (c->rest.n == 0)
		return false;
	*out = (struct token){ .opens = c->opens, .is_number = ascii_is_digit(c->rest.p[0]) };
	out->text = part_run(&c->rest, out->is_number ? ascii_is_digit : in_qualifier);
	if (c->rest.n && is_separator(c->rest.p[0]))
		end_at_separator(c, out);
	else
		end_at_change(c, out);
	c->at_start = false;
	return true;
}

static const char *const qualifiers[] = {
	"alpha", "beta", "milestone", "rc", "snapshot", "", "sp"
};
enum { RELEASE = 5, QUALIFIER_COUNT = 7, UNKNOWN = QUALIFIER_COUNT };

static const struct alias {
	const char *name;
	unsigned qualifier;
	bool before_digit; /* only then */
} aliases[] = {
	{ "a", 0, true },
	{ "b", 1, true },
	{ "m", 2, true },
	{ "cr", 3, false },
	{ "ga", RELEASE, false },
	{ "final", RELEASE, false },
	{ "release", RELEASE, false },
};

static bool same_word(struct span text, const char *word)
{
	return part_word(&text, word) && text.n == 0;
}

static unsigned rank(const struct token *t)
{
	for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++)
		if (same_word(t->text, aliases[i].name) &&
		    (t->before_digit || !aliases[i].before_digit))
			return aliases[i].qualifier;
	for (unsigned i = 0; i < QUALIFIER_COUNT; i++)
		if (same_word(t->text, qualifiers[i]))
			return i;
	return UNKNOWN;
}

/* Against nothing. */
static int token_sign(const struct token *t)
{
	if (t->is_number)
		return number_is_zero(t->text) ? 0 : 1;
	return order_of(rank(t), RELEASE);
}

static int token_cmp(const struct token *a, const struct token *b)
{
	if (a->is_number != b->is_number)
		return a->is_number ? 1 : -1;
	if (a->is_number)
		return number_cmp(a->text, b->text);

	int order = order_of(rank(a), rank(b));

	return order != 0 || rank(a) != UNKNOWN ? order : lower_cmp(a->text, b->text);
}

/* The sign of the first that counts in all that is left; 0 when nothing does. */
static int rest_sign(struct cursor c)
{
	struct token t;
	int sign = 0;

	while (sign == 0 && next(&c, &t))
		sign = token_sign(&t);
	return sign;
}

enum place { NOTHING, ITEM, LIST };

/* What stands at the cursor, without what does not count: an item, which is out, or the list that
 * follows it, before which the cursor then stands. A list that holds nothing but a list is that
 * list. */
static enum place look(struct cursor *c, struct token *out)
{
	struct cursor ahead = *c, before = *c, list = *c;
	struct token t;
	bool first = true, in_list = false;

	for (; next(&ahead, &t); before = ahead, first = false) {
		if (first)
			*out = t;
		if (t.opens && !(first && c->entered)) {
			in_list = true;
			list = before;
		}
		if (token_sign(&t) == 0)
			continue;
		if (!in_list)
			return ITEM;
		*c = list;
		c->entered = false;
		return LIST;
	}
	return NOTHING;
}

static void step(struct cursor *c)
{
	struct token t;

	(void)next(c, &t);
	c->entered = false;
}

static int compare(struct span a, struct span b)
{
	struct cursor left = cursor_of(a), right = cursor_of(b);
	struct token l, r;

	for (;;) {
		enum place l_place = look(&left, &l), r_place = look(&right, &r);
		int order = 0;

		if (l_place == NOTHING || r_place == NOTHING)
			return r_place == NOTHING ? rest_sign(left) : -rest_sign(right);
		if (l_place == LIST && r_place == LIST) {
			left.entered = right.entered = true;
			continue;
		}
		if (l_place == LIST)
			return r.is_number ? -1 : 1;
		if (r_place == LIST)
			return l.is_number ? 1 : -1;
		order = token_cmp(&l, &r);
		if (order != 0)
			return order;
		step(&left);
		step(&right);
	}
}

static bool is_printable(int c)
{
	return c > ' ' && c != 0x7f;
}

/* Maven takes anything; a version that is one has a digit or a letter first. */
static bool parses(struct span version)
{
	return version.n && ascii_is_alnum(version.p[0]) && all_are(version, is_printable);
}

const struct version_order order_maven = { "maven", parses, compare, NULL };
