/* CVSS version 2, section 3.2.1, in whole numbers: every weight has at most three decimals. */
#include "advisory/cvss_metric.h"
#include "advisory/cvss_versions.h"

enum { AV, AC, AU, C, I, A };

static const struct metric metrics[] = {
	[AV] = { "AV", "L|A|N", true }, [AC] = { "AC", "H|M|L", true },
	[AU] = { "Au", "M|S|N", true }, [C] = { "C", "N|P|C", true },
	[I] = { "I", "N|P|C", true },	[A] = { "A", "N|P|C", true },
	{ "E", "ND|U|POC|F|H", false }, { "RL", "ND|OF|TF|W|U", false },
	{ "RC", "ND|UC|UR|C", false },	{ "CDP", "ND|N|L|LM|MH|H", false },
	{ "TD", "ND|N|L|M|H", false },	{ "CR", "ND|L|M|H", false },
	{ "IR", "ND|L|M|H", false },	{ "AR", "ND|L|M|H", false },
};

enum { METRICS = sizeof(metrics) / sizeof(metrics[0]) };

/* Thousandths. */
static const uint64_t av[] = { 395, 646, 1000 }, ac[] = { 350, 610, 710 }, au[] = { 450, 560, 704 },
		      impact[] = { 0, 275, 660 };

bool cvss2_score(struct span vector, unsigned *tenths)
{
	const uint64_t e9 = 1000000000, e12 = 1000 * e9, e14 = 100 * e12;
	unsigned char v[METRICS];

	if (!metrics_read(vector, metrics, METRICS, v))
		return false;

	uint64_t hurt = e9 - (1000 - impact[v[C]]) * (1000 - impact[v[I]]) * (1000 - impact[v[A]]);
	/* 0.6 * 10.41 * hurt + 0.4 * 20 * AV * AC * Au, times 10^12; never less than 1.5, since the
	 * least that hurts gives 1.717. */
	uint64_t sum = 6 * 1041 * hurt + 8000 * av[v[AV]] * ac[v[AC]] * au[v[AU]];

	*tenths = 0;
	if (hurt > 0)
		*tenths = (unsigned)(((sum - 3 * e12 / 2) * 1176 + e14 / 2) / e14);
	return true;
}
