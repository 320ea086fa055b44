/* Components by key and by how near they are. */
#include "scan/nearest_component.h"

#include <stdlib.h>

#include "base/mem.h"
#include "scan/fits.h"

enum { CANDIDATES_MAX = 256, LOOKED_AT_MAX = 16 };

struct nearest {
	struct component **all; /* by (key, ecosystem, version) */
	size_t n;
};

static int by_key(const void *a, const void *b)
{
	const struct component *x = *(struct component *const *)a,
			       *y = *(struct component *const *)b;
	int order = span_cmp(x->key, y->key);

	if (order == 0)
		order = span_cmp(x->ecosystem, y->ecosystem);
	return order ? order : span_cmp(x->version, y->version);
}

struct nearest *nearest_new(const struct report *report)
{
	struct nearest *nearest = mem_alloc(sizeof(*nearest));

	nearest->all = mem_alloc((report->n_components + 1) * sizeof(struct component *));
	for (struct component *c = report->components; c; c = c->next)
		nearest->all[nearest->n++] = c;
	qsort(nearest->all, nearest->n, sizeof(struct component *), by_key);
	return nearest;
}

void nearest_free(struct nearest *nearest)
{
	mem_free(nearest->all);
	mem_free(nearest);
}

/* The first whose key is not before `key`. */
static size_t first_of(const struct nearest *nearest, struct span key)
{
	size_t low = 0, high = nearest->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (span_cmp(nearest->all[middle]->key, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct span folder_of(struct span path)
{
	const uint8_t *slash = path.n ? memrchr(path.p, '/', path.n) : NULL;

	return span_part(path, 0, slash ? (uint64_t)(slash - path.p) : 0);
}

/* How many folders two paths begin with together. */
static size_t shared(struct span a, struct span b)
{
	size_t folders = 0, least = a.n < b.n ? a.n : b.n, i = 0;

	for (; i < least && a.p[i] == b.p[i]; i++)
		folders += a.p[i] == '/';
	if (i == least && (a.n == b.n || (a.n > b.n ? a.p[i] : b.p[i]) == '/'))
		folders++;
	return folders;
}

static size_t depth_of(struct span path)
{
	size_t depth = 0;

	for (size_t i = 0; i < path.n; i++)
		depth += path.p[i] == '/';
	return depth;
}

/* Larger is nearer. */
static uint64_t nearness(const struct component *component, struct span folder)
{
	uint64_t best = 0;
	size_t looked_at = 0;

	for (const struct occurrence *o = component->occurrences; o && looked_at < LOOKED_AT_MAX;
	     o = o->next, looked_at++) {
		size_t depth = depth_of(o->artifact->path);
		uint64_t score = ((uint64_t)shared(folder_of(o->artifact->path), folder) << 16) +
				 (UINT16_MAX - (depth < UINT16_MAX ? depth : UINT16_MAX)) + 1;

		if (score > best)
			best = score;
	}
	return best;
}

struct component *nearest_component(const struct nearest *nearest, const struct component *like,
				    const struct artifact *artifact)
{
	struct component *best = NULL;
	uint64_t best_score = 0;
	size_t i = first_of(nearest, like->key);

	for (size_t n = 0; n < CANDIDATES_MAX && i < nearest->n; n++, i++) {
		struct component *c = nearest->all[i];

		if (!span_eq(c->key, like->key))
			break;
		if (like->ecosystem.n && !span_eq(c->ecosystem, like->ecosystem))
			continue;

		uint64_t score = 2 * nearness(c, folder_of(artifact->path)) +
				 (c->certainty == CERTAINTY_EXACT);

		if (score > best_score) {
			best = c;
			best_score = score;
		}
	}
	return best;
}

/* Whether one folder is the other or lies in it. */
static bool related(struct span a, struct span b)
{
	struct span inner = a.n < b.n ? b : a, outer = a.n < b.n ? a : b;

	return span_eq(span_part(inner, 0, outer.n), outer) &&
	       (inner.n == outer.n || outer.n == 0 || inner.p[outer.n] == '/');
}

static bool answers(const struct component *exact, const struct occurrence *asked)
{
	struct span folder = folder_of(asked->artifact->path);
	size_t looked_at = 0;

	if (span_is(asked->method, "bom"))
		return false; /* a bill that lists both means both */
	for (const struct occurrence *o = exact->occurrences; o && looked_at < LOOKED_AT_MAX;
	     o = o->next, looked_at++)
		if (related(folder_of(o->artifact->path), folder))
			return true;
	return false;
}

static bool answers_all(const struct component *exact, const struct component *range)
{
	for (const struct occurrence *o = range->occurrences; o; o = o->next)
		if (!answers(exact, o))
			return false;
	return true;
}

struct component *nearest_bound(const struct nearest *nearest, const struct component *name)
{
	size_t i = first_of(nearest, name->key);
	struct component *found = NULL;

	for (size_t n = 0; n < CANDIDATES_MAX && i < nearest->n; n++, i++) {
		struct component *c = nearest->all[i];

		if (!span_eq(c->key, name->key))
			break;
		if (c->kind != name->kind || c->certainty != CERTAINTY_RANGE ||
		    !span_eq(c->ecosystem, name->ecosystem) || !answers_all(c, name))
			continue;
		if (found)
			return NULL; /* who asks for the name may mean either */
		found = c;
	}
	return found;
}

struct component *nearest_answer(const struct nearest *nearest, const struct component *range)
{
	size_t i = first_of(nearest, range->key);

	for (size_t n = 0; n < CANDIDATES_MAX && i < nearest->n; n++, i++) {
		struct component *c = nearest->all[i];

		if (!span_eq(c->key, range->key))
			break;
		if (c->kind == range->kind && c->certainty == CERTAINTY_EXACT &&
		    (c->is_root || !range->is_root) && span_eq(c->ecosystem, range->ecosystem) &&
		    answers_all(c, range) && version_fits(c->ecosystem, range->range, c->version))
			return c;
	}
	return NULL;
}
