/* The tables. */
#include "train/evaluate.h"

#include <stdio.h>

#include "base/hex.h"
#include "base/time.h"
#include "train/hard.h"
#include "train/table.h"

enum { DAY = 86400, CROSS = FOLDS };

#define NEWEST	  "2025-01-01" /* nothing was chosen by looking at campaigns since */
#define DISGUISED "2024-07-01" /* so that disguises can be looked at before */

static uint32_t day_of(const char *date)
{
	int64_t seconds = 0;

	if (!time_parse(span_str(date), &seconds))
		return 0;
	return (uint32_t)(seconds / DAY);
}

uint32_t evaluate_disguised(void)
{
	return day_of(DISGUISED);
}

static enum err fit_before(const struct samples *samples, const char *date, struct arena *arena,
			   struct model *model)
{
	struct selection selection = { day_of(date), -1, PARTS_LEARNT };
	enum err e = fit_selection(samples, &selection, arena, model);

	if (e == OK)
		calibrate(samples, model);
	return e;
}

/* What the program says of a package: tests and the like count one level less. */
static bool reaches(const struct model *model, const struct sample *sample, int level)
{
	return package_points(model, sample, false) >= model->thresholds[level].points ||
	       (level == MODEL_REVIEW &&
		package_points(model, sample, true) >= model->thresholds[MODEL_BLOCK].points);
}

/* Disguises. */

static void print_disguise(const struct samples *samples, const struct model *model,
			   enum disguise disguise, uint32_t from, uint32_t before)
{
	double n = 0, hits[MODEL_LEVELS] = { 0 };

	for (size_t i = 0; i < samples->n; i++) {
		const struct sample *s = &samples->rows[i];

		if (s->kind != SAMPLE_MALICIOUS || s->disguise != disguise || s->day < from ||
		    (before && s->day >= before) || s->n_windows == 0)
			continue;
		n += 1.0 / s->share;
		for (int level = 0; level < MODEL_LEVELS; level++)
			hits[level] += reaches(model, s, level) ? 1.0 / s->share : 0;
	}
	printf(" %.0f |", n);
	table_share(hits[MODEL_REVIEW], n);
	table_share(hits[MODEL_BLOCK], n);
	putchar('\n');
}

/* What is left of the recall when authors take pains. */
static void print_disguises(const struct samples *samples, const struct model *model, uint32_t from,
			    uint32_t before)
{
	static const char *const does[] = {
#define X(symbol, word, does) does,
		DISGUISES(X)
#undef X
	};

	puts("\n| disguise | campaigns | review | block |\n|---|---|---|---|");
	for (int disguise = 0; disguise < DISGUISE_COUNT; disguise++) {
		printf("| %s |", does[disguise]);
		print_disguise(samples, model, (enum disguise)disguise, from, before);
	}
}

/* Cross-validation: what is chosen may be chosen by this. */

static enum err add_fold(struct trial *all, const struct samples *samples, int fold,
			 struct arena *arena)
{
	const unsigned known = ~(1u << PART_JUDGE), own = 1u << (PART_CALIBRATE + fold);
	struct selection selection = { day_of(NEWEST), fold, known & ~own };
	struct exam exam = { 0, day_of(NEWEST), fold, own };
	struct arena_mark mark = arena_mark(arena);
	struct trial one = trial_of(samples, arena);
	struct model model;
	char name[32];
	enum err e = fit_selection(samples, &selection, arena, &model);

	if (e != OK)
		return e;
	trial_add(&one, samples, &exam, 1, trial_model_score, &model);
	trial_add(all, samples, &exam, 1, trial_model_score, &model);
	(void)snprintf(name, sizeof(name), "fold %d of %d", fold + 1, FOLDS);
	table_row(name, &one);
	arena_rewind(arena, mark);
	return OK;
}

/* The half year before the newest, as that is tried later. */
static enum err print_earlier(const struct samples *samples, struct arena *arena)
{
	struct arena_mark mark = arena_mark(arena);
	struct model model;
	enum err e = fit_before(samples, DISGUISED, arena, &model);

	if (e != OK)
		return e;
	puts("\nAnd campaigns from " DISGUISED
	     " on, by a model trained on those before, in disguises:");
	print_disguises(samples, &model, day_of(DISGUISED), day_of(NEWEST));
	arena_rewind(arena, mark);
	return OK;
}

static enum err print_folds(const struct samples *samples, struct arena *arena)
{
	struct trial all = trial_of(samples, arena);
	enum err e = OK;

	puts("### Cross-validation\n\n"
	     "Campaigns before " NEWEST
	     " and the harmless packages but the judging fifth, each by a "
	     "model that has seen neither\nits fold of the campaigns nor its fifth of the "
	     "packages. "
	     "What there is to choose was chosen by this table.");
	table_head();
	for (int fold = 0; fold < FOLDS && e == OK; fold++)
		e = add_fold(&all, samples, fold, arena);
	table_row("all folds together", &all);
	return e == OK ? print_earlier(samples, arena) : e;
}

/* By time. */

static enum err print_cut(const struct samples *samples, const char *date, struct arena *arena)
{
	struct selection selection = { day_of(date), -1, PARTS_LEARNT };
	struct exam exam = { day_of(date), 0, -1, ~(unsigned)PARTS_LEARNT };
	struct arena_mark mark = arena_mark(arena);
	struct trial t = trial_of(samples, arena);
	struct model model;
	char name[64];
	enum err e = fit_selection(samples, &selection, arena, &model);

	if (e != OK)
		return e;
	trial_add(&t, samples, &exam, 1, trial_model_score, &model);
	(void)snprintf(name, sizeof(name), "trained before %s, tried since", date);
	table_row(name, &t);
	arena_rewind(arena, mark);
	return OK;
}

static enum err print_cuts(const struct samples *samples, struct arena *arena)
{
	static const char *const cuts[] = { "2023-01-01", "2024-01-01", DISGUISED, NEWEST };
	enum err e = OK;

	puts("\n### By time\n\nHarmless packages are those of the two fifths that nothing is "
	     "learnt "
	     "from.");
	table_head();
	for (size_t i = 0; i < sizeof(cuts) / sizeof(*cuts) && e == OK; i++)
		e = print_cut(samples, cuts[i], arena);
	return e;
}

/* The newest campaigns, at thresholds. */

static double alarms_of(const struct trial *t, const struct model *model, int level)
{
	double alarms = 0;

	for (size_t i = 0; i < t->n_benign; i++)
		alarms += reaches(model, t->benign[i].sample, level);
	return alarms;
}

static const char *const levels[] = { [MODEL_REVIEW] = "review", [MODEL_BLOCK] = "block" };

static void print_at_thresholds(const struct trial *t, const struct model *model)
{
	puts("\n| threshold | points | campaigns caught | false alarms where it was set | among "
	     "the "
	     "judging fifth |\n|---|---|---|---|---|");
	for (int level = 0; level < MODEL_LEVELS; level++) {
		const struct model_threshold *threshold = &model->thresholds[level];
		double hits = 0, alarms = alarms_of(t, model, level);

		for (size_t i = 0; i < t->n_malicious; i++)
			if (reaches(model, t->malicious[i].sample, level))
				hits += t->malicious[i].counts;
		printf("| %s | %u |", levels[level], threshold->points);
		table_share(hits, t->campaigns);
		printf(" %u of %u | %.0f of %zu:", threshold->alarms, threshold->of, alarms,
		       t->n_benign);
		table_rate(alarms, (double)t->n_benign);
		putchar('\n');
	}
}

/* Beside it what size alone tells, and what is left where all are of like size. */
static void print_sizes(const struct samples *samples, const struct exam *exam, struct trial *t,
			struct arena *arena)
{
	struct trial size = trial_of(samples, arena);

	puts("\n### Beside size alone\n\nMalware is small, and to know that much is no detector.");
	table_head();
	trial_keep_small(t);
	table_row("the model, harmless packages of like size only", t);
	trial_add(&size, samples, exam, 1, trial_size_score, NULL);
	table_row("baseline: size alone", &size);
}

static void print_newest(const struct samples *samples, const struct model *model,
			 struct arena *arena)
{
	struct exam exam = { day_of(NEWEST), 0, -1, 1u << PART_JUDGE };
	struct trial t = trial_of(samples, arena);

	trial_add(&t, samples, &exam, 1, trial_model_score, model);
	printf("\n### The newest half year\n\n"
	       "Campaigns since " NEWEST
	       ", by the model that was trained on those before; thresholds "
	       "set on %u harmless packages that are\nneither learnt from nor judge.\n",
	       model->thresholds[MODEL_REVIEW].of);
	table_head();
	table_row("the model", &t);
	print_at_thresholds(&t, model);
	table_worst(&t);
	puts("\n### Disguises\n\nOf the same campaigns, at the same thresholds.");
	print_disguises(samples, model, day_of(NEWEST), 0);
	print_sizes(samples, &exam, &t, arena);
}

/* All harmless packages, each by a model that has not seen it; all of those models have learnt from
 * as many. */

static bool is_hard(const struct sample *sample)
{
	for (size_t i = 0; hard_names[i]; i++)
		if (sample->kind == SAMPLE_BENIGN && span_is(sample->name, hard_names[i]))
			return true;
	return false;
}

/* What the program would say. */
struct said {
	double n, alarms[MODEL_LEVELS];
};

struct of_all {
	struct said fresh; /* of packages that the thresholds were not set on */
	struct said hard;
	struct scored wrong[64]; /* of the hard ones */
	size_t n_wrong;
};

static void add_said(struct said *said, const struct model *model, const struct sample *sample)
{
	said->n++;
	for (int level = 0; level < MODEL_LEVELS; level++)
		said->alarms[level] += reaches(model, sample, level);
}

static void add_all(struct of_all *all, const struct samples *samples, unsigned parts,
		    const struct model *model)
{
	const size_t most = sizeof(all->wrong) / sizeof(*all->wrong);

	for (size_t i = 0; i < samples->n; i++) {
		const struct sample *s = &samples->rows[i];

		if (s->kind != SAMPLE_BENIGN || !(parts >> s->part & 1) || s->n_windows == 0)
			continue;
		if (s->part != PART_CALIBRATE)
			add_said(&all->fresh, model, s);
		if (!is_hard(s))
			continue;
		add_said(&all->hard, model, s);
		if (reaches(model, s, MODEL_REVIEW) && all->n_wrong < most)
			all->wrong[all->n_wrong++] =
				(struct scored){ s, package_points(model, s, false), 1 };
	}
}

static void print_said(const char *which, const struct said *said)
{
	printf("\nOf %.0f %s review is said of %.0f, block of %.0f.\n", said->n, which,
	       said->alarms[MODEL_REVIEW], said->alarms[MODEL_BLOCK]);
}

static void print_hard(const struct of_all *all)
{
	puts("\n### Hard negatives\n\n"
	     "Installers, security tools, native builds, remote control, keyrings "
	     "(`src/train/hard.c`), each by a model that has not seen it.\nWhere it is wrong:\n");
	for (size_t i = 0; i < all->n_wrong; i++)
		printf("- %.*s: %.0f points\n", (int)all->wrong[i].sample->name.n,
		       (const char *)all->wrong[i].sample->name.p, all->wrong[i].score);
	print_said("such packages", &all->hard);
}

static void print_counts(const struct trial *t)
{
	static const size_t alarms[] = { 33, 3, 1, 0 };

	puts("\n| false alarms | of all harmless packages | recall |\n|---|---|---|");
	for (size_t i = 0; i < sizeof(alarms) / sizeof(*alarms); i++) {
		printf("| %zu |", alarms[i]);
		table_rate((double)alarms[i], (double)t->n_benign);
		table_share(trial_caught(t, trial_score_at(t, alarms[i])), t->campaigns);
		putchar('\n');
	}
	table_worst(t);
}

static enum err print_all(const struct samples *samples, const struct model *model,
			  struct arena *arena)
{
	const unsigned aside = ~(unsigned)PARTS_LEARNT;
	struct exam exam = { day_of(NEWEST), 0, -1, aside };
	struct trial t = trial_of(samples, arena);
	struct of_all all = { .n_wrong = 0 };

	trial_add(&t, samples, &exam, 1.0 / CROSS, trial_model_score, model);
	add_all(&all, samples, aside, model);
	for (unsigned part = 0; part < PARTS; part++) {
		const unsigned own = 1u << part, known = ~(1u << PART_JUDGE) & ~own;
		struct selection selection = { day_of(NEWEST), -1, known };
		struct arena_mark mark = arena_mark(arena);
		struct model other;
		enum err e;

		if (own & aside)
			continue;
		if ((e = fit_selection(samples, &selection, arena, &other)) != OK)
			return e;
		memcpy(other.thresholds, model->thresholds, sizeof(other.thresholds));
		exam.parts = own;
		trial_add(&t, samples, &exam, 1.0 / CROSS, trial_model_score, &other);
		add_all(&all, samples, own, &other);
		arena_rewind(arena, mark);
	}
	printf("\n### All harmless packages\n\n"
	       "All %zu of them, each by a model that has not seen it, and the newest campaigns by "
	       "all "
	       "four of these models.\n",
	       t.n_benign);
	print_counts(&t);
	print_said("packages that the thresholds were not set on", &all.fresh);
	print_hard(&all);
	return OK;
}

/* The one in the program knows the newest campaigns: of it only false alarms can be told. */
static void print_program(const struct samples *samples, const struct model *model,
			  struct arena *arena)
{
	struct exam exam = { UINT32_MAX, 0, -1, 1u << PART_JUDGE };
	struct trial t = trial_of(samples, arena);
	struct span digest = hex_text(model->digest, arena);

	trial_add(&t, samples, &exam, 1, trial_model_score, model);
	printf("\n### The model in the program\n\n"
	       "`%.*s`:\nlearnt from the windows of %u campaigns and %u harmless packages.\n\n"
	       "| threshold | points | false alarms where it was set | among the judging fifth |\n"
	       "|---|---|---|---|\n",
	       (int)digest.n, (const char *)digest.p, model->campaigns, model->benign);
	for (int level = 0; level < MODEL_LEVELS; level++) {
		const struct model_threshold *threshold = &model->thresholds[level];
		double alarms = alarms_of(&t, model, level);

		printf("| %s | %u | %u of %u | %.0f of %zu:", levels[level], threshold->points,
		       threshold->alarms, threshold->of, alarms, t.n_benign);
		table_rate(alarms, (double)t.n_benign);
		putchar('\n');
	}
}

enum err evaluate(const struct samples *samples, const struct model *program, struct arena *arena)
{
	struct model model;
	enum err e;

	if ((e = print_folds(samples, arena)) != OK || (e = print_cuts(samples, arena)) != OK ||
	    (e = fit_before(samples, NEWEST, arena, &model)) != OK)
		return e;
	print_newest(samples, &model, arena);
	e = print_all(samples, &model, arena);
	if (e == OK)
		print_program(samples, program, arena);
	return e;
}
