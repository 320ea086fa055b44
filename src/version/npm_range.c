/*
 * Ranges of npm (docs of node-semver, section "Ranges", and its grammar range.bnf): sets of bounds
 * between "||", of which one has to hold. Each shorthand is turned into bounds that are tried at
 * once.
 */
#include "version/range.h"

#include "version/npm_words.h"
#include "version/part.h"
#include "version/semver.h"

/* One set of bounds while it is tried. */
struct trial {
	const struct npm_point *version;
	bool holds;
	bool is_any;	  /* no bound said anything yet */
	bool pre_allowed; /* a bound with the same numbers is a prerelease */
};

static struct span pre_lowest(void)
{
	return span_str("0");
}

static int numbers_cmp(const struct npm_point *a, const struct npm_point *b)
{
	for (int i = 0; i < NPM_PARTS; i++)
		if (a->numbers[i] != b->numbers[i])
			return order_of(a->numbers[i], b->numbers[i]);
	return 0;
}

static int point_cmp(const struct npm_point *a, const struct npm_point *b)
{
	int order = numbers_cmp(a, b);

	if (order != 0)
		return order;
	if (a->pre.n == 0 || b->pre.n == 0)
		return order_of(a->pre.n == 0, b->pre.n == 0);
	return semver_identifiers_compare(a->pre, b->pre);
}

static bool satisfies(int order, enum npm_relation op)
{
	switch (op) {
	case NPM_LESS:
		return order < 0;
	case NPM_AT_MOST:
		return order <= 0;
	case NPM_GREATER:
		return order > 0;
	case NPM_AT_LEAST:
		return order >= 0;
	default:
		return order == 0;
	}
}

/* Tries one bound; false when it is none. ">=0.0.0" says nothing. */
static bool try_bound(struct trial *trial, enum npm_relation op, struct npm_point bound)
{
	static const struct npm_point zero;

	for (int i = 0; i < NPM_PARTS; i++)
		if (bound.numbers[i] > NPM_NUMBER_MAX)
			return false;
	if (op == NPM_AT_LEAST && bound.pre.n == 0 && numbers_cmp(&bound, &zero) == 0)
		return true;
	trial->is_any = false;
	if (!satisfies(point_cmp(trial->version, &bound), op))
		trial->holds = false;
	if (bound.pre.n && numbers_cmp(trial->version, &bound) == 0)
		trial->pre_allowed = true;
	return true;
}

/* The first n numbers, zeros behind them. */
static struct npm_point floor_of(const struct npm_partial *partial, int n)
{
	struct npm_point point = { 0 };

	for (int i = 0; i < n; i++)
		point.numbers[i] = partial->point.numbers[i];
	return point;
}

/* Above all that begins with the first n numbers, prereleases of what comes next included. */
static struct npm_point next_after(const struct npm_partial *partial, int n)
{
	struct npm_point point = floor_of(partial, n);

	point.numbers[n - 1]++;
	point.pre = pre_lowest();
	return point;
}

static bool between(struct trial *trial, struct npm_point from, struct npm_point below)
{
	return try_bound(trial, NPM_AT_LEAST, from) && try_bound(trial, NPM_LESS, below);
}

/* The lower bound of ~ and ^: a prerelease counts where all numbers are given. */
static struct npm_point start_of(const struct npm_partial *partial)
{
	return partial->given == NPM_PARTS ? partial->point : floor_of(partial, partial->given);
}

static bool try_tilde(struct trial *trial, const struct npm_partial *partial)
{
	if (partial->given == 0)
		return true;
	return between(trial, start_of(partial), next_after(partial, partial->given > 1 ? 2 : 1));
}

/* Up to the next change of the first number that is not zero, of those given. */
static bool try_caret(struct trial *trial, const struct npm_partial *partial)
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
static bool try_open(struct trial *trial, enum npm_relation op, const struct npm_partial *partial)
{
	int given = partial->given;
	struct npm_point below;

	if (partial->broken)
		return false;
	if (given == 0)
		return op == NPM_LESS || op == NPM_GREATER ? try_nothing(trial) : true;
	switch (op) {
	case NPM_SAME:
		return between(trial, floor_of(partial, given), next_after(partial, given));
	case NPM_AT_MOST:
		return try_bound(trial, NPM_LESS, next_after(partial, given));
	case NPM_GREATER:
		below = next_after(partial, given);
		below.pre = (struct span){ 0 };
		return try_bound(trial, NPM_AT_LEAST, below);
	case NPM_LESS:
		below = floor_of(partial, given);
		below.pre = pre_lowest();
		return try_bound(trial, NPM_LESS, below);
	default:
		return try_bound(trial, op, floor_of(partial, given));
	}
}

static bool try_comparison(struct trial *trial, enum npm_relation op,
			   const struct npm_partial *partial)
{
	if (op == NPM_TILDE)
		return try_tilde(trial, partial);
	if (op == NPM_CARET)
		return try_caret(trial, partial);
	if (partial->given < NPM_PARTS)
		return try_open(trial, op, partial);
	return partial->bare && try_bound(trial, op, partial->point);
}

/* "1.2 - 2": whether the set is one; then it is tried, and false in `valid` when it is faulty. */
static bool try_hyphen(struct trial *trial, struct span set, bool *valid)
{
	struct npm_partial from, to;

	if (!npm_take_end(&set, &from) || part_run(&set, ascii_is_blank).n == 0 ||
	    !part_byte(&set, '-') || part_run(&set, ascii_is_blank).n == 0 ||
	    !npm_take_end(&set, &to) || set.n)
		return false;
	*valid = from.given < NPM_PARTS || from.bare;
	if (from.given > 0)
		*valid = *valid && try_bound(trial, NPM_AT_LEAST, start_of(&from));
	if (to.given == NPM_PARTS)
		*valid = *valid && (to.bare || to.point.pre.n) &&
			 try_bound(trial, NPM_AT_MOST, to.point);
	else if (to.given > 0)
		*valid = *valid && try_bound(trial, NPM_LESS, next_after(&to, to.given));
	return true;
}

/* The next bound, or a build that stands alone and says nothing. */
static bool try_next(struct trial *trial, struct span *rest)
{
	struct npm_partial partial;
	enum npm_relation op;

	if (part_peek(*rest) == '+')
		return npm_take_build(rest);
	op = npm_take_relation(rest);
	return npm_take_partial(rest, &partial) && try_comparison(trial, op, &partial);
}

/* Bounds between blanks, all of which have to hold. */
static bool try_set(struct trial *trial, struct span set)
{
	bool valid = false;

	if (try_hyphen(trial, set, &valid))
		return valid;
	while (set.n) {
		if (!try_next(trial, &set))
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

/* Where one set takes everything, the others say nothing: npm keeps that one alone. */
bool version_in_npm_range(struct span range, struct span version, bool *in)
{
	struct npm_point point;
	bool more = true, any = false, found = false;

	if (!npm_read_point(version, &point))
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
