/* CVSS versions 3.0 and 3.1, section 7.1: the base score. */
#include "advisory/cvss_metric.h"
#include "advisory/cvss_versions.h"

enum { AV, AC, PR, UI, S, C, I, A };

static const struct metric metrics[] = {
	[AV] = { "AV", "N|A|L|P", true }, [AC] = { "AC", "L|H", true },
	[PR] = { "PR", "N|L|H", true },	  [UI] = { "UI", "N|R", true },
	[S] = { "S", "U|C", true },	  [C] = { "C", "N|L|H", true },
	[I] = { "I", "N|L|H", true },	  [A] = { "A", "N|L|H", true },
	{ "E", "X|U|P|F|H", false },	  { "RL", "X|O|T|W|U", false },
	{ "RC", "X|U|R|C", false },	  { "CR", "X|L|M|H", false },
	{ "IR", "X|L|M|H", false },	  { "AR", "X|L|M|H", false },
	{ "MAV", "X|N|A|L|P", false },	  { "MAC", "X|L|H", false },
	{ "MPR", "X|N|L|H", false },	  { "MUI", "X|N|R", false },
	{ "MS", "X|U|C", false },	  { "MC", "X|N|L|H", false },
	{ "MI", "X|N|L|H", false },	  { "MA", "X|N|L|H", false },
};

enum { METRICS = sizeof(metrics) / sizeof(metrics[0]) };

static const double av[] = { 0.85, 0.62, 0.55, 0.2 }, ac[] = { 0.77, 0.44 },
		    pr[2][3] = { { 0.85, 0.62, 0.27 }, { 0.85, 0.68, 0.5 } }, ui[] = { 0.85, 0.62 },
		    impact[] = { 0, 0.22, 0.56 };

static double power_15(double x)
{
	double x3 = x * x * x, x5 = x3 * x * x;

	return x5 * x5 * x5;
}

/* The smallest tenth that is not less. Version 3.1 says how (appendix A); version 3.0 means the
 * numbers themselves, of which a double is off by far less than 10^-9. */
static unsigned round_up(double score, bool is_31)
{
	double scale = is_31 ? 1e5 : 1e9;
	uint64_t whole = (uint64_t)(score * scale + 0.5), tenth = (uint64_t)(scale / 10);

	return (unsigned)((whole + tenth - 1) / tenth);
}

bool cvss3_score(struct span vector, bool is_31, unsigned *tenths)
{
	unsigned char v[METRICS];

	if (!metrics_read(vector, metrics, METRICS, v))
		return false;

	double loss = 1 - (1 - impact[v[C]]) * (1 - impact[v[I]]) * (1 - impact[v[A]]);
	double hurt = v[S] ? 7.52 * (loss - 0.029) - 3.25 * power_15(loss - 0.02) : 6.42 * loss;
	double ease = 8.22 * av[v[AV]] * ac[v[AC]] * pr[v[S]][v[PR]] * ui[v[UI]];
	double score = (v[S] ? 1.08 : 1) * (hurt + ease);

	*tenths = hurt <= 0 ? 0 : round_up(score < 10 ? score : 10, is_31);
	return true;
}
