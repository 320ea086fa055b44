/*
 * pnpm-lock.yaml of pnpm 3 to 10 (lockfile versions 5 to 9). A package goes by name and version,
 * written "/a/1.2.3" (5), "/a@1.2.3" (6) or "a@1.2.3" (9); behind it stands what peers it was put
 * together with, in brackets or after '_', which makes no other package of it. Needs stand with the
 * packages, in 9 in a table of their own, `snapshots`.
 */
#include "eco/entry.h"
#include "eco/npm/folder.h"
#include "eco/npm/lock.h"
#include "eco/npm/spec.h"
#include "eco/place.h"
#include "format/document.h"
#include "format/format.h"

static unsigned bid(const struct probe *probe)
{
	if (!npm_lock_counts(probe->path))
		return BID_NONE;
	return span_is(probe->name, "pnpm-lock.yaml") || span_is(probe->name, "shrinkwrap.yaml") ||
			       (span_is(probe->name, "lock.yaml") &&
				place_is(probe->path, "node_modules/.pnpm/lock.yaml"))
		       ? BID_LIKELY
		       : BID_NONE;
}

struct key {
	struct span name, version; /* the version may be an address */
};

static struct span before(struct span text, uint8_t byte)
{
	ptrdiff_t at = span_byte(text, byte);

	return at > 0 ? span_part(text, 0, (uint64_t)at) : text;
}

/* Version 5 separates by the last slash, unless the name is followed by '@'. */
static struct key key_of(struct span text)
{
	bool slash = span_starts(text, "/");
	struct span rest = before(span_from(text, slash), '('), behind;
	struct span name = npm_split(rest, &behind);

	if (behind.n)
		return (struct key){ name, behind };
	if (span_byte(rest, '/') == SPAN_NONE || (!slash && !span_starts(rest, "@")))
		return (struct key){ .name = rest };

	struct span version = place_name(rest);

	if (npm_is_version(before(version, '_')))
		version = before(version, '_');
	return (struct key){ place_folder(rest), version };
}

/* "1.2.3_react@17" of version 5 has an '@' behind its '_'. */
static struct key key_of_old(struct span text)
{
	struct span last = place_name(text);

	if (span_starts(text, "/") && npm_is_version(before(last, '_')))
		return (struct key){ span_from(place_folder(text), 1), before(last, '_') };
	return key_of(text);
}

static struct span id_of(struct npm_lock *lock, struct key key)
{
	return span_str(arena_printf(job_arena(lock->job), "%.*s@%.*s", (int)key.name.n,
				     (const char *)key.name.p, (int)key.version.n,
				     (const char *)key.version.p));
}

static struct span text(struct npm_lock *lock, const struct value *map, const char *key)
{
	return value_text(value_get(map, key), job_arena(lock->job));
}

static void add_package(struct npm_lock *lock, const struct value *key)
{
	const struct value *map = value_of(key), *resolution = value_get(map, "resolution");
	struct span written = value_text(key, job_arena(lock->job));
	struct key parts = key_of_old(written);
	struct span name = text(lock, map, "name"), version = text(lock, map, "version");
	struct npm_locked one = {
		.id = id_of(lock, parts),
		.name = name.n ? name : parts.name,
		.version = version,
		.integrity = text(lock, resolution, "integrity"),
		.resolved = text(lock, resolution, "tarball"),
		.scope = value_is(value_get(map, "dev"), "true")	? "dev"
			 : value_is(value_get(map, "optional"), "true") ? "optional"
									: "required",
		.offset = key->offset,
		.runs_script = value_is(value_get(map, "requiresBuild"), "true"),
		.is_asked = !npm_is_version(parts.version),
		.is_needed = true,
	};

	if (one.version.n == 0 && !one.is_asked)
		one.version = parts.version;
	if (one.resolved.n == 0)
		one.resolved = text(lock, resolution, "repo");
	if (npm_lock_find(lock, one.id))
		return;			/* with other peers */
	(void)npm_lock_add(lock, &one); /* there is room for every key */
	index_add(&lock->ids, written, lock->n - 1);
}

/* What a need names: a version, a whole key (an alias), or an address. */
static struct npm_locked *find(struct npm_lock *lock, struct span name, struct span value)
{
	struct span version = before(before(value, '('), '_');
	struct npm_locked *found =
		npm_is_version(version)
			? npm_lock_find(lock, id_of(lock, (struct key){ name, version }))
			: npm_lock_find(lock, id_of(lock, key_of_old(value)));

	if (!found)
		found = npm_lock_find(lock, value);
	if (!found)
		found = npm_lock_find(lock, id_of(lock, (struct key){ name, before(value, '(') }));
	return found;
}

static const struct {
	const char *key, *scope;
} kinds[] = {
	{ "dependencies", "required" },
	{ "optionalDependencies", "optional" },
	{ "devDependencies", "dev" },
};

static void add_needs(struct npm_lock *lock, const struct value *key)
{
	struct span written = value_text(key, job_arena(lock->job));
	const struct npm_locked *from = npm_lock_find(lock, id_of(lock, key_of_old(written)));

	for (size_t i = 0; from && i < 2; i++) {
		value_each (need, value_get(value_of(key), kinds[i].key)) {
			struct span value = value_text(value_of(need), job_arena(lock->job));
			struct npm_locked *to =
				find(lock, value_text(need, job_arena(lock->job)), value);

			if (to && to != from)
				npm_lock_need(lock, from, to, value, kinds[i].scope);
		}
	}
}

/* What a project of the workspace needs: a version, or what was asked for and a version. */
static void add_importer(struct npm_lock *lock, const struct value *importer)
{
	static const struct npm_locked nobody = { 0 };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		value_each (need, value_get(importer, kinds[i].key)) {
			const struct value *v = value_of(need);
			struct span version = value_is_kind(v, VALUE_MAP)
						      ? text(lock, v, "version")
						      : value_text(v, job_arena(lock->job));
			struct npm_locked *to =
				find(lock, value_text(need, job_arena(lock->job)), version);

			if (to)
				npm_lock_need(lock, &nobody, to, text(lock, v, "specifier"),
					      kinds[i].scope);
		}
	}
}

static void read_document(struct npm_lock *lock, const struct value *root)
{
	const struct value *packages = value_get(root, "packages");
	const struct value *snapshots = value_get(root, "snapshots");

	value_each (key, packages)
		add_package(lock, key);
	value_each (key, snapshots ? snapshots : packages)
		add_needs(lock, key);
	add_importer(lock, root);
	value_each (importer, value_get(root, "importers"))
		add_importer(lock, value_of(importer));
}

static void read(struct job *job, struct span bytes)
{
	struct npm_lock lock;
	struct document doc;
	size_t n = 0;

	document_open_yaml(&doc, job, bytes, NULL, NULL);
	document_say(&doc, job, 0);
	value_each (root, doc.json.root) {
		const struct value *packages = value_get(root, "packages");

		n += value_is_kind(packages, VALUE_MAP) ? packages->size : 0;
	}
	npm_lock_open(&lock, job, bytes, n, 2 * n);
	value_each (root, doc.json.root)
		read_document(&lock, root);
	npm_lock_close(&lock);
	document_close(&doc, job);
}

const struct format format_npm_pnpm_lock = {
	.name = "npm_pnpm_lock",
	.bid = bid,
	.read = read,
	.of_project = true,
};
