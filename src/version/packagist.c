/*
 * Packagist: versions compare as version_compare() of PHP does, without a leading v. Runs of digits
 * and of letters are parts of their own whatever stands between them; a part of letters is known by
 * how it begins.
 */
#include "version/part.h"
#include "version/version.h"

/* In the order in which PHP looks; "#" stands for any number. */
static const struct form {
	const char *start;
	int weight;
} forms[] = {
	{ "dev", 0 }, { "alpha", 1 }, { "a", 1 }, { "beta", 2 }, { "b", 2 },
	{ "RC", 3 },  { "rc", 3 },    { "#", 4 }, { "pl", 5 },	 { "p", 5 },
};

enum { UNKNOWN = -1, NUMBER = 4 };

static bool in_word(int c)
{
	return ascii_is_letter(c) || c == '#';
}

static bool parts(int c)
{
	return !ascii_is_digit(c) && !in_word(c);
}

/* The next part; empty at the end. */
static struct span next(struct span *rest)
{
	(void)part_run(rest, parts);
	return ascii_is_digit(part_peek(*rest)) ? part_digits(rest) : part_run(rest, in_word);
}

static int weight(struct span part)
{
	if (part.n && ascii_is_digit(part.p[0]))
		return NUMBER;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (span_starts(part, forms[i].start))
			return forms[i].weight;
	return UNKNOWN;
}

static int part_cmp(struct span a, struct span b)
{
	if (is_number(a) && is_number(b))
		return number_cmp(a, b);
	return sign_of(weight(a) - weight(b));
}

/* What is left of the longer one, beside a number each: a number is more. */
static int rest_cmp(struct span part, struct span rest)
{
	int order = 0;

	while (part.n && order == 0) {
		order = is_number(part) ? 1 : sign_of(weight(part) - NUMBER);
		part = next(&rest);
	}
	return order;
}

static struct span without_v(struct span version)
{
	(void)part_word(&version, "v");
	return version;
}

static int compare(struct span a, struct span b)
{
	int order = 0;

	a = without_v(a);
	b = without_v(b);
	while (order == 0) {
		struct span left = next(&a), right = next(&b);

		if (left.n == 0 && right.n == 0)
			return 0;
		if (left.n == 0)
			return -rest_cmp(right, b);
		if (right.n == 0)
			return rest_cmp(left, a);
		order = part_cmp(left, right);
	}
	return order;
}

/* Numbers with one of '.', ':' and '-' between them: a release or a date. */
static bool take_numbers(struct span *rest)
{
	if (part_digits(rest).n == 0)
		return false;
	while (rest->n > 1 && memchr(".:-", rest->p[0], 3) && ascii_is_digit(rest->p[1])) {
		*rest = span_from(*rest, 1);
		(void)part_digits(rest);
	}
	return true;
}

/* The stability with its number: the longer words first. */
static void take_stability(struct span *rest)
{
	static const char *const words[] = { "stable", "beta",	"b",  "rc", "alpha",
					     "a",      "patch", "pl", "p" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!part_word(rest, words[i]))
			continue;
		while (rest->n && (ascii_is_digit(rest->p[0]) || memchr(".-", rest->p[0], 2)) &&
		       (ascii_is_digit(rest->p[0]) ||
			(rest->n > 1 && ascii_is_digit(rest->p[1])))) {
			*rest = span_from(*rest, 1);
			(void)part_digits(rest);
		}
		return;
	}
}

static void take_one_of(struct span *rest, const char *bytes)
{
	if (rest->n && strchr(bytes, rest->p[0]) && rest->p[0])
		*rest = span_from(*rest, 1);
}

/* As Composer reads a release (composer/semver, VersionParser); a branch has no place in an order.
 */
static bool parses(struct span version)
{
	struct span rest = ascii_trim(version);

	rest = part_until(&rest, '+');
	(void)part_word(&rest, "v");
	if (!take_numbers(&rest))
		return false;
	if (rest.n == 0)
		return true;
	take_one_of(&rest, "._-");
	take_stability(&rest);
	if (rest.n == 0)
		return true;
	take_one_of(&rest, ".-");
	return part_word(&rest, "dev") && rest.n == 0;
}

const struct version_order order_packagist = { "packagist", parses, compare, NULL };
