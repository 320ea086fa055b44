/* Tables. */
#include "train/evaluate.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/time.h"
#include "train/fit.h"
#include "train/hard.h"

enum {
	DAY = 86400,
	SHOWN = 15,
	SECOND = 1, /* the part that counts false alarms beside the one that judges */
};

#define NEWEST "2025-01-01"

/* One package as a number; the higher, the more malicious. */
struct scored {
	const struct sample *sample;
	double score;
	double counts; /* a campaign counts one */
};

struct test {
	struct scored *malicious, *benign;
	size_t n_malicious, n_benign;
	double campaigns;
};

static int by_score(const void *a, const void *b)
{
	const struct scored *x = a, *y = b;

	return x->score > y->score ? -1 : x->score < y->score;
}

/* Scores. */

static double model_score(const struct sample *sample, const void *context)
{
	const struct model *model = context;
	double most = -1e9;

	for (size_t i = 0; i < sample->n_windows; i++) {
		const struct sample_window *w = &sample->windows[i];
		double margin;

		if (w->flags & WINDOW_ASIDE)
			continue;
		margin = model_margin(model, w->features, w->n);
		most = margin > most ? margin : most;
	}
	return most;
}

/* The whole of a simple baseline: malware is small. */
static double size_score(const struct sample *sample, const void *context)
{
	double tokens = 0;

	(void)context;
	for (size_t i = 0; i < sample->n_windows; i++)
		tokens += sample->windows[i].n_tokens;
	return -tokens;
}

static bool is_tested(const struct selection *selection, const struct sample *sample)
{
	if (sample->n_windows == 0)
		return false;
	if (sample->kind == SAMPLE_BENIGN)
		return sample->part == PART_JUDGE || sample->part == selection->without;
	return sample->disguise == DISGUISE_NONE && !selection_has(selection, sample);
}

static struct test run_test(const struct samples *samples, const struct selection *selection,
			    double (*score)(const struct sample *, const void *),
			    const void *context, struct arena *arena)
{
	struct test t = { .malicious = arena_array(arena, samples->n, sizeof(*t.malicious)),
			  .benign = arena_array(arena, samples->n, sizeof(*t.benign)) };

	for (size_t i = 0; i < samples->n; i++) {
		const struct sample *s = &samples->rows[i];
		struct scored row = { .sample = s, .counts = 1.0 / (s->share ? s->share : 1) };

		if (!is_tested(selection, s))
			continue;
		row.score = score(s, context);
		if (s->kind == SAMPLE_MALICIOUS) {
			t.malicious[t.n_malicious++] = row;
			t.campaigns += row.counts;
		} else {
			t.benign[t.n_benign++] = row;
		}
	}
	qsort(t.malicious, t.n_malicious, sizeof(*t.malicious), by_score);
	qsort(t.benign, t.n_benign, sizeof(*t.benign), by_score);
	return t;
}

/* Figures. */

/* Campaigns whose score is above. */
static double caught(const struct test *t, double score)
{
	double n = 0;

	for (size_t i = 0; i < t->n_malicious && t->malicious[i].score > score; i++)
		n += t->malicious[i].counts;
	return n;
}

/* Half the width of a 95 % interval would be wrong near 0 and 1: Wilson's score interval. */
static void interval(double hits, double n, double *low, double *high)
{
	const double z = 1.96, p = n > 0 ? hits / n : 0, d = 1 + z * z / n;
	double middle = (p + z * z / (2 * n)) / d;
	double half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / d;

	*low = middle - half;
	*high = middle + half;
}

static void print_share(double hits, double n)
{
	double low, high;

	interval(hits, n, &low, &high);
	printf(" %.3f (%.2f-%.2f) |", n > 0 ? hits / n : 0, low, high);
}

/* The score that so many harmless packages are above. */
static double score_at(const struct test *t, size_t alarms)
{
	return alarms < t->n_benign ? t->benign[alarms].score : -1e9;
}

static double area(const struct test *t)
{
	double sum = 0;
	size_t above = 0;

	for (size_t i = 0; i < t->n_malicious; i++) {
		while (above < t->n_benign && t->benign[above].score >= t->malicious[i].score)
			above++;
		sum += t->malicious[i].counts * (double)(t->n_benign - above);
	}
	return sum / (t->campaigns * (double)t->n_benign);
}

static void print_head(void)
{
	puts("\n| split | campaigns | benign | AUC | recall at 5 % false alarms | at 1 % | at one "
	     "false alarm | at none |\n|---|---|---|---|---|---|---|---|");
}

static void print_row(const char *name, const struct test *t)
{
	printf("| %s | %.0f | %zu | %.3f |", name, t->campaigns, t->n_benign, area(t));
	print_share(caught(t, score_at(t, t->n_benign / 20)), t->campaigns);
	print_share(caught(t, score_at(t, t->n_benign / 100)), t->campaigns);
	print_share(caught(t, score_at(t, 1)), t->campaigns);
	print_share(caught(t, score_at(t, 0)), t->campaigns);
	putchar('\n');
}

/* Experiments. */

static uint32_t day_of(const char *date)
{
	int64_t seconds = 0;

	if (!time_parse(span_str(date), &seconds))
		return 0;
	return (uint32_t)(seconds / DAY);
}

/* No larger than nine in ten of the malicious packages are. */
static void keep_small(struct test *t)
{
	size_t n = 0, at = t->n_malicious / 10;
	double *sizes = mem_alloc(t->n_malicious * sizeof(*sizes) + 1), limit;

	for (size_t i = 0; i < t->n_malicious; i++) {
		double size = size_score(t->malicious[i].sample, NULL);
		size_t k = i;

		for (; k > 0 && sizes[k - 1] > size; k--)
			sizes[k] = sizes[k - 1];
		sizes[k] = size;
	}
	limit = t->n_malicious ? sizes[at] : 0;
	for (size_t i = 0; i < t->n_benign; i++)
		if (size_score(t->benign[i].sample, NULL) >= limit)
			t->benign[n++] = t->benign[i];
	t->n_benign = n;
	mem_free(sizes);
}

static void print_worst(const struct test *t)
{
	puts("\nHarmless packages with the highest scores:\n");
	for (size_t i = 0; i < SHOWN && i < t->n_benign; i++)
		printf("%s%.*s (%u)", i ? ", " : "", (int)t->benign[i].sample->name.n,
		       (const char *)t->benign[i].sample->name.p, model_points(t->benign[i].score));
	puts(".");
}

/* What the program says of a package: tests and the like count one level less. */
static bool reaches(const struct model *model, const struct sample *sample, int level)
{
	return package_points(model, sample, false) >= model->thresholds[level].points ||
	       (level == MODEL_REVIEW &&
		package_points(model, sample, true) >= model->thresholds[MODEL_BLOCK].points);
}

/* At the thresholds, which are set on other packages than these. */
static void print_at_thresholds(const struct test *t, const struct model *model)
{
	static const char *const names[] = { "review", "block" };

	puts("\n| threshold | points | campaigns caught | false alarms among the judging fifth |\n"
	     "|---|---|---|---|");
	for (int level = 0; level < MODEL_LEVELS; level++) {
		double hits = 0, alarms = 0;

		for (size_t i = 0; i < t->n_malicious; i++)
			if (reaches(model, t->malicious[i].sample, level))
				hits += t->malicious[i].counts;
		for (size_t i = 0; i < t->n_benign; i++)
			alarms += reaches(model, t->benign[i].sample, level);
		printf("| %s | %u |", names[level], model->thresholds[level].points);
		print_share(hits, t->campaigns);
		printf(" %.0f of %zu:", alarms, t->n_benign);
		print_share(alarms, (double)t->n_benign);
		putchar('\n');
	}
}

uint32_t evaluate_newest(void)
{
	return day_of(NEWEST);
}

/* What is left of the recall when authors take pains. */
static void print_disguises(const struct samples *samples, const struct model *model)
{
	static const char *const does[] = {
#define X(symbol, word, does) does,
		DISGUISES(X)
#undef X
	};

	puts("\n| disguise | campaigns | review | block |\n|---|---|---|---|");
	for (int disguise = 0; disguise < DISGUISE_COUNT; disguise++) {
		double n = 0, hits[MODEL_LEVELS] = { 0 };

		for (size_t i = 0; i < samples->n; i++) {
			const struct sample *s = &samples->rows[i];

			if (s->kind != SAMPLE_MALICIOUS || s->disguise != (enum disguise)disguise ||
			    s->day < evaluate_newest() || s->n_windows == 0)
				continue;
			n += 1.0 / s->share;
			for (int level = 0; level < MODEL_LEVELS; level++)
				hits[level] += reaches(model, s, level) ? 1.0 / s->share : 0;
		}
		printf("| %s | %.0f |", does[disguise], n);
		print_share(hits[MODEL_REVIEW], n);
		print_share(hits[MODEL_BLOCK], n);
		putchar('\n');
	}
}

static bool is_hard(const struct sample *sample)
{
	for (size_t i = 0; hard_names[i]; i++)
		if (sample->kind == SAMPLE_BENIGN && span_is(sample->name, hard_names[i]))
			return true;
	return false;
}

/* Each by a model that was learnt without its part, at the thresholds of `model`. */
static enum err print_hard(const struct samples *samples, struct selection selection,
			   const struct model *model, struct arena *arena)
{
	double n = 0, alarms[MODEL_LEVELS] = { 0 };

	puts("\nHarmless packages that do what malware does, where the model is wrong about "
	     "them:\n");
	for (selection.without = 0; selection.without < PARTS; selection.without++) {
		struct arena_mark mark = arena_mark(arena);
		struct model other;
		enum err e = fit_selection(samples, &selection, arena, &other);

		if (e != OK)
			return e;
		memcpy(other.thresholds, model->thresholds, sizeof(other.thresholds));
		for (size_t i = 0; i < samples->n; i++) {
			const struct sample *s = &samples->rows[i];

			if (!is_hard(s) || s->part != selection.without || s->n_windows == 0)
				continue;
			n++;
			if (reaches(&other, s, MODEL_REVIEW))
				printf("- %.*s: %u points\n", (int)s->name.n,
				       (const char *)s->name.p, package_points(&other, s, false));
			for (int level = 0; level < MODEL_LEVELS; level++)
				alarms[level] += reaches(&other, s, level);
		}
		arena_rewind(arena, mark);
	}
	printf("\nOf %.0f such packages review is said of %.0f, block of %.0f.\n", n,
	       alarms[MODEL_REVIEW], alarms[MODEL_BLOCK]);
	return OK;
}

static enum err print_cut(const struct samples *samples, const char *date, struct arena *arena)
{
	struct selection selection = { .before = day_of(date), .without = SECOND, .fold = -1 };
	struct model model;
	struct test t;
	char name[64];
	enum err e = fit_selection(samples, &selection, arena, &model);

	if (e != OK)
		return e;
	t = run_test(samples, &selection, model_score, &model, arena);
	(void)snprintf(name, sizeof(name), "trained before %s, tested since", date);
	print_row(name, &t);
	return OK;
}

/* Beside it what size alone tells, and what is left where all are of like size. */
static enum err print_newest(const struct samples *samples, const char *date, struct arena *arena)
{
	struct selection selection = { .before = day_of(date), .fold = -1 };
	struct model model;
	struct test t, size;
	enum err e = fit_selection(samples, &selection, arena, &model);

	if (e == OK)
		e = calibrate(samples, &selection, arena, model.thresholds);
	if (e != OK)
		return e;
	t = run_test(samples, &selection, model_score, &model, arena);
	print_row("the model", &t);
	print_at_thresholds(&t, &model);
	print_worst(&t);
	print_disguises(samples, &model);
	print_head();
	keep_small(&t);
	print_row("the model, benign of like size only", &t);
	size = run_test(samples, &selection, size_score, NULL, arena);
	print_row("baseline: size alone", &size);
	return print_hard(samples, selection, &model, arena);
}

/* All campaigns, each by the model that did not know it. */
static enum err print_folds(const struct samples *samples, struct arena *arena)
{
	for (int fold = 0; fold < FOLDS; fold++) {
		struct selection selection = { .without = SECOND, .fold = fold };
		struct arena_mark mark = arena_mark(arena);
		struct model model;
		char name[64];
		enum err e = fit_selection(samples, &selection, arena, &model);

		if (e != OK)
			return e;

		struct test t = run_test(samples, &selection, model_score, &model, arena);

		(void)snprintf(name, sizeof(name), "campaigns of fold %d of %d", fold + 1, FOLDS);
		print_row(name, &t);
		arena_rewind(arena, mark);
	}
	return OK;
}

enum err evaluate(const struct samples *samples, struct arena *arena)
{
	static const char *const cuts[] = { "2023-01-01", "2024-01-01", "2024-07-01", NEWEST };
	enum err e = OK;

	print_head();
	for (size_t i = 0; i < sizeof(cuts) / sizeof(*cuts) && e == OK; i++)
		e = print_cut(samples, cuts[i], arena);
	if (e == OK)
		e = print_folds(samples, arena);
	if (e != OK)
		return e;
	puts("\nTrained before " NEWEST " on all but the judging fifth:");
	print_head();
	return print_newest(samples, NEWEST, arena);
}
