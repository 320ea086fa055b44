/* Where to look on a machine. */
#include "scan/host.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "base/set.h"
#include "eco/place.h"
#include "scan/host_places.h"
#include "sys/walk.h"

enum { FOUND_MAX = 20000, FOLDERS_MAX = 400000, DEPTH_MAX = 9, FIRST_ROOM = 64 };

struct find {
	struct arena *arena;
	struct host *host;
	size_t room;
	size_t n_folders; /* entered so far */
};

static void add(struct find *find, const char *path)
{
	struct host *host = find->host;
	char *real = realpath(path, NULL);

	if (!real || host->n == FOUND_MAX) {
		free(real);
		return;
	}
	if (host->n == find->room) {
		size_t room = find->room ? 2 * find->room : FIRST_ROOM;
		const char **targets = arena_array(find->arena, room, sizeof(*targets));

		if (host->n)
			memcpy(targets, host->targets, host->n * sizeof(*targets));
		host->targets = targets;
		find->room = room;
	}
	host->targets[host->n++] = arena_text(find->arena, span_str(real));
	free(real);
}

/* Places that are known by name. */

static void add_matches(struct find *find, const char *pattern)
{
	glob_t found;

	if (glob(pattern, GLOB_NOSORT, NULL, &found) != 0)
		return; /* nothing of that name */
	for (size_t i = 0; i < found.gl_pathc; i++)
		add(find, found.gl_pathv[i]);
	globfree(&found);
}

/* A pattern that begins with "~" is meant for every user. */
static void add_place(struct find *find, const char *pattern)
{
	static const char *const homes[] = { "/root", "/home/*", NULL };
	const char *own = getenv("HOME");

	if (pattern[0] != '~') {
		add_matches(find, pattern);
		return;
	}
	for (size_t i = 0; homes[i]; i++)
		add_matches(find, arena_printf(find->arena, "%s%s", homes[i], pattern + 1));
	if (own && own[0] == '/')
		add_matches(find, arena_printf(find->arena, "%s%s", own, pattern + 1));
}

/* Environments, which may lie anywhere. */

static size_t depth_of(struct span path)
{
	size_t depth = 0;

	for (size_t i = 0; i < path.n; i++)
		depth += path.p[i] == '/';
	return depth;
}

static void add_environment(struct find *find, struct span folder)
{
	find->host->n_environments++;
	add(find, arena_text(find->arena, folder));
}

static bool is_passed_by(struct span name)
{
	for (size_t i = 0; host_passed_by[i]; i++)
		if (span_is(name, host_passed_by[i]))
			return true;
	return false;
}

/* A folder conda-meta makes the one around it an environment of conda. */
static bool enter(void *context, struct span path)
{
	struct find *find = context;
	struct span name = place_name(path);

	if (span_is(name, "conda-meta"))
		add_environment(find, place_folder(path));
	return find->n_folders++ < FOLDERS_MAX && depth_of(path) < DEPTH_MAX && !is_passed_by(name);
}

/* Nothing is opened. */
static bool want(void *context, struct span path)
{
	struct find *find = context;

	if (span_is(place_name(path), "pyvenv.cfg"))
		add_environment(find, place_folder(path));
	return false;
}

static enum err visit(void *context, const struct walk_entry *entry)
{
	(void)context; /* a folder that cannot be read holds no environment of ours */
	(void)entry;
	return OK;
}

static void add_environments(struct find *find)
{
	const struct walker walker = {
		.enter = enter, .want = want, .visit = visit, .context = find
	};

	enum err e = OK; /* stays so: visit() ends no walk */

	for (size_t i = 0; e == OK && host_roots[i]; i++)
		e = walk(host_roots[i], &walker);
}

/* In order, without what lies in another. */

static int path_order(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

/* Between a folder and what lies in it others may stand ("/a", "/a-b", "/a/c"): all before are
 * asked, by their parents. */
static bool is_covered(const struct set *kept, const char *path)
{
	struct span part = span_str(path);

	do {
		if (set_has(kept, part))
			return true;
		part = place_folder(part);
	} while (part.n);
	return false;
}

static void reduce(struct find *find)
{
	struct host *host = find->host;
	struct span *slots = arena_array(find->arena, set_room(host->n), sizeof(*slots));
	struct set kept;
	size_t n = 0;

	set_init(&kept, slots, host->n);
	qsort(host->targets, host->n, sizeof(*host->targets), path_order);
	for (size_t i = 0; i < host->n; i++) {
		if (is_covered(&kept, host->targets[i]))
			continue;
		(void)set_add(&kept, span_str(host->targets[i])); /* new, as was asked */
		host->targets[n++] = host->targets[i];
	}
	host->n = n;
}

void host_find(struct host *host, struct arena *arena)
{
	struct find find = { .arena = arena, .host = host };

	*host = (struct host){ 0 };
	for (size_t i = 0; host_places[i]; i++)
		add_place(&find, host_places[i]);
	add_environments(&find);
	reduce(&find);
}
