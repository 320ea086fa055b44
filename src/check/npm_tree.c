/* Folders of node_modules against the list that npm keeps in them. */
#include "check/npm_tree.h"

#include <stdlib.h>

#include "base/mem.h"

#define part_name "node_modules/"

static const char list_name[] = part_name ".package-lock.json";

/* The lists of the report, in the order of their paths. */
struct lists {
	const struct artifact **all;
	size_t n;
};

static bool is_list(const struct artifact *artifact)
{
	return artifact->n_formats && span_ends(artifact->path, list_name);
}

static int by_path(const void *a, const void *b)
{
	const struct artifact *x = *(const struct artifact *const *)a,
			      *y = *(const struct artifact *const *)b;

	return span_cmp(x->path, y->path);
}

static struct lists lists_of(const struct report *report)
{
	struct lists lists = { 0 };
	size_t n = 0;

	for (const struct artifact *a = report->artifacts; a; a = a->next)
		n += is_list(a);
	lists.all = mem_alloc((n + 1) * sizeof(const struct artifact *));
	for (const struct artifact *a = report->artifacts; a; a = a->next)
		if (is_list(a))
			lists.all[lists.n++] = a;
	qsort(lists.all, lists.n, sizeof(const struct artifact *), by_path);
	return lists;
}

/* What stands before the list's own name: "app/node_modules/". */
static struct span folder_of(const struct artifact *list)
{
	return span_part(list->path, 0, list->path.n - (sizeof(list_name) - sizeof(part_name)));
}

static const struct artifact *list_at(const struct lists *lists, struct span folder)
{
	size_t low = 0, high = lists->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = span_cmp(folder_of(lists->all[middle]), folder);

		if (order == 0)
			return lists->all[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static struct span behind_slash(struct span path)
{
	ptrdiff_t slash = span_byte(path, '/');

	return slash == SPAN_NONE ? (struct span){ 0 } : span_from(path, (uint64_t)slash + 1);
}

/* Where npm puts packages: "a/package.json", "a/node_modules/@s/b/package.json". What lies
 * elsewhere came in a package's own archive. */
static bool is_place_of_npm(struct span path)
{
	while (path.n) {
		if (span_starts(path, "@"))
			path = behind_slash(path);
		path = behind_slash(path);
		if (span_is(path, "package.json"))
			return true;
		if (!span_starts(path, part_name))
			return false;
		path = behind_slash(path);
	}
	return false;
}

/* The list of the outermost node_modules around the path that has one and may name what lies there,
 * or NULL. */
static const struct artifact *list_over(const struct lists *lists, struct span path)
{
	static const struct span part = SPAN(part_name);
	size_t at = 0;

	for (;;) {
		ptrdiff_t next = span_find(span_from(path, at), part);

		if (next == SPAN_NONE)
			return NULL;
		at += (size_t)next + part.n;

		const struct artifact *list = list_at(lists, span_part(path, 0, at));

		if (list)
			return is_place_of_npm(span_from(path, at)) ? list : NULL;
	}
}

static bool seen_in(const struct component *component, const struct artifact *artifact)
{
	for (const struct occurrence *o = component->occurrences; o; o = o->next)
		if (o->artifact == artifact)
			return true;
	return false;
}

static bool ends_with_folder(struct span path, struct span folder)
{
	static const char name[] = "/package.json";

	path.n -= span_ends(path, name) ? sizeof(name) - 1 : 0;
	return path.n > folder.n && path.p[path.n - folder.n - 1] == '/' &&
	       span_eq(span_from(path, path.n - folder.n), folder);
}

/* The other name under which it lies there, unless a lock file calls it an alias. */
static struct span other_name(const struct component *component, const struct occurrence *o)
{
	struct span folder = { 0 };

	for (const struct property *p = component->properties; p; p = p->next)
		if (span_is(p->key, "folder") && ends_with_folder(o->artifact->path, p->value))
			folder = p->value;
	for (const struct property *p = component->properties; p; p = p->next)
		if (span_is(p->key, "alias") && span_eq(p->value, folder))
			return (struct span){ 0 };
	return folder;
}

static void compare(const struct judge *judge, const struct lists *lists, struct component *c,
		    void (*tell)(const struct judge *judge, const struct npm_tree_found *found))
{
	for (const struct occurrence *o = c->occurrences; o; o = o->next) {
		if (!span_is(o->method, "installed"))
			continue;

		const struct artifact *list = list_over(lists, o->artifact->path);
		struct npm_tree_found found = { .component = c,
						.occurrence = o,
						.folder = other_name(c, o) };

		if (!list)
			continue;
		found.listed = seen_in(c, list);
		if (!found.listed || found.folder.n)
			tell(judge, &found);
	}
}

void npm_tree(const struct judge *judge,
	      void (*tell)(const struct judge *judge, const struct npm_tree_found *found))
{
	struct lists lists = lists_of(judge->report);

	for (struct component *c = judge->report->components; lists.n && c; c = c->next)
		if (span_is(c->ecosystem, "npm"))
			compare(judge, &lists, c, tell);
	mem_free(lists.all);
}
