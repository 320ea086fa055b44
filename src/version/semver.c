/* Semantic Versioning 2.0.0: crates, Hex, Swift, Julia and many more. */
#include "version/semver.h"

#include "version/part.h"
#include "version/version.h"

static bool in_identifier(int c)
{
	return ascii_is_alnum(c) || c == '-';
}

/* A number without needless zeros. */
static bool take_number(struct span *rest, struct span *out)
{
	*out = part_digits(rest);
	return out->n == 1 || (out->n > 1 && out->p[0] != '0');
}

bool semver_identifiers(struct span *rest, bool zeros, struct span *out)
{
	struct span start = *rest;

	do {
		struct span one = part_run(rest, in_identifier);

		if (one.n == 0 || (!zeros && one.n > 1 && one.p[0] == '0' && is_number(one)))
			return false;
	} while (part_byte(rest, '.'));
	*out = span_part(start, 0, start.n - rest->n);
	return true;
}

bool semver_strict(struct span text, struct semver *out)
{
	*out = (struct semver){ 0 };
	for (int i = 0; i < 3; i++)
		if ((i > 0 && !part_byte(&text, '.')) || !take_number(&text, &out->numbers[i]))
			return false;
	if (part_byte(&text, '-') && !semver_identifiers(&text, false, &out->pre))
		return false;
	if (part_byte(&text, '+') && !semver_identifiers(&text, true, &out->build))
		return false;
	return text.n == 0;
}

struct semver semver_lenient(struct span text)
{
	struct semver out = { 0 };

	text = ascii_trim(text);
	(void)part_word(&text, "v");
	for (int i = 0; i < 3; i++) {
		out.numbers[i] = part_digits(&text);
		if (i < 2 && !part_byte(&text, '.'))
			break;
	}
	if (part_byte(&text, '-')) {
		out.pre = part_until(&text, '+');
		out.build = text;
	} else {
		(void)part_byte(&text, '+');
		out.build = text;
	}
	return out;
}

static int identifier_cmp(struct span a, struct span b)
{
	bool a_number = is_number(a), b_number = is_number(b);

	if (a_number && b_number)
		return number_cmp(a, b);
	if (a_number != b_number)
		return a_number ? -1 : 1;
	return text_cmp(a, b);
}

int semver_identifiers_compare(struct span a, struct span b)
{
	while (a.n && b.n) {
		int order = identifier_cmp(part_until(&a, '.'), part_until(&b, '.'));

		if (order != 0)
			return order;
	}
	return order_of(a.n > 0, b.n > 0);
}

int semver_compare(const struct semver *a, const struct semver *b)
{
	for (int i = 0; i < 3; i++) {
		int order = number_cmp(a->numbers[i], b->numbers[i]);

		if (order != 0)
			return order;
	}
	if (a->pre.n == 0 || b->pre.n == 0) /* a release is above its prereleases */
		return order_of(a->pre.n == 0, b->pre.n == 0);
	return semver_identifiers_compare(a->pre, b->pre);
}

int semver_text_compare(struct span a, struct span b)
{
	struct semver left = semver_lenient(a), right = semver_lenient(b);

	return semver_compare(&left, &right);
}

static bool parses(struct span version)
{
	struct semver parsed;

	return semver_strict(version, &parsed);
}

const struct version_order order_semver = { "semver", parses, semver_text_compare, NULL };
