/*
 * Ranges of npm (docs of node-semver, section "Ranges", and its grammar range.bnf): sets of bounds
 * between "||", of which one has to hold. Each shorthand is turned into bounds that are tried at
 * once.
 */
#include "version/npm.h"
#include "version/part.h"
#include "version/range.h"

enum { PARTS = 3 };

/* MAX_SAFE_INTEGER of JavaScript: a bound with a greater number is none. */
static const uint64_t number_max = UINT64_C(9007199254740991);

struct point {
	uint64_t numbers[PARTS];
	struct span pre;
};

/* One set of bounds while it is tried. */
struct trial {
	const struct point *version;
	bool holds;
	bool is_any;	  /* no bound said anything yet */
	bool pre_allowed; /* a bound with the same numbers is a prerelease */
};

static struct span pre_lowest(void)
{
	return span_str("0");
}

static int numbers_cmp(const struct point *a, const struct point *b)
{
	for (int i = 0; i < PARTS; i++)
		if (a->numbers[i] != b->numbers[i])
			return order_of(a->numbers[i], b->numbers[i]);
	return 0;
}

static int point_cmp(const struct point *a, const struct point *b)
{
	int order = numbers_cmp(a, b);

	if (order != 0)
		return order;
	if (a->pre.n == 0 || b->pre.n == 0)
		return order_of(a->pre.n == 0, b->pre.n == 0);
	return semver_identifiers_compare(a->pre, b->pre);
}

enum operator{ SAME, LESS, AT_MOST, GREATER, AT_LEAST, TILDE, CARET };

static bool satisfies(int order, enum operator op)
{
	switch (op) {
	case LESS:
		return order < 0;
	case AT_MOST:
		return order <= 0;
	case GREATER:
		return order > 0;
	case AT_LEAST:
		return order >= 0;
	default:
		return order == 0;
	}
}

/* Tries one bound; false when it is none. ">=0.0.0" says nothing. */
static bool try_bound(struct trial *trial, enum operator op, struct point bound)
{
	static const struct point zero;

	for (int i = 0; i < PARTS; i++)
		if (bound.numbers[i] > number_max)
			return false;
	if (op == AT_LEAST && bound.pre.n == 0 && numbers_cmp(&bound, &zero) == 0)
		return true;
	trial->is_any = false;
	if (!satisfies(point_cmp(trial->version, &bound), op))
		trial->holds = false;
	if (bound.pre.n && numbers_cmp(trial->version, &bound) == 0)
		trial->pre_allowed = true;
	return true;
}

/* A version that may be cut short or have x for a number. */
struct partial {
	struct point point;
	int given;   /* numbers before the first x */
	bool broken; /* a number after an x */
	bool bare;   /* nothing but a v in front */
};

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
	for (size_t i = 0; i < digits.n && *out <= number_max; i++)
		*out = *out * 10 + (uint64_t)(digits.p[i] - '0');
	return true;
}

/* The build is read and forgotten. */
static bool take_build(struct span *rest)
{
	struct span ignored;

	return !part_byte(rest, '+') || semver_identifiers(rest, true, &ignored);
}

/* [v=]* number|x [. number|x [. number|x [-pre] [+build]]] */
static bool take_partial(struct span *rest, struct partial *out)
{
	struct span prefix = part_run(rest, is_prefix);
	bool open = true;

	*out = (struct partial){ .bare = prefix.n == 0 || span_is(prefix, "v") };
	for (int i = 0; i < PARTS; i++) {
		if (i > 0 && !part_byte(rest, '.'))
			return take_build(rest);
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
	return take_build(rest);
}

/* The first n numbers, zeros behind them. */
static struct point floor_of(const struct partial *partial, int n)
{
	struct point point = { 0 };

	for (int i = 0; i < n; i++)
		point.numbers[i] = partial->point.numbers[i];
	return point;
}

/* Above all that begins with the first n numbers, prereleases of what comes next included. */
static struct point next_after(const struct partial *partial, int n)
{
	struct point point = floor_of(partial, n);

	point.numbers[n - 1]++;
	point.pre = pre_lowest();
	return point;
}

static bool between(struct trial *trial, struct point from, struct point below)
{
	return try_bound(trial, AT_LEAST, from) && try_bound(trial, LESS, below);
}

/* The lower bound of ~ and ^: a prerelease counts where all numbers are given. */
static struct point start_of(const struct partial *partial)
{
	return partial->given == PARTS ? partial->point : floor_of(partial, partial->given);
}

static bool try_tilde(struct trial *trial, const struct partial *partial)
{
	if (partial->given == 0)
		return true;
	return between(trial, start_of(partial), next_after(partial, partial->given > 1 ? 2 : 1));
}

/* Up to the next change of the first number that is not zero, of those given. */
static bool try_caret(struct trial *trial, const struct partial *partial)
{
	int kept = 1;

	if (partial->given == 0)
		return true;
	while (kept < partial->given && partial->point.numbers[kept - 1] == 0)
		kept++;
	return between(trial, start_of(partial), next_after(partial, kept));
}

static bool try_nothing(struct trial *trial)
{
	trial->holds = false;
	trial->is_any = false;
	return true;
}

/* A comparison with numbers left open. */
static bool try_open(struct trial *trial, enum operator op, const struct partial *partial)
{
	int given = partial->given;
	struct point below;

	if (partial->broken)
		return false;
	if (given == 0)
		return op == LESS || op == GREATER ? try_nothing(trial) : true;
	switch (op) {
	case SAME:
		return between(trial, floor_of(partial, given), next_after(partial, given));
	case AT_MOST:
		return try_bound(trial, LESS, next_after(partial, given));
	case GREATER:
		below = next_after(partial, given);
		below.pre = (struct span){ 0 };
		return try_bound(trial, AT_LEAST, below);
	case LESS:
		below = floor_of(partial, given);
		below.pre = pre_lowest();
		return try_bound(trial, LESS, below);
	default:
		return try_bound(trial, op, floor_of(partial, given));
	}
}

static bool try_comparison(struct trial *trial, enum operator op, const struct partial *partial)
{
	if (op == TILDE)
		return try_tilde(trial, partial);
	if (op == CARET)
		return try_caret(trial, partial);
	if (partial->given < PARTS)
		return try_open(trial, op, partial);
	return partial->bare && try_bound(trial, op, partial->point);
}

static enum operator take_operator(struct span *rest)
{
	static const struct {
		const char *text;
		enum operator op;
	} table[] = { { "<=", AT_MOST }, { ">=", AT_LEAST }, { "<", LESS },  { ">", GREATER },
		      { "=", SAME },	 { "~>", TILDE },    { "~", TILDE }, { "^", CARET } };

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (part_word(rest, table[i].text))
			return table[i].op;
	return SAME;
}

/* "1.2 - 2": whether the set is one; then it is tried, and false in `valid` when it is faulty. */
static bool try_hyphen(struct trial *trial, struct span set, bool *valid)
{
	struct partial from, to;

	if (!take_partial(&set, &from) || part_run(&set, ascii_is_blank).n == 0 ||
	    !part_byte(&set, '-') || part_run(&set, ascii_is_blank).n == 0 ||
	    !take_partial(&set, &to) || set.n)
		return false;
	*valid = from.given < PARTS || from.bare;
	if (from.given > 0)
		*valid = *valid && try_bound(trial, AT_LEAST, start_of(&from));
	if (to.given == PARTS)
		*valid = *valid && (to.bare || to.point.pre.n) &&
			 try_bound(trial, AT_MOST, to.point);
	else if (to.given > 0)
		*valid = *valid && try_bound(trial, LESS, next_after(&to, to.given));
	return true;
}

/* Bounds between spaces, all of which have to hold. */
static bool try_set(struct trial *trial, struct span set)
{
	bool valid = false;

	if (try_hyphen(trial, set, &valid))
		return valid;
	while (set.n) {
		enum operator op = take_operator(&set);
		struct partial partial;

		(void)part_run(&set, ascii_is_blank);
		if (!take_partial(&set, &partial) || !try_comparison(trial, op, &partial))
			return false;
		if (part_run(&set, ascii_is_blank).n == 0 && set.n)
			return false;
	}
	return true;
}

/* The text up to the next "||", which is taken; `more` says whether there was one. */
static struct span take_set(struct span *rest, bool *more)
{
	ptrdiff_t at = span_find(*rest, span_str("||"));
	struct span set = at == SPAN_NONE ? *rest : span_part(*rest, 0, (uint64_t)at);

	*more = at != SPAN_NONE;
	*rest = span_from(*rest, set.n + 2);
	return ascii_trim(set);
}

static bool read_version(struct span text, struct point *out)
{
	struct semver parsed;

	if (!npm_parse(text, &parsed))
		return false;
	*out = (struct point){ .pre = parsed.pre };
	for (int i = 0; i < PARTS; i++)
		if (!take_number(&parsed.numbers[i], &out->numbers[i]))
			return false;
	return true;
}

/* Where one set takes everything, the others say nothing: npm keeps that one alone. */
bool version_in_npm_range(struct span range, struct span version, bool *in)
{
	struct point point;
	bool more = true, any = false, found = false;

	if (!read_version(version, &point))
		return false;
	while (more) {
		struct span set = take_set(&range, &more);
		struct trial trial = { .version = &point, .holds = true, .is_any = true };

		if (!try_set(&trial, set))
			return false;
		any = any || trial.is_any;
		found = found || (trial.holds && (point.pre.n == 0 || trial.pre_allowed));
	}
	*in = any ? point.pre.n == 0 : found;
	return true;
}
