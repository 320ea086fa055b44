/* Whether a version is one that a requirement asks for. */
#include "scan/fits.h"

#include "version/range.h"

enum { RANGE_MAX = 1024 };

/* Cargo's are npm's, but a bare version stands for all compatible ones and commas for blanks (the
 * Cargo book, "Specifying Dependencies"). */
static bool in_cargo_range(struct span range, struct span version, bool *in)
{
	uint8_t text[RANGE_MAX];
	size_t n = 0;
	bool starts = true;

	for (size_t i = 0; i < range.n; i++) {
		uint8_t c = range.p[i] == ',' ? ' ' : range.p[i];

		if (n + 2 > sizeof(text))
			return false;
		if (starts && c >= '0' && c <= '9')
			text[n++] = '^';
		starts = range.p[i] == ',' || (starts && c == ' ');
		text[n++] = c;
	}
	return version_in_npm_range(span_of(text, n), version, in);
}

static const struct {
	const char *ecosystem;
	bool (*in)(struct span range, struct span version, bool *in);
} rules[] = {
	{ "npm", version_in_npm_range },
	{ "pypi", version_in_specifier },
	{ "cargo", in_cargo_range },
};

bool version_fits(struct span ecosystem, struct span range, struct span version)
{
	bool in = true;

	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++)
		if (span_is(ecosystem, rules[i].ecosystem) && !rules[i].in(range, version, &in))
			return true;
	return in;
}
