/* Hackage: numbers between dots (the Haskell Package Versioning Policy). */
#include "version/dotted.h"
#include "version/version.h"

static bool parses(struct span version)
{
	return dotted_parses(version, ".", 1);
}

static int compare(struct span a, struct span b)
{
	return dotted_compare(a, b, ".");
}

const struct version_order order_hackage = { "hackage", parses, compare, NULL };
