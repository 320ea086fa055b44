/* Dual coordinate descent. */
#include "train/learn.h"

#include <math.h>

#include "base/mem.h"
#include "detect/model.h"

enum { PASSES = 12 };

/* The input that every window has beside its features, for the bias. */
#define CONSTANT 0.5

/* Each window has the length one, whatever the number of its features. */
static double unit(const struct sample_window *window)
{
	return 1 / sqrt((double)(window->n < MODEL_FEW ? MODEL_FEW : window->n));
}

double weights_margin(const struct weights *weights, const struct sample_window *window)
{
	double sum = 0;

	for (size_t i = 0; i < window->n; i++)
		sum += weights->features[window->features[i]];
	return sum * unit(window) + weights->bias;
}

/* Moves the weights so that the lesson is right, as far as its cost pays for it. */
static void take(struct lesson *lesson, struct weights *w)
{
	const struct sample_window *window = lesson->window;
	double sign = lesson->malicious ? 1 : -1;
	double length = unit(window) * unit(window) * (double)window->n + CONSTANT * CONSTANT;
	double pull = lesson->pull - (sign * weights_margin(w, window) - 1) / length;
	double change;

	pull = pull < 0 ? 0 : pull > lesson->cost ? lesson->cost : pull;
	change = sign * (pull - lesson->pull);
	lesson->pull = pull;
	if (change == 0)
		return;
	w->bias += change * CONSTANT * CONSTANT;
	change *= unit(window);
	for (size_t i = 0; i < window->n; i++)
		w->features[window->features[i]] += change;
}

/* xorshift64 (Marsaglia 2003). */
static uint64_t draw(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static void shuffle(size_t *order, size_t n, uint64_t *state)
{
	for (size_t i = n; i > 1; i--) {
		size_t j = draw(state) % i, other = order[i - 1];

		order[i - 1] = order[j];
		order[j] = other;
	}
}

void learn(struct lesson *lessons, size_t n, struct weights *out)
{
	size_t *order = mem_alloc(n * sizeof(*order) + 1);
	uint64_t state = UINT64_C(88172645463325252);

	*out = (struct weights){ .bias = 0 };
	for (size_t i = 0; i < n; i++) {
		order[i] = i;
		lessons[i].pull = 0;
	}
	for (int pass = 0; pass < PASSES; pass++) {
		shuffle(order, n, &state);
		for (size_t i = 0; i < n; i++)
			take(&lessons[order[i]], out);
	}
	mem_free(order);
}
