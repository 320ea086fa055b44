/* Reading the words of npm's ranges (node-semver, range.bnf and internal/re.js as the definition).
 */
#include "version/npm_words.h"

#include "version/npm.h"
#include "version/part.h"

static bool is_x(int c)
{
	return c == 'x' || c == 'X' || c == '*';
}

static bool is_prefix(int c)
{
	return c == 'v' || c == '=';
}

/* Digits without needless zeros; a number that does not fit is past every bound. */
static bool take_number(struct span *rest, uint64_t *out)
{
	struct span digits = part_digits(rest);

	if (digits.n == 0 || (digits.n > 1 && digits.p[0] == '0'))
		return false;
	*out = 0;
	for (size_t i = 0; i < digits.n && *out <= NPM_NUMBER_MAX; i++)
		*out = *out * 10 + (uint64_t)(digits.p[i] - '0');
	return true;
}

/* Builds are read and forgotten. */
bool npm_take_build(struct span *rest)
{
	struct span ignored;

	while (part_byte(rest, '+'))
		if (!semver_identifiers(rest, true, &ignored))
			return false;
	return true;
}

/* [v=]* number|x [. number|x [. number|x [-pre] [+build]]] */
bool npm_take_partial(struct span *rest, struct npm_partial *out)
{
	struct span prefix = part_run(rest, is_prefix);
	bool open = true;

	*out = (struct npm_partial){ .bare = prefix.n == 0 || span_is(prefix, "v") };
	for (int i = 0; i < NPM_PARTS; i++) {
		if (i > 0 && !part_byte(rest, '.'))
			return npm_take_build(rest);
		if (rest->n && is_x(rest->p[0])) {
			(void)part_take(rest, 1);
			open = false;
		} else if (!take_number(rest, &out->point.numbers[i])) {
			return false;
		} else if (open) {
			out->given = i + 1;
		} else {
			out->broken = true;
		}
	}
	if (part_byte(rest, '-') && !semver_identifiers(rest, false, &out->point.pre))
		return false;
	return npm_take_build(rest);
}

static void skip_blanks(struct span *rest)
{
	(void)part_run(rest, ascii_is_blank);
}

/* What npm takes for part of an operator after blanks: "> =1" is ">=1", "~ >1" is "~>1" and
 * "^ = 1" is "^1". */
static enum npm_relation finish_relation(struct span *rest, enum npm_relation op)
{
	if (op == NPM_TILDE && part_byte(rest, '>'))
		skip_blanks(rest);
	if (op == NPM_GREATER || op == NPM_LESS)
		return !part_byte(rest, '=') ? op : op == NPM_LESS ? NPM_AT_MOST : NPM_AT_LEAST;
	if ((op == NPM_TILDE || op == NPM_CARET) && part_byte(rest, '='))
		skip_blanks(rest);
	return op;
}

enum npm_relation npm_take_relation(struct span *rest)
{
	static const struct {
		const char *text;
		enum npm_relation op;
	} table[] = { { "<=", NPM_AT_MOST }, { ">=", NPM_AT_LEAST }, { "<", NPM_LESS },
		      { ">", NPM_GREATER },  { "=", NPM_SAME },	     { "~>", NPM_TILDE },
		      { "~", NPM_TILDE },    { "^", NPM_CARET } };
	enum npm_relation op = NPM_SAME;

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (part_word(rest, table[i].text)) {
			op = table[i].op;
			break;
		}
	if (ascii_is_blank(part_peek(*rest)) || part_peek(*rest) == '=') {
		skip_blanks(rest);
		return finish_relation(rest, op);
	}
	return op;
}

static bool in_end_prefix(int c)
{
	return c == 'v' || c == '=' || ascii_is_blank(c);
}

/* One end of a hyphen range, which may have blanks among what stands before it. */
bool npm_take_end(struct span *rest, struct npm_partial *out)
{
	struct span prefix = part_run(rest, in_end_prefix);
	bool good = npm_take_partial(rest, out);

	out->bare = prefix.n == 0 || span_is(prefix, "v");
	return good;
}

bool npm_read_point(struct span text, struct npm_point *out)
{
	struct semver parsed;

	if (!npm_parse(text, &parsed))
		return false;
	*out = (struct npm_point){ .pre = parsed.pre };
	for (int i = 0; i < NPM_PARTS; i++)
		if (!take_number(&parsed.numbers[i], &out->numbers[i]))
			return false;
	return true;
}
