/*
 * Debian and Ubuntu: [epoch:]upstream[-revision] (deb-version(7)). In the parts, runs of text and
 * of digits alternate; '~' is below the end, letters are below all other bytes.
 */
#include "version/part.h"
#include "version/version.h"

struct deb {
	struct span epoch, upstream, revision;
	bool negative; /* the epoch has a minus */
};

/* Where the last '-' stands, or SPAN_NONE. */
static ptrdiff_t last_hyphen(struct span s)
{
	const uint8_t *at = s.n ? memrchr(s.p, '-', s.n) : NULL;

	return at ? at - s.p : SPAN_NONE;
}

static struct deb split(struct span version)
{
	struct deb deb = { 0 };
	struct span rest = ascii_trim(version);

	/* dpkg reads an epoch with strtol(), sign and all. */
	deb.negative = part_byte(&rest, '-');
	if (!deb.negative)
		(void)part_byte(&rest, '+');

	struct span digits = part_digits(&rest);

	if (part_byte(&rest, ':'))
		deb.epoch = digits;
	else
		rest = ascii_trim(version);

	ptrdiff_t at = last_hyphen(rest);

	deb.upstream = at == SPAN_NONE ? rest : span_part(rest, 0, (uint64_t)at);
	deb.revision =
		at == SPAN_NONE ? span_from(rest, rest.n) : span_from(rest, (uint64_t)at + 1);
	return deb;
}

/* The weight of the first byte of a run of text, of the end or of a digit. */
static int weight(struct span rest)
{
	uint8_t c = part_peek(rest);

	if (rest.n == 0 || ascii_is_digit(c))
		return 0;
	if (c == '~')
		return -1;
	return ascii_is_letter(c) ? c : c + 256;
}

static int part_cmp(struct span a, struct span b)
{
	while (a.n || b.n) {
		while ((a.n && !ascii_is_digit(a.p[0])) || (b.n && !ascii_is_digit(b.p[0]))) {
			int left = weight(a), right = weight(b);

			if (left != right)
				return left < right ? -1 : 1;
			a = span_from(a, 1);
			b = span_from(b, 1);
		}

		int order = number_cmp(part_digits(&a), part_digits(&b));

		if (order != 0)
			return order;
	}
	return 0;
}

static bool in_version(int c)
{
	return ascii_is_alnum(c) || c == '.' || c == '+' || c == '-' || c == '~' || c == ':';
}

static bool in_revision(int c)
{
	return ascii_is_alnum(c) || c == '.' || c == '+' || c == '~';
}

/* dpkg holds an epoch in an int and wants none below zero. */
static bool epoch_fits(const struct deb *deb)
{
	return number_cmp(deb->epoch, span_str(deb->negative ? "0" : "2147483647")) <= 0;
}

static bool parses(struct span version)
{
	struct span whole = ascii_trim(version);
	struct deb deb = split(version);
	bool has_epoch = deb.upstream.p != whole.p;
	bool has_hyphen = deb.upstream.p + deb.upstream.n != whole.p + whole.n;

	if (has_epoch && (deb.epoch.n == 0 || !epoch_fits(&deb)))
		return false;
	if (!has_epoch && span_byte(whole, ':') != SPAN_NONE)
		return false;
	if (has_hyphen && deb.revision.n == 0)
		return false;
	return deb.upstream.n && ascii_is_digit(deb.upstream.p[0]) &&
	       all_are(deb.upstream, in_version) && all_are(deb.revision, in_revision);
}

static int compare(struct span a, struct span b)
{
	struct deb left = split(a), right = split(b);
	int order = number_cmp(left.epoch, right.epoch);

	if (order == 0)
		order = part_cmp(left.upstream, right.upstream);
	return order != 0 ? order : part_cmp(left.revision, right.revision);
}

const struct version_order order_debian = { "debian", parses, compare, NULL };
