/*
 * package-lock.json, npm-shrinkwrap.json and node_modules/.package-lock.json, versions 1 to 3.
 *
 * Version 3 is a flat table `packages` by folder, version 1 a nested one, `dependencies`, by name;
 * version 2 has both, one for old programs and one for new, which ought to say the same.
 *
 *     ANOMALY npm-lock-two-views   they do not
 */
#include <stdio.h>

#include "eco/npm/folder.h"
#include "eco/npm/lock.h"
#include "eco/npm/spec.h"
#include "eco/place.h"
#include "format/document.h"
#include "format/format.h"

enum { NESTED_MAX = 64, FOLDERS_MAX = 256, PATH_ROOM = 2048 };

static const char *const names[] = { "package-lock.json", "npm-shrinkwrap.json",
				     ".package-lock.json", NULL };

static unsigned bid(const struct probe *probe)
{
	if (!npm_lock_counts(probe->path))
		return BID_NONE;
	for (size_t i = 0; names[i]; i++)
		if (span_is(probe->name, names[i]))
			return BID_LIKELY;
	return BID_NONE;
}

static struct span text(struct npm_lock *lock, const struct value *map, const char *key)
{
	return value_text(value_get(map, key), job_arena(lock->job));
}

static bool is_true(const struct value *map, const char *key)
{
	return value_is_kind(value_get(map, key), VALUE_TRUE);
}

static const char *scope_of(const struct value *map)
{
	if (is_true(map, "dev"))
		return "dev";
	return is_true(map, "optional") || is_true(map, "devOptional") || is_true(map, "peer")
		       ? "optional"
		       : "required";
}

static struct span joined(struct npm_lock *lock, struct span folder, struct span name)
{
	return span_str(arena_printf(job_arena(lock->job), "%.*s%snode_modules/%.*s", (int)folder.n,
				     (const char *)folder.p, folder.n ? "/" : "", (int)name.n,
				     (const char *)name.p));
}

/* The project itself stands at the empty path, which is no id. */
static const struct span root_id = SPAN(".");

/* Needs, resolved as node does: in the folder's own node_modules, then in those around it. */

static struct npm_locked *find_in(struct npm_lock *lock, struct span folder, struct span name)
{
	char path[PATH_ROOM];
	int n = snprintf(path, sizeof(path), "%.*s%snode_modules/%.*s", (int)folder.n,
			 (const char *)folder.p, folder.n ? "/" : "", (int)name.n,
			 (const char *)name.p);

	return n < 0 || n >= PATH_ROOM ? NULL : npm_lock_find(lock, span_of(path, (size_t)n));
}

static struct npm_locked *resolve(struct npm_lock *lock, struct span folder, struct span name)
{
	for (int i = 0; i < FOLDERS_MAX; i++) {
		struct npm_locked *found = NULL;

		if (!place_is(folder, "node_modules"))
			found = find_in(lock, folder, name);
		if (found || folder.n == 0)
			return found;
		folder = place_folder(folder);
	}
	return NULL;
}

static void add_needs(struct npm_lock *lock, struct span folder, const struct value *map,
		      const char *scope)
{
	const struct npm_locked *from = npm_lock_find(lock, folder.n ? folder : root_id);

	value_each (key, map) {
		struct npm_locked *to =
			resolve(lock, folder, value_text(key, job_arena(lock->job)));

		if (from && to)
			npm_lock_need(lock, from, to,
				      value_text(value_of(key), job_arena(lock->job)), scope);
	}
}

/* The flat table. */

static struct npm_locked like_flat(struct npm_lock *lock, struct span folder,
				   const struct value *map)
{
	bool installed;
	struct span installed_as = place_behind(folder, "node_modules", &installed);
	struct npm_locked one = {
		.id = folder.n ? folder : root_id,
		.name = text(lock, map, "name"),
		.version = text(lock, map, "version"),
		.resolved = text(lock, map, "resolved"),
		.integrity = text(lock, map, "integrity"),
		.licence = text(lock, map, "license"),
		.scope = installed ? scope_of(map) : NULL,
		.is_root = !installed,
		.is_bundled = is_true(map, "inBundle"),
		.runs_script = is_true(map, "hasInstallScript"),
	};

	if (one.name.n && installed && !span_eq(one.name, installed_as))
		one.alias = installed_as;
	if (one.name.n == 0)
		one.name = installed ? installed_as : place_name(folder);
	return one;
}

static bool is_link(const struct value *map)
{
	return is_true(map, "link");
}

static void add_flat(struct npm_lock *lock, const struct value *packages)
{
	value_each (key, packages) {
		struct npm_locked one =
			like_flat(lock, value_text(key, job_arena(lock->job)), value_of(key));

		one.offset = key->offset;
		if (!is_link(value_of(key)))
			(void)npm_lock_add(lock, &one); /* there is room for every key */
	}
}

/* A link in node_modules stands for the folder it leads to. */
static void add_links(struct npm_lock *lock, const struct value *packages)
{
	struct index links;
	size_t n = packages ? packages->size : 0;

	index_init(&links, job_arena(lock->job), n);
	value_each (key, packages) {
		struct npm_locked *to =
			is_link(value_of(key))
				? npm_lock_find(lock, text(lock, value_of(key), "resolved"))
				: NULL;

		if (to)
			index_add(&links, value_text(key, job_arena(lock->job)),
				  (size_t)(to - lock->all));
	}
	for (size_t i = 0; i < links.n; i++)
		index_add(&lock->ids, links.rows[i].key, links.rows[i].number);
}

static const struct {
	const char *key, *scope;
} kinds[] = {
	{ "dependencies", "required" },
	{ "optionalDependencies", "optional" },
	{ "peerDependencies", "required" },
	{ "devDependencies", "dev" },
};

static void read_flat(struct npm_lock *lock, const struct value *packages)
{
	add_flat(lock, packages);
	add_links(lock, packages);
	value_each (key, packages) {
		for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
			add_needs(lock, value_text(key, job_arena(lock->job)),
				  value_get(value_of(key), kinds[i].key), kinds[i].scope);
	}
}

/* The nested table. An entry's version may be an address, or an alias "npm:NAME@VERSION". */

static struct npm_locked like_nested(struct npm_lock *lock, struct span folder, struct span name,
				     const struct value *map)
{
	struct npm_spec version = npm_spec_of(text(lock, map, "version"));
	struct npm_locked one = {
		.id = folder,
		.name = version.name.n ? version.name : name,
		.alias = version.name.n ? name : (struct span){ 0 },
		.resolved = text(lock, map, "resolved"),
		.integrity = text(lock, map, "integrity"),
		.scope = scope_of(map),
		.is_bundled = is_true(map, "bundled"),
	};

	if (npm_spec_is_address(&version)) {
		one.resolved = version.text;
		one.is_asked = true;
	} else {
		one.version = version.text;
	}
	return one;
}

static size_t count_nested(const struct value *map, unsigned depth)
{
	size_t n = 0;

	value_each (key, depth < NESTED_MAX ? map : NULL)
		n += 1 + count_nested(value_get(value_of(key), "dependencies"), depth + 1);
	return n;
}

static void add_nested(struct npm_lock *lock, struct span folder, const struct value *map,
		       unsigned depth)
{
	if (map && depth == NESTED_MAX) {
		job_incomplete(lock->job, "entries are nested deeper than the limit", map->offset);
		return;
	}
	value_each (key, map) {
		struct span name = value_text(key, job_arena(lock->job));
		struct span inside = joined(lock, folder, name);
		struct npm_locked one = like_nested(lock, inside, name, value_of(key));

		one.offset = key->offset;
		(void)npm_lock_add(lock, &one); /* there is room for every key */
		add_nested(lock, inside, value_get(value_of(key), "dependencies"), depth + 1);
	}
}

static void add_nested_needs(struct npm_lock *lock, struct span folder, const struct value *map,
			     unsigned depth)
{
	value_each (key, depth < NESTED_MAX ? map : NULL) {
		struct span inside = joined(lock, folder, value_text(key, job_arena(lock->job)));

		add_needs(lock, inside, value_get(value_of(key), "requires"), "required");
		add_nested_needs(lock, inside, value_get(value_of(key), "dependencies"), depth + 1);
	}
}

static void read_nested(struct npm_lock *lock, const struct value *root)
{
	const struct value *table = value_get(root, "dependencies");
	struct npm_locked project = { .id = root_id,
				      .name = text(lock, root, "name"),
				      .version = text(lock, root, "version"),
				      .is_root = true };

	(void)npm_lock_add(lock, &project); /* there is room for every key */
	add_nested(lock, (struct span){ 0 }, table, 0);
	add_nested_needs(lock, (struct span){ 0 }, table, 0);
}

/* What an old program would install must be what a new one does. */
static void compare(struct npm_lock *lock, struct span folder, const struct value *map,
		    unsigned depth)
{
	value_each (key, depth < NESTED_MAX ? map : NULL) {
		struct span name = value_text(key, job_arena(lock->job));
		struct span inside = joined(lock, folder, name);
		struct npm_locked old = like_nested(lock, inside, name, value_of(key));
		const struct npm_locked *new = npm_lock_find(lock, inside);
		bool same = !new || ((old.version.n == 0 || span_eq(old.version, new->version)) &&
				     (old.integrity.n == 0 || new->integrity.n == 0 ||
				      span_eq(old.integrity, new->integrity)));

		if (!same)
			job_anomaly(lock->job, "npm-lock-two-views", inside, key->offset);
		compare(lock, inside, value_get(value_of(key), "dependencies"), depth + 1);
	}
}

static void read_lock(struct job *job, struct span bytes, const struct value *root)
{
	const struct value *flat = value_get(root, "packages");
	struct npm_lock lock;
	size_t n;

	if (!value_is_kind(flat, VALUE_MAP))
		flat = NULL;
	n = 1 + (flat ? flat->size : count_nested(value_get(root, "dependencies"), 0));
	npm_lock_open(&lock, job, bytes, n, 2 * n);
	if (flat) {
		read_flat(&lock, flat);
		compare(&lock, (struct span){ 0 }, value_get(root, "dependencies"), 0);
	} else {
		read_nested(&lock, root);
	}
	npm_lock_close(&lock);
}

static void read(struct job *job, struct span bytes)
{
	struct document doc;

	document_open_marked(&doc, job, bytes);

	const struct value *root = doc.json.root;

	if (value_is_kind(value_get(root, "packages"), VALUE_MAP) ||
	    value_is_kind(value_get(root, "dependencies"), VALUE_MAP) ||
	    value_get(root, "lockfileVersion")) {
		document_say(&doc, job, 0);
		read_lock(job, bytes, root);
	} else if (doc.is_read) {
		job_decline(job);
	}
	document_close(&doc, job);
}

const struct format format_npm_package_lock = {
	.name = "npm_package_lock",
	.bid = bid,
	.read = read,
	.of_project = true,
};
