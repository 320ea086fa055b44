/* Components in order. */
#include "core/component_order.h"

#include "core/sort_list.h"

static int component_order(const void *a, const void *b)
{
	const struct component *x = *(struct component *const *)a,
			       *y = *(struct component *const *)b;
	const struct span pairs[][2] = {
		{ x->ecosystem, y->ecosystem },
		{ x->namespace, y->namespace },
		{ x->name, y->name },
		{ x->version, y->version },
		{ x->qualifiers, y->qualifiers },
		{ x->range, y->range },
	};
	int order = (x->kind > y->kind) - (x->kind < y->kind);

	for (size_t i = 0; order == 0 && i < sizeof(pairs) / sizeof(*pairs); i++)
		order = span_cmp(pairs[i][0], pairs[i][1]);
	return order ? order : (x->order > y->order) - (x->order < y->order);
}

static int occurrence_order(const void *a, const void *b)
{
	const struct occurrence *x = *(struct occurrence *const *)a,
				*y = *(struct occurrence *const *)b;
	int order = span_cmp(x->artifact->path, y->artifact->path);

	if (order == 0)
		order = (x->line > y->line) - (x->line < y->line);
	if (order == 0)
		order = (x->offset > y->offset) - (x->offset < y->offset);
	return order ? order : span_cmp(x->method, y->method);
}

static int property_order(const void *a, const void *b)
{
	const struct property *x = *(struct property *const *)a, *y = *(struct property *const *)b;
	int order = span_cmp(x->key, y->key);

	return order ? order : span_cmp(x->value, y->value);
}

static int dependency_order(const void *a, const void *b)
{
	const struct dependency *x = *(struct dependency *const *)a,
				*y = *(struct dependency *const *)b;
	uint64_t i = x->component->order, j = y->component->order;
	int order = (i > j) - (i < j);

	if (order == 0)
		order = span_cmp(x->range, y->range);
	return order ? order : span_cmp(x->scope, y->scope);
}

/* Of a need that several files speak of one is left: with the first range, and required if one of
 * them says so. */
static void merge_same(struct dependency *list)
{
	for (struct dependency *d = list; d; d = d->next)
		for (struct dependency *same = d->next; same && same->component == d->component;
		     same = d->next) {
			if (d->range.n == 0)
				d->range = same->range;
			if (d->scope.n == 0 || span_is(same->scope, "required"))
				d->scope = same->scope;
			d->next = same->next;
		}
}

static void sort_dependencies(struct dependency **list)
{
	SORT_LIST(struct dependency, *list, dependency_order);
	merge_same(*list);
}

static void sort_lists(struct component *c)
{
	SORT_LIST(struct occurrence, c->occurrences, occurrence_order);
	SORT_LIST(struct property, c->licences, property_order);
	SORT_LIST(struct property, c->digests, property_order);
	SORT_LIST(struct property, c->properties, property_order);
	sort_dependencies(&c->dependencies);
	sort_dependencies(&c->dependents);
}

void components_sort(struct report *report)
{
	uint64_t order = 0;

	SORT_LIST(struct component, report->components, component_order);
	for (struct component *c = report->components; c; c = c->next)
		c->order = order++;
	for (struct component *c = report->components; c; c = c->next)
		sort_lists(c);
	sort_dependencies(&report->needs);
}
