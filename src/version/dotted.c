/* Lists of numbers. */
#include "version/dotted.h"

#include "version/part.h"

static bool separates(uint8_t c, const char *separators)
{
	return c && strchr(separators, c);
}

/* The next number with the separator after it. */
static struct span next(struct span *rest, const char *separators)
{
	size_t n = 0;

	while (n < rest->n && !separates(rest->p[n], separators))
		n++;

	struct span number = span_part(*rest, 0, n);

	*rest = span_from(*rest, n + 1);
	return number;
}

int dotted_compare(struct span a, struct span b, const char *separators)
{
	while (a.n && b.n) {
		int order = number_cmp(next(&a, separators), next(&b, separators));

		if (order != 0)
			return order;
	}
	return order_of(a.n > 0, b.n > 0);
}

bool dotted_parses(struct span version, const char *separators, size_t at_least)
{
	size_t n = 0;

	for (;;) {
		if (part_digits(&version).n == 0)
			return false;
		n++;
		if (version.n == 0)
			return n >= at_least;
		if (!separates(version.p[0], separators))
			return false;
		version = span_from(version, 1);
	}
}
