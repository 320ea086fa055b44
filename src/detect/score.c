/* Scoring texts, and explaining scores. */
#include "detect/score.h"

#include <math.h>

#include "detect/layers.h"

struct scoring {
	const struct model *model;
	struct score score;
	double best;
};

static void on_window(void *context, const struct layer *layer, const struct window *window)
{
	struct scoring *s = context;
	double margin = model_margin(s->model, window->features, window->n_features);

	if (s->score.n == 0 || margin > s->best) {
		s->best = margin;
		s->score.best = s->score.n;
		s->score.depth = layer->depth;
		s->score.at = layer->depth ? layer->at : window->at;
		s->score.end = layer->depth ? layer->at : window->end;
	}
	s->score.n++;
}

struct score score_text(const struct model *model, struct span text, enum window_role role,
			struct arena *arena)
{
	struct scoring s = { .model = model };
	struct arena_mark mark = arena_mark(arena);

	s.score.cut = !layers_read(text, role, arena, on_window, &s);
	arena_rewind(arena, mark);
	s.score.points = s.score.n ? model_points(s.best) : 0;
	return s.score;
}

/* Reasons. */

struct explaining {
	const struct model *model;
	struct arena *arena;
	struct span text;  /* of the layer at hand */
	uint64_t at, best; /* which window is at hand, and which is asked for */
	struct explanation *out;
	int weights[REASONS_MAX];
	uint16_t features[REASONS_MAX];
};

static bool overlap(const struct reason *a, const struct reason *b)
{
	return a->at < b->at + b->text.n && b->at < a->at + a->text.n;
}

static void drop(struct explaining *e, size_t i)
{
	size_t after = --e->out->n - i;

	memmove(&e->out->reasons[i], &e->out->reasons[i + 1], after * sizeof(*e->out->reasons));
	memmove(&e->weights[i], &e->weights[i + 1], after * sizeof(*e->weights));
	memmove(&e->features[i], &e->features[i + 1], after * sizeof(*e->features));
}

/* Whether a reason is as heavy as another one in the same place, or the same in another place.
 * Lighter ones in its place make room for it. */
static bool is_told(struct explaining *e, const struct reason *reason, int weight, uint16_t feature)
{
	for (size_t i = 0; i < e->out->n;) {
		if (e->features[i] == feature)
			return true;
		if (!overlap(&e->out->reasons[i], reason))
			i++;
		else if (e->weights[i] >= weight)
			return true;
		else
			drop(e, i);
	}
	return false;
}

/* Keeps the heaviest, in order. */
static void weigh(struct explaining *e, uint16_t feature, const struct token *first,
		  const struct token *last)
{
	struct reason reason = {
		.text = span_part(e->text, first->at, last->at + last->length - first->at),
		.at = first->at,
	};
	int weight = model_weight(e->model, feature);
	struct explanation *out = e->out;
	size_t i;

	if (weight <= 0 || (out->n == REASONS_MAX && weight <= e->weights[out->n - 1]) ||
	    is_told(e, &reason, weight, feature))
		return;
	i = out->n < REASONS_MAX ? out->n++ : out->n - 1;
	for (; i > 0 && e->weights[i - 1] < weight; i--) {
		e->weights[i] = e->weights[i - 1];
		e->features[i] = e->features[i - 1];
		out->reasons[i] = out->reasons[i - 1];
	}
	e->weights[i] = weight;
	e->features[i] = feature;
	out->reasons[i] = reason;
}

static void explain_window(struct explaining *e, const struct window *window)
{
	const struct token *t = window->tokens;
	double scale =
		e->model->scale * MODEL_POINTS / 2 /
		sqrt((double)(window->n_features < MODEL_FEW ? MODEL_FEW : window->n_features));

	for (size_t i = 0; i < window->n_tokens; i++) {
		for (size_t n = 1; n <= 3 && n <= i + 1; n++)
			weigh(e, window_gram(&t[i + 1 - n], n), &t[i + 1 - n], &t[i]);
		if (window->role != ROLE_OTHER)
			weigh(e, window_role_gram(&t[i], window->role), &t[i], &t[i]);
	}
	for (size_t i = 0; i < e->out->n; i++) {
		double points = e->weights[i] * scale;

		e->out->reasons[i].points = points < MODEL_POINTS ? (unsigned)points : MODEL_POINTS;
		e->out->reasons[i].text = arena_copy(e->arena, e->out->reasons[i].text);
	}
	e->out->campaign = campaign_nearest(e->model, window->features, window->n_features);
}

static void on_explained(void *context, const struct layer *layer, const struct window *window)
{
	struct explaining *e = context;

	e->text = layer->text;
	if (e->at++ == e->best)
		explain_window(e, window);
}

void score_explain(const struct model *model, struct span text, enum window_role role,
		   struct arena *arena, const struct score *score, struct explanation *out)
{
	struct explaining e = { .model = model, .arena = arena, .best = score->best, .out = out };

	*out = (struct explanation){ .n = 0 };
	(void)layers_read(text, role, arena, on_explained, &e);
}
