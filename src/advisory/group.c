/* Groups grow together along equal names. */
#include "advisory/group.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/sort.h"

/* A name of a hit: its id or an alias. */
struct named {
	struct span name;
	size_t hit;
};

static size_t count_names(const struct hit *hit)
{
	struct reader r = reader_of(hit->record.fields);
	struct field field;
	size_t n = 1;

	while (fields_next(&r, &field))
		n += field.tag == ADVISORY_ALIAS;
	return n;
}

static size_t put_names(struct named *names, const struct hit *hit, size_t index)
{
	struct reader r = reader_of(hit->record.fields);
	struct field field;
	size_t n = 0;

	names[n++] = (struct named){ hit->record.id, index };
	while (fields_next(&r, &field))
		if (field.tag == ADVISORY_ALIAS)
			names[n++] = (struct named){ field.bytes, index };
	return n;
}

/* Union-find; each set is called by its least member. */
static size_t root(size_t *parents, size_t i)
{
	while (parents[i] != i) {
		parents[i] = parents[parents[i]];
		i = parents[i];
	}
	return i;
}

static void unite(size_t *parents, size_t a, size_t b)
{
	a = root(parents, a);
	b = root(parents, b);
	if (a < b)
		parents[b] = a;
	else
		parents[a] = b;
}

/* Equal names stand together once they are in the order of their hashes. */
static size_t *connect(const struct hit *hits, size_t n, struct arena *arena)
{
	size_t *parents = arena_array(arena, n, sizeof(*parents)), n_names = 0, at = 0;

	for (size_t i = 0; i < n; i++)
		n_names += count_names(&hits[i]);

	struct named *names = arena_array(arena, n_names, sizeof(*names));
	struct sort_item *order = arena_array(arena, n_names, sizeof(*order));

	for (size_t i = 0; i < n; i++) {
		parents[i] = i;
		at += put_names(names + at, &hits[i], i);
	}
	for (size_t i = 0; i < n_names; i++)
		order[i] = (struct sort_item){ hash_span(names[i].name), i };
	sort_items(order, n_names);
	for (size_t i = 1; i < n_names; i++) {
		const struct named *a = &names[order[i - 1].index], *b = &names[order[i].index];

		if (span_eq(a->name, b->name))
			unite(parents, a->hit, b->hit);
	}
	return parents;
}

/* What a group says. */

static unsigned rank(struct span name)
{
	static const char *const prefixes[] = { "MAL-", "CVE-", "GHSA-" };
	unsigned i = 0;

	while (i < sizeof(prefixes) / sizeof(prefixes[0]) && !span_starts(name, prefixes[i]))
		i++;
	return i;
}

static void consider_name(void *context, struct span name)
{
	struct group *group = context;
	unsigned a = rank(name), b = rank(group->name);

	if (group->name.n == 0 || a < b || (a == b && span_cmp(name, group->name) < 0))
		group->name = name;
}

static void consider_vectors(struct group *group, struct span fields)
{
	struct reader r = reader_of(fields);
	struct field field;
	struct cvss cvss;

	while (fields_next(&r, &field)) {
		if (field.tag != ADVISORY_SEVERITY || !cvss_score(field.bytes, &cvss))
			continue;
		if (group->vector.n > 0 &&
		    (cvss.version < group->cvss.version ||
		     (cvss.version == group->cvss.version && cvss.tenths <= group->cvss.tenths)))
			continue;
		group->vector = field.bytes;
		group->cvss = cvss;
	}
}

static void consider(struct group *group, struct hit *hit, const struct version_order *order)
{
	const struct match *match = &hit->match;
	int out;

	if (!group->hits || match->how < group->how) {
		group->how = match->how;
		group->example = match->example;
	}
	if (match->fixed.n > 0 &&
	    (group->fixed.n == 0 ||
	     (version_compare(order, match->fixed, group->fixed, &out) && out < 0)))
		group->fixed = match->fixed;
	if (hit->record.published > 1 &&
	    (group->since == 0 || hit->record.published < group->since))
		group->since = hit->record.published;
	group->is_malware |= advisory_is_malware(hit->record.id);
	consider_vectors(group, hit->record.fields);
	consider_vectors(group, match->fields);
	hit->next = group->hits;
	group->hits = hit;
}

static int by_name(const void *a, const void *b)
{
	return span_cmp((*(struct group *const *)a)->name, (*(struct group *const *)b)->name);
}

struct group *group_hits(struct hit *hits, size_t n, const struct version_order *order,
			 struct arena *arena)
{
	size_t *parents = connect(hits, n, arena), n_groups = 0;
	struct group *groups = arena_array(arena, n, sizeof(*groups));
	struct group **all = arena_array(arena, n + 1, sizeof(struct group *));

	for (size_t i = n; i > 0; i--)
		consider(&groups[root(parents, i - 1)], &hits[i - 1], order);
	for (size_t i = 0; i < n; i++) {
		if (!groups[i].hits)
			continue;
		group_names(&groups[i], arena, consider_name, &groups[i]);
		all[n_groups++] = &groups[i];
	}
	qsort(all, n_groups, sizeof(struct group *), by_name);
	for (size_t i = 0; i < n_groups; i++)
		all[i]->next = all[i + 1];
	return all[0];
}

static int by_text(const void *a, const void *b)
{
	return span_cmp(((const struct named *)a)->name, ((const struct named *)b)->name);
}

void group_names(const struct group *group, struct arena *arena,
		 void (*use)(void *context, struct span name), void *context)
{
	size_t n = 0, at = 0;

	for (const struct hit *hit = group->hits; hit; hit = hit->next)
		n += count_names(hit);

	struct named *names = arena_array(arena, n, sizeof(*names));

	for (const struct hit *hit = group->hits; hit; hit = hit->next)
		at += put_names(names + at, hit, 0);
	qsort(names, n, sizeof(*names), by_text);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || !span_eq(names[i].name, names[i - 1].name))
			use(context, names[i].name);
}
