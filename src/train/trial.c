/* Scores and what follows from them. */
#include "train/trial.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

#define LOWEST (-1e9)

double trial_model_score(const struct sample *sample, const void *context)
{
	const struct model *model = context;
	double most = LOWEST;

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

double trial_size_score(const struct sample *sample, const void *nothing)
{
	double tokens = 0;

	(void)nothing;
	for (size_t i = 0; i < sample->n_windows; i++)
		tokens += sample->windows[i].n_tokens;
	return -tokens;
}

struct trial trial_of(const struct samples *samples, struct arena *arena)
{
	size_t room = samples->n * PARTS;

	return (struct trial){ .malicious = arena_array(arena, room, sizeof(struct scored)),
			       .benign = arena_array(arena, room, sizeof(struct scored)) };
}

static bool is_tried(const struct exam *exam, const struct sample *sample)
{
	if (sample->n_windows == 0)
		return false;
	if (sample->kind == SAMPLE_BENIGN)
		return exam->parts >> sample->part & 1;
	return sample->disguise == DISGUISE_NONE && sample->day >= exam->from &&
	       (exam->before == 0 || sample->day < exam->before) &&
	       (exam->fold < 0 || (int)(sample->group % FOLDS) == exam->fold);
}

static int by_score(const void *a, const void *b)
{
	const struct scored *x = a, *y = b;

	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	return x->sample < y->sample ? -1 : x->sample > y->sample;
}

void trial_add(struct trial *t, const struct samples *samples, const struct exam *exam,
	       double weight, trial_score *score, const void *context)
{
	for (size_t i = 0; i < samples->n; i++) {
		const struct sample *s = &samples->rows[i];

		if (!is_tried(exam, s))
			continue;

		struct scored row = { s, score(s, context), weight / (s->share ? s->share : 1) };

		if (s->kind == SAMPLE_MALICIOUS) {
			t->malicious[t->n_malicious++] = row;
			t->campaigns += row.counts;
		} else {
			t->benign[t->n_benign++] = row;
		}
	}
	qsort(t->malicious, t->n_malicious, sizeof(*t->malicious), by_score);
	qsort(t->benign, t->n_benign, sizeof(*t->benign), by_score);
}

static int by_size(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

void trial_keep_small(struct trial *t)
{
	double *sizes = mem_alloc(t->n_malicious * sizeof(*sizes) + 1), limit;
	size_t n = 0;

	for (size_t i = 0; i < t->n_malicious; i++)
		sizes[i] = trial_size_score(t->malicious[i].sample, NULL);
	qsort(sizes, t->n_malicious, sizeof(*sizes), by_size);
	limit = t->n_malicious ? sizes[t->n_malicious / 10] : 0;
	for (size_t i = 0; i < t->n_benign; i++)
		if (trial_size_score(t->benign[i].sample, NULL) >= limit)
			t->benign[n++] = t->benign[i];
	t->n_benign = n;
	mem_free(sizes);
}

double trial_score_at(const struct trial *t, size_t alarms)
{
	return alarms < t->n_benign ? t->benign[alarms].score : LOWEST;
}

double trial_caught(const struct trial *t, double score)
{
	double n = 0;

	for (size_t i = 0; i < t->n_malicious && t->malicious[i].score > score; i++)
		n += t->malicious[i].counts;
	return n;
}

double trial_area(const struct trial *t)
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

void interval(double hits, double n, double *low, double *high)
{
	const double z = 1.96, p = n > 0 ? hits / n : 0, d = 1 + z * z / n;
	double middle = (p + z * z / (2 * n)) / d;
	double half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / d;

	*low = middle - half;
	*high = middle + half;
}
