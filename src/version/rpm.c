/*
 * RPM: [epoch:]version[-release], of Red Hat, SUSE and their kin. In the parts, runs of letters and
 * of digits are compared and all other bytes only part them; '~' is below the end and '^' directly
 * above it (rpm, docs/man/rpm-version.7 and rpmio/rpmvercmp.c as the definition).
 */
#include "version/part.h"
#include "version/version.h"

struct evr {
	struct span epoch, version, release;
	bool has_release;
};

static struct evr split(struct span text)
{
	struct evr evr = { 0 };
	struct span rest = text;
	struct span digits = part_digits(&rest);

	if (part_byte(&rest, ':'))
		evr.epoch = digits;
	else
		rest = text;

	const uint8_t *hyphen = rest.n ? memrchr(rest.p, '-', rest.n) : NULL;

	evr.version = hyphen ? span_part(rest, 0, (uint64_t)(hyphen - rest.p)) : rest;
	evr.has_release = hyphen;
	if (hyphen)
		evr.release = span_from(rest, evr.version.n + 1);
	return evr;
}

static bool parts(int c)
{
	return !ascii_is_alnum(c) && c != '~' && c != '^';
}

/* A run of digits is above a run of letters, and that above none. */
static int segment_cmp(struct span *a, struct span *b)
{
	bool a_number = ascii_is_digit(part_peek(*a)), b_number = ascii_is_digit(part_peek(*b));

	if (a_number != b_number)
		return a_number ? 1 : -1;
	if (a_number)
		return number_cmp(part_digits(a), part_digits(b));
	return text_cmp(part_run(a, ascii_is_letter), part_run(b, ascii_is_letter));
}

static int part_cmp(struct span a, struct span b)
{
	for (;;) {
		(void)part_run(&a, parts);
		(void)part_run(&b, parts);

		uint8_t left = part_peek(a), right = part_peek(b);

		if (left == '~' || right == '~') {
			if (left != right)
				return left == '~' ? -1 : 1;
			a = span_from(a, 1);
			b = span_from(b, 1);
			continue;
		}
		if (left == '^' || right == '^') {
			if (a.n == 0 || b.n == 0)
				return a.n == 0 ? -1 : 1;
			if (left != right)
				return left == '^' ? -1 : 1;
			a = span_from(a, 1);
			b = span_from(b, 1);
			continue;
		}
		if (a.n == 0 || b.n == 0)
			return order_of(a.n > 0, b.n > 0);

		int order = segment_cmp(&a, &b);

		if (order != 0)
			return order;
	}
}

static bool is_printable(int c)
{
	return c > ' ' && c != 0x7f;
}

static bool parses(struct span version)
{
	return split(version).version.n > 0 && all_are(version, is_printable);
}

static int compare(struct span a, struct span b)
{
	struct evr left = split(a), right = split(b);
	int order = number_cmp(left.epoch, right.epoch);

	if (order == 0)
		order = part_cmp(left.version, right.version);
	if (order != 0)
		return order;
	if (!left.has_release || !right.has_release)
		return order_of(left.has_release, right.has_release);
	return part_cmp(left.release, right.release);
}

const struct version_order order_rpm = { "rpm", parses, compare, NULL };
