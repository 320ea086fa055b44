/* Clauses of version specifiers. */
#include "eco/pypi/specifier.h"

#include "base/ascii.h"

enum { CLAUSES_MAX = 1000 };

/* A cursor whose steps say whether they went forward. */
struct cursor {
	struct span s;
	size_t at;
};

static int peek(const struct cursor *c)
{
	return c->at < c->s.n ? c->s.p[c->at] : -1;
}

static bool skip(struct cursor *c, const char *any)
{
	int byte = peek(c);

	if (byte <= 0 || !strchr(any, byte))
		return false;
	c->at++;
	return true;
}

static bool skip_word(struct cursor *c, const char *word)
{
	size_t n = strlen(word);

	if (c->s.n - c->at < n || strncasecmp((const char *)c->s.p + c->at, word, n) != 0)
		return false;
	c->at += n;
	return true;
}

static bool skip_words(struct cursor *c, const char *const *words)
{
	for (size_t i = 0; words[i]; i++)
		if (skip_word(c, words[i]))
			return true;
	return false;
}

static bool skip_digits(struct cursor *c)
{
	size_t before = c->at;

	while (ascii_is_digit(peek(c)))
		c->at++;
	return c->at > before;
}

static bool skip_alnums(struct cursor *c)
{
	size_t before = c->at;

	while (ascii_is_alnum(peek(c)))
		c->at++;
	return c->at > before;
}

static void skip_blank(struct cursor *c)
{
	while (skip(c, " \t\n\r\f\v"))
		;
}

static bool back(struct cursor *c, size_t at)
{
	c->at = at;
	return false;
}

/* Gives how many numbers it has. */
static size_t skip_release(struct cursor *c)
{
	size_t parts = 0, end = c->at;

	while (skip_digits(c)) {
		parts++;
		end = c->at;
		if (!skip(c, "."))
			break;
	}
	c->at = end;
	return parts;
}

static bool skip_epoch(struct cursor *c)
{
	size_t before = c->at;

	return (skip_digits(c) && skip(c, "!")) || back(c, before);
}

/* A separator, one of the words and a number: the first and last may be left out. */
static bool skip_suffix(struct cursor *c, const char *const *words, bool inner_separator)
{
	size_t before = c->at;

	(void)skip(c, "-_.");
	if (!skip_words(c, words))
		return back(c, before);
	if (inner_separator)
		(void)skip(c, "-_.");
	(void)skip_digits(c);
	return true;
}

static bool skip_bare_post(struct cursor *c)
{
	size_t before = c->at;

	return (skip(c, "-") && skip_digits(c)) || back(c, before);
}

static void skip_local(struct cursor *c)
{
	size_t end = c->at;

	if (!skip(c, "+"))
		return;
	while (skip_alnums(c)) {
		end = c->at;
		if (!skip(c, "-_."))
			break;
	}
	c->at = end;
}

/* PEP 440, appendix B. The order of words is that of the expression given there. */
static void skip_suffixes(struct cursor *c)
{
	static const char *const pre[] = { "alpha", "beta", "preview", "pre", "a",
					   "b",	    "c",    "rc",      NULL };
	static const char *const post[] = { "post", "rev", "r", NULL };
	static const char *const dev[] = { "dev", NULL };

	(void)skip_suffix(c, pre, true);
	if (!skip_bare_post(c))
		(void)skip_suffix(c, post, true);
	(void)skip_suffix(c, dev, true);
}

static bool read_version(struct cursor *c, struct clause *clause)
{
	bool equality = span_is(clause->sign, "==") || span_is(clause->sign, "!=");
	bool compatible = span_is(clause->sign, "~=");

	skip_blank(c);

	size_t start = c->at;

	(void)skip(c, "vV");
	(void)skip_epoch(c);
	if (skip_release(c) < (compatible ? 2 : 1))
		return false;
	clause->version = span_part(c->s, start, c->at - start);
	clause->wildcard = equality && skip_word(c, ".*");
	if (clause->wildcard)
		return true;
	skip_suffixes(c);
	if (equality)
		skip_local(c);
	clause->version = span_part(c->s, start, c->at - start);
	return true;
}

/* "===" takes any text; a comma ends it, since specifiers are split there. */
static bool read_arbitrary(struct cursor *c, struct clause *clause)
{
	skip_blank(c);

	size_t start = c->at;

	while (c->at < c->s.n && !ascii_is_blank(peek(c)) && !strchr(",;)", peek(c)))
		c->at++;
	clause->version = span_part(c->s, start, c->at - start);
	return true;
}

size_t clause_read(struct span s, struct clause *clause)
{
	static const char *const signs[] = { "===", "==", "~=", "!=", "<=", ">=", "<", ">", NULL };
	struct cursor c = { .s = s };

	*clause = (struct clause){ 0 };
	if (!skip_words(&c, signs))
		return 0;
	clause->sign = span_part(s, 0, c.at);

	bool read = c.at == 3 ? read_arbitrary(&c, clause) : read_version(&c, clause);

	return read ? c.at : 0;
}

bool clause_is_exact(const struct clause *clause)
{
	return !clause->wildcard && clause->version.n &&
	       (span_is(clause->sign, "==") || span_is(clause->sign, "==="));
}

struct span specifier_exact(struct span specifier)
{
	struct span exact = { 0 };
	struct cursor c = { .s = specifier };
	struct clause clause;

	for (size_t i = 0; i < CLAUSES_MAX && c.at < specifier.n; i++) {
		while (skip(&c, " \t\n\r\f\v,"))
			;

		size_t n = clause_read(span_from(specifier, c.at), &clause);

		if (n == 0)
			break;
		c.at += n;
		if (!clause_is_exact(&clause))
			continue;
		if (exact.n && !span_eq(exact, clause.version))
			return (struct span){ 0 };
		exact = clause.version;
	}
	return exact;
}
