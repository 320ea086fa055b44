/* Rounds of choosing and learning. */
#include "train/choose.h"

#include <stdlib.h>

#include "base/mem.h"

enum {
	ROUNDS = 4,
	FIRST_HARMLESS = 4, /* windows of a harmless package in the first round */
	FIRST_MALICIOUS = 200,
	NEAREST = 3,	     /* windows of a harmless package in a later one */
	HARMLESS_MAX = 3600, /* windows in all: the committed file stays small */
	WINDOWS_MAX = 1 << 20,
};

#define COST 0.8
#define NEAR (-1.0) /* a harmless window of a lower score teaches nothing */

/* A window that is chosen. */
struct choice {
	const struct sample *sample;
	const struct sample_window *window;
	double margin;
};

struct choices {
	struct choice *rows;
	size_t n;
};

bool selection_has(const struct selection *selection, const struct sample *sample)
{
	if (sample->kind == SAMPLE_BENIGN)
		return selection->parts >> sample->part & 1;
	if (sample->disguise != DISGUISE_NONE)
		return false;
	return (selection->before == 0 || sample->day < selection->before) &&
	       (selection->fold < 0 || (int)(sample->group % FOLDS) != selection->fold);
}

static void add(struct choices *choices, const struct sample *sample,
		const struct sample_window *window, double margin)
{
	if (choices->n < WINDOWS_MAX)
		choices->rows[choices->n++] = (struct choice){ sample, window, margin };
}

/* Tests and examples are no places where malware of packages lies. */
static bool may_be_malice(const struct sample_window *window)
{
	return !(window->flags & WINDOW_ASIDE);
}

/* The first round: of a malicious package all, of a harmless one a few from all over. */
static void add_any(struct choices *choices, const struct sample *sample)
{
	bool malicious = sample->kind == SAMPLE_MALICIOUS;
	size_t most = malicious ? FIRST_MALICIOUS : FIRST_HARMLESS;
	size_t n = sample->n_windows < most ? sample->n_windows : most;

	for (size_t i = 0; i < n; i++) {
		size_t at = malicious ? i : i * sample->n_windows / n;

		if (!malicious || may_be_malice(&sample->windows[at]))
			add(choices, sample, &sample->windows[at], 0);
	}
}

/* The `most` windows with the highest scores. */
static void add_highest(struct choices *choices, const struct sample *sample,
			const struct weights *weights, size_t most)
{
	bool malicious = sample->kind == SAMPLE_MALICIOUS;
	struct choice best[NEAREST];
	size_t n = 0;

	for (size_t i = 0; i < sample->n_windows; i++) {
		const struct sample_window *window = &sample->windows[i];
		double margin = weights_margin(weights, window);

		if (malicious ? !may_be_malice(window) : margin < NEAR)
			continue;
		if (n == most && margin <= best[n - 1].margin)
			continue;

		size_t at = n < most ? n++ : n - 1;

		for (; at > 0 && best[at - 1].margin < margin; at--)
			best[at] = best[at - 1];
		best[at] = (struct choice){ sample, window, margin };
	}
	for (size_t i = 0; i < n; i++)
		add(choices, sample, best[i].window, best[i].margin);
}

static int by_place(const void *a, const void *b)
{
	const struct choice *x = a, *y = b;

	if (x->sample != y->sample)
		return x->sample < y->sample ? -1 : 1;
	return x->window < y->window ? -1 : x->window > y->window;
}

static int by_margin(const void *a, const void *b)
{
	const struct choice *x = a, *y = b;

	if (x->margin != y->margin)
		return x->margin > y->margin ? -1 : 1;
	return by_place(a, b);
}

/* Harmless windows are kept from round to round, or they would come and go. */
static void keep_hard(struct choices *hard, const struct weights *weights)
{
	size_t n = 0;

	qsort(hard->rows, hard->n, sizeof(*hard->rows), by_place);
	for (size_t i = 0; i < hard->n; i++)
		if (i == 0 || hard->rows[i].window != hard->rows[n - 1].window)
			hard->rows[n++] = hard->rows[i];
	for (size_t i = 0; i < n; i++)
		hard->rows[i].margin = weights_margin(weights, hard->rows[i].window);
	qsort(hard->rows, n, sizeof(*hard->rows), by_margin);
	hard->n = n < HARMLESS_MAX ? n : HARMLESS_MAX;
}

static void choose_round(const struct samples *samples, const struct selection *selection,
			 const struct weights *weights, struct choices *malice,
			 struct choices *hard)
{
	malice->n = 0;
	for (size_t i = 0; i < samples->n; i++) {
		const struct sample *sample = &samples->rows[i];
		bool malicious = sample->kind == SAMPLE_MALICIOUS;

		if (!selection_has(selection, sample))
			continue;
		if (weights)
			add_highest(malicious ? malice : hard, sample, weights,
				    malicious ? 1 : NEAREST);
		else
			add_any(malicious ? malice : hard, sample);
	}
	if (weights)
		keep_hard(hard, weights);
}

/* The chosen windows under their samples again, in order. */
static struct samples gather(const struct choices *malice, const struct choices *hard,
			     struct arena *arena)
{
	size_t n = malice->n + hard->n;
	struct choice *all = arena_array(arena, n, sizeof(*all));
	struct sample_window *windows = arena_array(arena, n, sizeof(*windows));
	struct samples out = { .rows = arena_array(arena, n, sizeof(*out.rows)) };

	memcpy(all, malice->rows, malice->n * sizeof(*all));
	memcpy(all + malice->n, hard->rows, hard->n * sizeof(*all));
	qsort(all, n, sizeof(*all), by_place);
	for (size_t i = 0; i < n; i++) {
		windows[i] = *all[i].window;
		if (i == 0 || all[i].sample != all[i - 1].sample) {
			out.rows[out.n] = *all[i].sample;
			out.rows[out.n].windows = &windows[i];
			out.rows[out.n++].n_windows = 0;
		}
		out.rows[out.n - 1].n_windows++;
	}
	return out;
}

struct lesson *lessons_of(const struct samples *chosen, struct arena *arena, size_t *n)
{
	struct lesson *lessons;
	size_t room = 0;

	for (size_t i = 0; i < chosen->n; i++)
		room += chosen->rows[i].n_windows;
	lessons = arena_array(arena, room, sizeof(*lessons));
	*n = 0;
	for (size_t i = 0; i < chosen->n; i++) {
		const struct sample *s = &chosen->rows[i];
		bool malicious = s->kind == SAMPLE_MALICIOUS;
		double parts = malicious ? (double)s->share * (double)s->n_windows : 1;

		for (size_t k = 0; k < s->n_windows; k++)
			lessons[(*n)++] = (struct lesson){ .window = &s->windows[k],
							   .cost = COST / parts,
							   .malicious = malicious };
	}
	return lessons;
}

struct samples choose(const struct samples *samples, const struct selection *selection,
		      struct arena *arena)
{
	struct choices malice = { mem_alloc(WINDOWS_MAX * sizeof(*malice.rows)), 0 };
	struct choices hard = { mem_alloc(WINDOWS_MAX * sizeof(*hard.rows)), 0 };
	struct weights *weights = mem_alloc(sizeof(*weights));
	struct samples chosen = { 0 };

	for (int round = 0; round <= ROUNDS; round++) {
		size_t n;

		choose_round(samples, selection, round ? weights : NULL, &malice, &hard);
		chosen = gather(&malice, &hard, arena);
		if (round == ROUNDS)
			break;

		struct lesson *lessons = lessons_of(&chosen, arena, &n);

		learn(lessons, n, weights);
	}
	mem_free(weights);
	mem_free(hard.rows);
	mem_free(malice.rows);
	return chosen;
}
