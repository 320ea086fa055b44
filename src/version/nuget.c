/*
 * NuGet (learn.microsoft.com/nuget/concepts/package-versioning): semantic versions with one to four
 * numbers, leading zeros and prereleases whose case does not count.
 */
#include "version/part.h"
#include "version/semver.h"
#include "version/version.h"

enum { NUMBERS = 4 };

struct nuget {
	struct span numbers[NUMBERS];
	struct span pre;
};

static struct nuget read(struct span version)
{
	struct nuget out = { 0 };

	version = ascii_trim(version);
	(void)part_word(&version, "v");
	for (int i = 0; i < NUMBERS; i++) {
		out.numbers[i] = part_digits(&version);
		if (i == NUMBERS - 1 || !part_byte(&version, '.'))
			break;
	}
	if (part_byte(&version, '-'))
		out.pre = part_until(&version, '+');
	return out;
}

static int identifier_cmp(struct span a, struct span b)
{
	bool a_number = is_number(a), b_number = is_number(b);

	if (a_number && b_number)
		return number_cmp(a, b);
	if (a_number != b_number)
		return a_number ? -1 : 1;
	return lower_cmp(a, b);
}

static int pre_cmp(struct span a, struct span b)
{
	if (a.n == 0 || b.n == 0)
		return order_of(a.n == 0, b.n == 0);
	while (a.n && b.n) {
		int order = identifier_cmp(part_until(&a, '.'), part_until(&b, '.'));

		if (order != 0)
			return order;
	}
	return order_of(a.n > 0, b.n > 0);
}

static int compare(struct span a, struct span b)
{
	struct nuget left = read(a), right = read(b);

	for (int i = 0; i < NUMBERS; i++) {
		int order = number_cmp(left.numbers[i], right.numbers[i]);

		if (order != 0)
			return order;
	}
	return pre_cmp(left.pre, right.pre);
}

static bool parses(struct span version)
{
	struct span ignored;

	version = ascii_trim(version);
	for (int i = 0; i < NUMBERS; i++) {
		if (part_digits(&version).n == 0)
			return false;
		if (i == NUMBERS - 1 || !part_byte(&version, '.'))
			break;
	}
	if (part_byte(&version, '-') && !semver_identifiers(&version, true, &ignored))
		return false;
	if (part_byte(&version, '+') && !semver_identifiers(&version, true, &ignored))
		return false;
	return version.n == 0;
}

const struct version_order order_nuget = { "nuget", parses, compare, NULL };
