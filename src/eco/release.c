/* Releases as lists of numbers: names that have none are looked up. */
#include "eco/release.h"

#include "base/ascii.h"

/* Codenames (Debian's distro-info-data). */
static const struct codename {
	const char *name, *numbers;
} codenames[] = {
	{ "wheezy", "7" },     { "jessie", "8" },	{ "stretch", "9" },
	{ "buster", "10" },    { "bullseye", "11" },	{ "bookworm", "12" },
	{ "trixie", "13" },    { "forky", "14" },	{ "trusty", "14.04" },
	{ "xenial", "16.04" }, { "bionic", "18.04" },	{ "focal", "20.04" },
	{ "jammy", "22.04" },  { "noble", "24.04" },	{ "oracular", "24.10" },
	{ "plucky", "25.04" }, { "questing", "25.10" },
};

static bool holds(struct span text, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= text.n; i++)
		if (ascii_same(span_part(text, i, n), word))
			return true;
	return false;
}

static struct span numbered(struct span text)
{
	for (size_t i = 0; i < sizeof(codenames) / sizeof(codenames[0]); i++)
		if (holds(text, codenames[i].name))
			return span_str(codenames[i].numbers);
	return text;
}

/* The next run of digits without leading zeros; false when there is none. */
static bool next_number(struct span *rest, struct span *out)
{
	size_t n = 0;

	while (rest->n && !ascii_is_digit(rest->p[0]))
		*rest = span_from(*rest, 1);
	if (rest->n == 0)
		return false;
	while (n < rest->n && ascii_is_digit(rest->p[n]))
		n++;
	*out = span_part(*rest, 0, n);
	*rest = span_from(*rest, n);
	while (out->n > 1 && out->p[0] == '0')
		*out = span_from(*out, 1);
	return true;
}

/* A release without numbers is a word: sid, stream, tumbleweed. */
static bool same_word(struct span release, struct span distro)
{
	if (release.n > distro.n)
		return false;
	distro = span_from(distro, distro.n - release.n);
	for (size_t i = 0; i < release.n; i++)
		if (ascii_lower(release.p[i]) != ascii_lower(distro.p[i]))
			return false;
	return true;
}

bool release_is_said(struct span distro)
{
	struct span given = numbered(distro), number;

	return next_number(&given, &number) || span_byte(distro, '-') != SPAN_NONE;
}

bool release_is_same(struct span release, struct span distro)
{
	struct span wanted = numbered(release), given = numbered(distro), a, b;
	bool any = false;

	if (release.n == 0 || distro.n == 0)
		return true;
	while (next_number(&wanted, &a)) {
		if (!next_number(&given, &b) || !span_eq(a, b))
			return false;
		any = true;
	}
	return any || same_word(release, distro);
}
