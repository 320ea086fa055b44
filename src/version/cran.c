/* CRAN and Bioconductor: numbers between dots and hyphens (R, ?package_version). */
#include "version/dotted.h"
#include "version/version.h"

static bool parses(struct span version)
{
	return dotted_parses(version, ".-", 2);
}

static int compare(struct span a, struct span b)
{
	return dotted_compare(a, b, ".-");
}

const struct version_order order_cran = { "cran", parses, compare, NULL };
