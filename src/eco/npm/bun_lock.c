/*
 * bun.lock (bun 1.2 and later; JSON with comments and trailing commas). `packages` has by path
 * ("a", or "b/a" for the a that only b gets) a list: "NAME@VERSION", then for one of a registry its
 * address (or ""), what it needs, and its digest.
 */
#include <stdio.h>

#include "eco/npm/folder.h"
#include "eco/npm/lock.h"
#include "eco/npm/spec.h"
#include "eco/place.h"
#include "format/document.h"
#include "format/format.h"

enum { PATH_ROOM = 1024, FOLDERS_MAX = 32 };

static const struct span root_id = SPAN(".");

static unsigned bid(const struct probe *probe)
{
	return span_is(probe->name, "bun.lock") && npm_lock_counts(probe->path) ? BID_LIKELY
										: BID_NONE;
}

/* The map in the list, and the strings before and after it. */
struct parts {
	struct span ident, address, integrity;
	const struct value *info;
};

static struct parts parts_of(struct npm_lock *lock, const struct value *list)
{
	struct parts parts = { 0 };
	size_t i = 0;

	value_each (item, list) {
		struct span text = value_text(item, job_arena(lock->job));

		if (value_is_kind(item, VALUE_MAP))
			parts.info = item;
		else if (i == 0)
			parts.ident = text;
		else if (parts.info)
			parts.integrity = text;
		else
			parts.address = text;
		i++;
	}
	return parts;
}

static void add_package(struct npm_lock *lock, const struct value *key)
{
	struct parts parts = parts_of(lock, value_of(key));
	struct span path = value_text(key, job_arena(lock->job)), version;
	struct span name = npm_split(parts.ident, &version);
	struct npm_spec spec = npm_spec_of(version);
	bool is_address = npm_spec_is_address(&spec);
	struct span installed_as = place_name(path);
	struct npm_locked one = {
		.id = path,
		.name = name,
		.version = is_address ? (struct span){ 0 } : version,
		.resolved = spec.kind == NPM_SPEC_LOCAL ? (struct span){ 0 }
			    : is_address		? version
							: parts.address,
		.integrity = parts.integrity,
		.scope = "required",
		.offset = key->offset,
		.is_root = spec.kind == NPM_SPEC_LOCAL,
		.is_asked = is_address,
	};

	if (!span_eq(installed_as, place_name(name)))
		one.alias = installed_as;
	(void)npm_lock_add(lock, &one); /* there is room for every key */
}

/* "a/b" needs c: "a/b/c", "a/c", or "c". */
static struct npm_locked *resolve(struct npm_lock *lock, struct span path, struct span name)
{
	char text[PATH_ROOM];

	for (int i = 0; i < FOLDERS_MAX; i++) {
		int n = snprintf(text, sizeof(text), "%.*s%s%.*s", (int)path.n,
				 (const char *)path.p, path.n ? "/" : "", (int)name.n,
				 (const char *)name.p);
		struct npm_locked *found = n < 0 || n >= PATH_ROOM
						   ? NULL
						   : npm_lock_find(lock, span_of(text, (size_t)n));

		if (found || path.n == 0)
			return found;
		path = place_folder(path);
	}
	return NULL;
}

static const struct {
	const char *key, *scope;
} kinds[] = {
	{ "dependencies", "required" },
	{ "optionalDependencies", "optional" },
	{ "peerDependencies", "required" },
	{ "devDependencies", "dev" },
};

static void add_needs(struct npm_lock *lock, const struct npm_locked *from, struct span path,
		      const struct value *map)
{
	struct arena *arena = job_arena(lock->job);

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		value_each (need, value_get(map, kinds[i].key)) {
			struct npm_locked *to = resolve(lock, path, value_text(need, arena));

			if (to)
				npm_lock_need(lock, from, to, value_text(value_of(need), arena),
					      kinds[i].scope);
		}
	}
}

/* The project itself, in the folder "", is in no other table. */
static void add_workspace(struct npm_lock *lock, const struct value *key)
{
	struct arena *arena = job_arena(lock->job);
	struct span name = value_text(value_get(value_of(key), "name"), arena);
	struct span version = value_text(value_get(value_of(key), "version"), arena);
	struct npm_locked *known = npm_lock_find(lock, name);

	if (known && known->is_root)
		known->version = version;
	else if (key->size == 0)
		(void)npm_lock_add(lock, &(const struct npm_locked){ .id = root_id,
								     .name = name,
								     .version = version,
								     .offset = key->offset,
								     .is_root = true });
}

static void read_packages(struct npm_lock *lock, const struct value *root)
{
	static const struct npm_locked nobody = { 0 };
	const struct value *packages = value_get(root, "packages");
	const struct value *workspaces = value_get(root, "workspaces");

	value_each (key, packages)
		add_package(lock, key);
	value_each (key, workspaces)
		add_workspace(lock, key);
	value_each (key, packages) {
		struct span path = value_text(key, job_arena(lock->job));
		const struct npm_locked *from = npm_lock_find(lock, path);

		if (from)
			add_needs(lock, from, path, parts_of(lock, value_of(key)).info);
	}
	value_each (workspace, workspaces) {
		struct span name =
			value_text(value_get(value_of(workspace), "name"), job_arena(lock->job));
		const struct npm_locked *from =
			npm_lock_find(lock, workspace->size ? name : root_id);

		add_needs(lock, from ? from : &nobody, (struct span){ 0 }, value_of(workspace));
	}
}

static void read(struct job *job, struct span bytes)
{
	struct npm_lock lock;
	struct document doc;

	document_open_jsonc(&doc, job, bytes);
	document_say(&doc, job, 0);

	const struct value *packages = value_get(doc.json.root, "packages");
	size_t n = value_is_kind(packages, VALUE_MAP) ? packages->size + 1 : 1;

	npm_lock_open(&lock, job, bytes, n, n);
	read_packages(&lock, doc.json.root);
	npm_lock_close(&lock);
	document_close(&doc, job);
}

const struct format format_npm_bun_lock = {
	.name = "npm_bun_lock",
	.bid = bid,
	.read = read,
	.of_project = true,
};
