/* Edges between components. */
#include "scan/link.h"

#include <stdlib.h>

#include "base/mem.h"
#include "scan/identity.h"
#include "scan/nearest_component.h"

enum { FIRST_ROOM = 64 };

struct id {
	const struct artifact *artifact;
	struct span id;
	struct component *component;
	size_t order;
	bool root;
};

/* Of an open artifact, `from` and `to` are ids; of a closed one `component` is who needs it. */
struct need {
	const struct artifact *artifact;
	struct span from, to, ecosystem, range, scope;
	struct component *component;
};

struct ids {
	struct id *all;
	size_t n, room;
};

struct needs {
	struct need *all;
	size_t n, room;
};

struct link {
	struct report *report;
	struct ids ids; /* of open artifacts, inner ones last */
	struct needs open, names;
};

struct link *link_new(struct report *report)
{
	struct link *link = mem_alloc(sizeof(*link));

	link->report = report;
	return link;
}

void link_free(struct link *link)
{
	if (!link)
		return;
	mem_free(link->ids.all);
	mem_free(link->open.all);
	mem_free(link->names.all);
	mem_free(link);
}

static size_t more(size_t room)
{
	return room ? 2 * room : FIRST_ROOM;
}

static void add_need(struct needs *needs, const struct need *need)
{
	if (needs->n == needs->room) {
		needs->room = more(needs->room);
		needs->all = mem_resize(needs->all, needs->room * sizeof(*needs->all));
	}
	needs->all[needs->n++] = *need;
}

static struct span usual_id(struct arena *arena, const struct fact *fact)
{
	struct span name = fact_text(fact, "name"), version = fact_text(fact, "version");

	return span_str(arena_printf(arena, "%.*s@%.*s", (int)name.n, (const char *)name.p,
				     (int)version.n, (const char *)version.p));
}

void link_id(struct link *link, const struct artifact *artifact, const struct fact *fact,
	     struct component *component)
{
	struct arena *arena = &link->report->arena;
	struct ids *ids = &link->ids;
	struct span id = fact_text(fact, "id");

	if (ids->n == ids->room) {
		ids->room = more(ids->room);
		ids->all = mem_resize(ids->all, ids->room * sizeof(*ids->all));
	}
	ids->all[ids->n] = (struct id){
		.artifact = artifact,
		.id = id.n ? arena_copy(arena, id) : usual_id(arena, fact),
		.component = component,
		.order = ids->n,
		.root = fact_is(fact, "root", "yes"),
	};
	ids->n++;
}

void link_need(struct link *link, const struct artifact *artifact, const struct fact *fact)
{
	struct arena *arena = &link->report->arena;

	add_need(&link->open, &(struct need){
				      .artifact = artifact,
				      .from = arena_copy(arena, fact_text(fact, "from")),
				      .to = arena_copy(arena, fact_text(fact, "to")),
				      .ecosystem = arena_copy(arena, fact_text(fact, "ecosystem")),
				      .range = arena_copy(arena, fact_text(fact, "range")),
				      .scope = arena_copy(arena, fact_text(fact, "scope")),
			      });
}

/* Edges. */

static void add_dependency(struct arena *arena, struct dependency **list,
			   const struct dependency *like)
{
	struct dependency *dependency = arena_alloc(arena, sizeof(*dependency));

	*dependency = *like;
	dependency->next = *list;
	*list = dependency;
}

static void add_edge(struct report *report, const struct need *need, struct component *to)
{
	struct dependency edge = { .component = to, .range = need->range, .scope = need->scope };
	struct component *from = need->component;

	if (from == to)
		return;
	add_dependency(&report->arena, from ? &from->dependencies : &report->needs, &edge);
	if (!from)
		return;
	edge.component = from;
	add_dependency(&report->arena, &to->dependents, &edge);
}

/* By id, in one artifact. */

static int id_order(const void *a, const void *b)
{
	const struct id *x = a, *y = b;
	int order = span_cmp(x->id, y->id);

	return order ? order : (x->order > y->order) - (x->order < y->order);
}

/* The first of that id among the n ids in order, or NULL. */
static struct component *by_id(const struct id *ids, size_t n, struct span id)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (span_cmp(ids[middle].id, id) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n && span_eq(ids[low].id, id) ? ids[low].component : NULL;
}

static struct component *root_of(const struct id *ids, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (ids[i].root)
			return ids[i].component;
	return NULL;
}

static void answer(struct link *link, const struct id *ids, size_t n, struct need *need)
{
	struct component *to = by_id(ids, n, need->to);

	need->component = need->from.n ? by_id(ids, n, need->from) : root_of(ids, n);
	if (need->from.n && !need->component)
		return;
	if (to) {
		add_edge(link->report, need, to);
		return;
	}
	if (need->ecosystem.n == 0)
		need->ecosystem = need->component ? need->component->ecosystem
				  : n		  ? ids[0].component->ecosystem
						  : (struct span){ 0 };
	add_need(&link->names, need);
}

void link_close(struct link *link, const struct artifact *artifact)
{
	size_t first = link->ids.n, need = link->open.n;

	while (first > 0 && link->ids.all[first - 1].artifact == artifact)
		first--;
	while (need > 0 && link->open.all[need - 1].artifact == artifact)
		need--;

	struct id *ids = link->ids.all + first;
	size_t n = link->ids.n - first;

	if (n)
		qsort(ids, n, sizeof(*ids), id_order);
	for (size_t i = need; i < link->open.n; i++)
		answer(link, ids, n, &link->open.all[i]);
	link->ids.n = first;
	link->open.n = need;
}

/* By name, in the whole tree. */

static void link_names(struct link *link, const struct nearest *nearest)
{
	for (size_t i = 0; i < link->names.n; i++) {
		const struct need *need = &link->names.all[i];
		struct component like, *to;

		identity_of_name(&like, need->ecosystem, need->to, &link->report->arena);
		to = nearest_component(nearest, &like, need->artifact);

		if (to)
			add_edge(link->report, need, to);
	}
}

static void move_edges(struct component *from, struct component *to)
{
	for (struct dependency *d = from->dependents, *next; d; d = next) {
		next = d->next;
		for (struct dependency *back = d->component->dependencies; back; back = back->next)
			if (back->component == from)
				back->component = to;
		d->next = to->dependents;
		to->dependents = d;
	}
}

/* Everything said of the requirement is said of its answer. */
static void fold(struct component *range, struct component *exact)
{
	struct occurrence **end = &range->occurrences;

	while (*end)
		end = &(*end)->next;
	*end = exact->occurrences;
	exact->occurrences = range->occurrences;
	move_edges(range, exact);
}

static void fold_ranges(struct report *report, const struct nearest *nearest)
{
	struct component **place = &report->components;

	report->components_end = place;
	while (*place) {
		struct component *c = *place;
		struct component *exact =
			c->certainty == CERTAINTY_EXACT ? NULL : nearest_answer(nearest, c);

		if (!exact && c->certainty == CERTAINTY_UNRESOLVED && !c->is_root)
			exact = nearest_bound(nearest, c);

		if (exact) {
			fold(c, exact);
			*place = c->next;
			report->n_components--;
			for (struct dependency *d = report->needs; d; d = d->next)
				if (d->component == c)
					d->component = exact;
		} else {
			place = &c->next;
		}
		report->components_end = place;
	}
}

void link_finish(struct link *link)
{
	struct nearest *nearest = nearest_new(link->report);

	fold_ranges(link->report, nearest);
	nearest_free(nearest);
	nearest = nearest_new(link->report);
	link_names(link, nearest);
	nearest_free(nearest);
}
