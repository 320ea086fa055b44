/*
 * CVSS version 4.0, section 8. A vector belongs to one of 270 macro vectors with a score of its
 * own; within it, the score falls by how far the vector lies below the worst of its macro vector,
 * as a share of the way to the next one.
 */
#include "advisory/cvss_metric.h"
#include "advisory/cvss_versions.h"

/* The words of each stand from the worst on, so that an index is its distance. */
enum { AV, PR, UI, AC, AT, VC, VI, VA, SC, SI, SA, E, CR, IR, AR, MODIFIED };

static const struct metric metrics[] = {
	[AV] = { "AV", "N|A|L|P", true },
	[PR] = { "PR", "N|L|H", true },
	[UI] = { "UI", "N|P|A", true },
	[AC] = { "AC", "L|H", true },
	[AT] = { "AT", "N|P", true },
	[VC] = { "VC", "H|L|N", true },
	[VI] = { "VI", "H|L|N", true },
	[VA] = { "VA", "H|L|N", true },
	[SC] = { "SC", "S|H|L|N", true }, /* S: only MSI and MSA have it, see settle() */
	[SI] = { "SI", "S|H|L|N", true },
	[SA] = { "SA", "S|H|L|N", true },
	[E] = { "E", "A|P|U|X", false },
	[CR] = { "CR", "H|M|L|X", false },
	[IR] = { "IR", "H|M|L|X", false },
	[AR] = { "AR", "H|M|L|X", false },
	/* In the order of the first eleven. */
	[MODIFIED] = { "MAV", "N|A|L|P|X", false },
	{ "MPR", "N|L|H|X", false },
	{ "MUI", "N|P|A|X", false },
	{ "MAC", "L|H|X", false },
	{ "MAT", "N|P|X", false },
	{ "MVC", "H|L|N|X", false },
	{ "MVI", "H|L|N|X", false },
	{ "MVA", "H|L|N|X", false },
	{ "MSC", "S|H|L|N|X", false },
	{ "MSI", "S|H|L|N|X", false },
	{ "MSA", "S|H|L|N|X", false },
	/* Supplemental: they do not score. */
	{ "S", "X|N|P", false },
	{ "AU", "X|N|Y", false },
	{ "R", "X|A|U|I", false },
	{ "V", "X|D|C", false },
	{ "RE", "X|L|M|H", false },
	{ "U", "X|Clear|Green|Amber|Red", false },
};

enum {
	METRICS = sizeof(metrics) / sizeof(metrics[0]),
	SCORED = CR + 3,
	MODIFIABLE = SA + 1,
	SAFETY = 0,   /* S of SC, SI, SA */
	HIGH = 0,     /* of VC, VI, VA, CR, IR, AR */
	SUB_HIGH = 1, /* of SC, SI, SA */
	SUB_NONE = 3,
	NONE = 2, /* of VC, VI, VA */
};

/* EQ3 and EQ6 depend on each other; five of their six pairs exist. */
enum { PAIR_00, PAIR_01, PAIR_10, PAIR_11, PAIR_21, PAIRS };

struct macro {
	unsigned eq1, eq2, pair, eq4, eq5;
};

/* Tenths, a row a pair, in it EQ4 by EQ5 (section 8.3, the table of macro vectors). */
static const uint8_t scores[3 * 2 * PAIRS][3 * 3] = {
	/* EQ1 0, EQ2 0 */
	{ 100, 98, 95, 100, 93, 91, 93, 89, 81 },
	{ 99, 95, 92, 96, 87, 81, 90, 80, 68 },
	{ 98, 95, 90, 93, 89, 81, 88, 78, 69 },
	{ 95, 92, 84, 92, 81, 65, 80, 70, 48 },
	{ 92, 82, 72, 79, 69, 50, 69, 55, 27 },
	/* EQ1 0, EQ2 1 */
	{ 99, 95, 92, 95, 90, 84, 92, 82, 72 },
	{ 97, 92, 85, 91, 83, 71, 81, 71, 53 },
	{ 95, 92, 85, 92, 80, 70, 84, 71, 50 },
	{ 93, 85, 73, 82, 72, 59, 70, 52, 30 },
	{ 86, 75, 52, 71, 52, 29, 63, 29, 17 },
	/* EQ1 1, EQ2 0 */
	{ 98, 94, 91, 94, 86, 77, 87, 74, 63 },
	{ 95, 87, 81, 89, 74, 64, 75, 63, 49 },
	{ 94, 88, 76, 86, 74, 59, 72, 57, 52 },
	{ 89, 77, 67, 76, 58, 50, 57, 52, 25 },
	{ 83, 70, 54, 65, 58, 26, 53, 21, 13 },
	/* EQ1 1, EQ2 1 */
	{ 95, 88, 76, 90, 75, 61, 77, 68, 52 },
	{ 90, 76, 70, 77, 62, 53, 66, 59, 30 },
	{ 89, 76, 62, 74, 57, 47, 61, 57, 24 },
	{ 78, 67, 58, 59, 57, 23, 52, 29, 16 },
	{ 71, 59, 30, 58, 26, 15, 23, 13, 6 },
	/* EQ1 2, EQ2 0 */
	{ 93, 86, 75, 86, 74, 56, 70, 52, 40 },
	{ 87, 72, 58, 74, 61, 34, 54, 40, 22 },
	{ 85, 74, 62, 72, 55, 46, 53, 34, 19 },
	{ 75, 55, 51, 57, 41, 19, 36, 19, 8 },
	{ 64, 51, 20, 47, 21, 11, 24, 9, 4 },
	/* EQ1 2, EQ2 1 */
	{ 88, 73, 60, 73, 59, 41, 54, 45, 20 },
	{ 75, 53, 50, 55, 40, 20, 43, 22, 11 },
	{ 75, 58, 40, 61, 48, 20, 46, 17, 8 },
	{ 55, 45, 21, 51, 18, 9, 18, 7, 2 },
	{ 53, 24, 14, 24, 12, 5, 10, 3, 1 },
};

/* False where there is no such macro vector. */
static bool score_of(struct macro m, unsigned *tenths)
{
	if (m.eq1 > 2 || m.eq2 > 1 || m.pair >= PAIRS || m.eq4 > 2 || m.eq5 > 2)
		return false;
	*tenths = scores[(m.eq1 * 2 + m.eq2) * PAIRS + m.pair][m.eq4 * 3 + m.eq5];
	return true;
}

/* The values that count: absent threat and security requirements are the worst, modified metrics
 * replace what they modify (section 8.1). False where S stands for a metric that cannot have it. */
static bool settle(unsigned char *v)
{
	for (size_t i = SC; i <= SA; i++)
		if (v[i] == SAFETY)
			return false;
	if (v[MODIFIED + SC] == SAFETY)
		return false;
	for (size_t i = 0; i < MODIFIABLE; i++) {
		const struct span words = span_str(metrics[MODIFIED + i].words);
		unsigned char modified = v[MODIFIED + i];

		if (modified != METRIC_ABSENT && words.p[2 * modified] != 'X')
			v[i] = modified;
	}
	for (size_t i = E; i < SCORED; i++)
		if (v[i] == METRIC_ABSENT || v[i] == 3) /* X */
			v[i] = 0;
	return true;
}

/* Tables 24 to 29. */
static struct macro macro_of(const unsigned char *v)
{
	bool open = v[AV] == 0 && v[PR] == 0 && v[UI] == 0;
	bool ajar = v[AV] == 0 || v[PR] == 0 || v[UI] == 0;
	bool both = v[VC] == HIGH && v[VI] == HIGH;
	bool any = v[VC] == HIGH || v[VI] == HIGH || v[VA] == HIGH;
	bool wanted = (v[CR] == HIGH && v[VC] == HIGH) || (v[IR] == HIGH && v[VI] == HIGH) ||
		      (v[AR] == HIGH && v[VA] == HIGH);
	bool safety = v[SI] == SAFETY || v[SA] == SAFETY;
	bool sub = v[SC] == SUB_HIGH || v[SI] == SUB_HIGH || v[SA] == SUB_HIGH;
	unsigned eq3 = both ? 0 : any ? 1 : 2;

	return (struct macro){
		.eq1 = open		    ? 0
		       : ajar && v[AV] != 3 ? 1
					    : 2,
		.eq2 = v[AC] == 0 && v[AT] == 0 ? 0 : 1,
		.pair = eq3 == 2 ? PAIR_21 : 2 * eq3 + (wanted ? 0 : 1),
		.eq4 = safety ? 0
		       : sub  ? 1
			      : 2,
		.eq5 = v[E],
	};
}

/* The worst vectors of a macro vector, a run of metrics each; 0xff ends a list. */
struct worst {
	uint8_t values[6];
};

enum { WORST_MAX = 5, END = 0xff };

static const struct worst worst1[3][WORST_MAX + 1] = {
	{ { { 0, 0, 0 } }, { { END } } },
	{ { { 1, 0, 0 } }, { { 0, 1, 0 } }, { { 0, 0, 1 } }, { { END } } },
	{ { { 3, 0, 0 } }, { { 1, 1, 1 } }, { { END } } },
};
static const struct worst worst2[2][WORST_MAX + 1] = {
	{ { { 0, 0 } }, { { END } } },
	{ { { 1, 0 } }, { { 0, 1 } }, { { END } } },
};
/* VC VI VA CR IR AR. */
static const struct worst worst3[PAIRS][WORST_MAX + 1] = {
	[PAIR_00] = { { { 0, 0, 0, 0, 0, 0 } }, { { END } } },
	[PAIR_01] = { { { 0, 0, 1, 1, 1, 0 } }, { { 0, 0, 0, 1, 1, 1 } }, { { END } } },
	[PAIR_10] = { { { 1, 0, 0, 0, 0, 0 } }, { { 0, 1, 0, 0, 0, 0 } }, { { END } } },
	[PAIR_11] = { { { 1, 0, 1, 0, 1, 0 } },
		      { { 1, 0, 0, 0, 1, 1 } },
		      { { 0, 1, 0, 1, 0, 1 } },
		      { { 0, 1, 1, 1, 0, 0 } },
		      { { 1, 1, 0, 0, 0, 1 } },
		      { { END } } },
	[PAIR_21] = { { { 1, 1, 1, 0, 0, 0 } }, { { END } } },
};
static const struct worst worst4[3][WORST_MAX + 1] = {
	{ { { 1, 0, 0 } }, { { END } } },
	{ { { 1, 1, 1 } }, { { END } } },
	{ { { 2, 2, 2 } }, { { END } } },
};

/* Steps from the first of the worst vectors that is nowhere better than the values: there is one.
 */
static unsigned distance(const unsigned char *values, size_t n, const struct worst *worst)
{
	for (; worst->values[0] != END; worst++) {
		unsigned steps = 0;
		bool above = true;

		for (size_t i = 0; i < n; i++) {
			above &= values[i] >= worst->values[i];
			steps += values[i];
			steps -= worst->values[i];
		}
		if (above)
			return steps;
	}
	return 0;
}

/* Shares of the way to the lower macro vectors, in 1/SHARES of a tenth; depths are section 8.4's.
 */
enum { SHARES = 2520 };

struct fall {
	unsigned sum, n; /* of shares; of lower macro vectors that exist */
};

static void add(struct fall *fall, unsigned score, bool exists, unsigned lower, unsigned steps,
		unsigned depth)
{
	if (!exists)
		return;
	fall->n++;
	fall->sum += (score - lower) * steps * (SHARES / depth);
}

/* The lower macro vector of EQ3 and EQ6: of two ways down the one with the higher score. */
static bool lower_pair(struct macro m, unsigned *tenths)
{
	static const uint8_t next[PAIRS] = { PAIR_01, PAIR_11, PAIR_11, PAIR_21, PAIRS };
	struct macro other = m;
	unsigned second;

	m.pair = next[m.pair];
	if (!score_of(m, tenths))
		return false;
	other.pair = PAIR_10;
	if (m.pair == PAIR_01 && score_of(other, &second) && second > *tenths)
		*tenths = second;
	return true;
}

static struct fall fall_of(const unsigned char *v, struct macro m, unsigned score)
{
	static const unsigned depth1[] = { 1, 4, 5 }, depth2[] = { 1, 2 },
			      depth3[] = { 7, 6, 8, 8, 10 }, depth4[] = { 6, 5, 4 };
	const unsigned char impact[] = { v[VC], v[VI], v[VA], v[CR], v[IR], v[AR] };
	struct macro m1 = m, m2 = m, m4 = m, m5 = m;
	struct fall fall = { 0 };
	unsigned lower = 0;
	bool exists;

	m1.eq1++, m2.eq2++, m4.eq4++, m5.eq5++;
	exists = score_of(m1, &lower);
	add(&fall, score, exists, lower, distance(&v[AV], 3, worst1[m.eq1]), depth1[m.eq1]);
	exists = score_of(m2, &lower);
	add(&fall, score, exists, lower, distance(&v[AC], 2, worst2[m.eq2]), depth2[m.eq2]);
	exists = lower_pair(m, &lower);
	add(&fall, score, exists, lower, distance(impact, 6, worst3[m.pair]), depth3[m.pair]);
	exists = score_of(m4, &lower);
	add(&fall, score, exists, lower, distance(&v[SC], 3, worst4[m.eq4]), depth4[m.eq4]);
	exists = score_of(m5, &lower);
	add(&fall, score, exists, lower, 0, 1);
	return fall;
}

bool cvss4_score(struct span vector, unsigned *tenths)
{
	unsigned char v[METRICS];

	if (!metrics_read(vector, metrics, METRICS, v) || !settle(v))
		return false;
	*tenths = 0;
	if (v[VC] == NONE && v[VI] == NONE && v[VA] == NONE && v[SC] == SUB_NONE &&
	    v[SI] == SUB_NONE && v[SA] == SUB_NONE)
		return true;

	struct macro m = macro_of(v);
	unsigned score = 0;

	(void)score_of(m, &score); /* macro_of() gives none but those that exist */

	struct fall fall = fall_of(v, m, score);
	unsigned unit = SHARES * (fall.n ? fall.n : 1), drop = fall.sum;

	/* Half a tenth rounds up. */
	*tenths = drop > score * unit ? 0 : (score * unit - drop + unit / 2) / unit;
	return true;
}
