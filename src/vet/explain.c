/* Behaviours by when they run. */
#include "vet/explain.h"

#include <stdlib.h>

#include "vet/ability.h"

/* The earliest first, then by class and kind, then in the order of the release. */
static int by_moment(const void *a, const void *b)
{
	const struct ability *x = a, *y = b;
	int order = (y->moment > x->moment) - (y->moment < x->moment);

	if (order == 0)
		order = (x->class > y->class) - (x->class < y->class);
	if (order == 0)
		order = span_cmp(x->kind, y->kind);
	if (order == 0)
		order = (x->member > y->member) - (x->member < y->member);
	if (order == 0)
		order = (x->fact->offset > y->fact->offset) - (x->fact->offset < y->fact->offset);
	return order;
}

static bool is_same_row(const struct ability *a, const struct ability *b)
{
	return a->moment == b->moment && a->class == b->class && span_eq(a->kind, b->kind);
}

static struct trait trait_of(const struct ability *first, struct arena *arena)
{
	return (struct trait){
		.when = moment_word(first->moment),
		.class = behaviour_word(first->class),
		.says = arena_printf(arena, "%s, %s", behaviour_does(first->class),
				     moment_when(first->moment)),
		.kind = first->kind,
		.how = fact_text(first->fact, "how"),
		.detail = fact_text(first->fact, "detail"),
		.artifact = first->member->artifact,
		.line = fact_number(first->fact, "line", 0),
	};
}

void explain(const struct release *release, struct arena *arena)
{
	struct abilities all = abilities_of(release, false, arena);
	struct report *report = release->report;

	qsort(all.rows, all.n, sizeof(*all.rows), by_moment);
	report->traits = arena_array(&report->arena, all.n + 1, sizeof(*report->traits));
	for (size_t i = 0; i < all.n; i++) {
		if (i == 0 || !is_same_row(&all.rows[i], &all.rows[i - 1]))
			report->traits[report->n_traits++] = trait_of(&all.rows[i], &report->arena);
		report->traits[report->n_traits - 1].count += all.rows[i].fact->count;
	}
}
