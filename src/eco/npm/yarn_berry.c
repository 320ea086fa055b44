/*
 * yarn.lock of yarn 2 and later: YAML. A key lists what is asked for, "a@npm:^1, a@npm:1.x"; the
 * `resolution` says what answers: "a@npm:1.2.3", "a@workspace:packages/a", "a@patch:..." (a patched
 * package), or an address. Its checksums are of yarn's own archives, not of the registry's.
 */
#include <stdio.h>

#include "eco/npm/folder.h"
#include "eco/npm/lock.h"
#include "eco/npm/spec.h"
#include "format/document.h"
#include "format/format.h"

enum { KEY_ROOM = 4096 };

static unsigned bid(const struct probe *probe)
{
	if (!npm_lock_counts(probe->path))
		return BID_NONE;
	return span_is(probe->name, "yarn.lock") && span_has(probe->head, "__metadata:")
		       ? BID_LIKELY
		       : BID_NONE;
}

static struct span text(struct npm_lock *lock, const struct value *map, const char *key)
{
	return value_text(value_get(map, key), job_arena(lock->job));
}

/* "a@npm:^1, a@npm:1.x" */
static struct span cut_key(struct span *keys)
{
	static const struct span comma = SPAN(", ");
	ptrdiff_t at = span_find(*keys, comma);
	struct span key = span_part(*keys, 0, at == SPAN_NONE ? keys->n : (uint64_t)at);

	*keys = span_from(*keys, key.n + comma.n);
	return key;
}

static bool is_entry(const struct value *key)
{
	return value_is_kind(value_of(key), VALUE_MAP) && !value_is(key, "__metadata");
}

/* The protocol of a resolution, and the name before it. */
static void set_source(struct npm_locked *one, struct span resolution)
{
	struct span behind, name = npm_split(resolution, &behind);
	struct npm_spec spec = npm_spec_of(behind);

	if (name.n && !span_eq(name, one->name)) {
		one->alias = one->name;
		one->name = name;
	}
	if (span_starts(behind, "workspace:")) {
		one->is_root = true;
		one->version = (struct span){ 0 }; /* yarn writes 0.0.0-use.local */
	} else if (spec.kind == NPM_SPEC_GIT || spec.kind == NPM_SPEC_URL) {
		one->resolved = spec.text;
	}
	one->is_asked = true; /* a resolution follows from its key */
}

static void add_entry(struct npm_lock *lock, const struct value *key)
{
	struct span keys = value_text(key, job_arena(lock->job)), first = keys, behind;

	first = cut_key(&first);

	struct npm_locked one = {
		.id = first,
		.name = npm_split(first, &behind),
		.version = text(lock, value_of(key), "version"),
		.scope = "required",
		.offset = key->offset,
		.has_digest = true, /* of its own kind */
	};

	set_source(&one, text(lock, value_of(key), "resolution"));

	struct npm_locked *added = npm_lock_add(lock, &one);

	while (added && keys.n)
		index_add(&lock->ids, cut_key(&keys), (size_t)(added - lock->all));
}

/* Old files write a range without its protocol. */
static struct npm_locked *find(struct npm_lock *lock, struct span name, struct span spec)
{
	static const char *const between[] = { "@", "@npm:" };
	char key[KEY_ROOM];

	for (size_t i = 0; i < 2; i++) {
		int n = snprintf(key, sizeof(key), "%.*s%s%.*s", (int)name.n, (const char *)name.p,
				 between[i], (int)spec.n, (const char *)spec.p);
		struct npm_locked *found = n < 0 || n >= KEY_ROOM
						   ? NULL
						   : npm_lock_find(lock, span_of(key, (size_t)n));

		if (found)
			return found;
	}
	return NULL;
}

static void add_needs(struct npm_lock *lock, const struct value *key)
{
	struct arena *arena = job_arena(lock->job);
	struct span keys = value_text(key, arena);
	const struct npm_locked *from = npm_lock_find(lock, cut_key(&keys));

	value_each (need, value_get(value_of(key), "dependencies")) {
		struct span spec = value_text(value_of(need), arena);
		struct npm_locked *to = find(lock, value_text(need, arena), spec);

		if (from && to)
			npm_lock_need(lock, from, to, spec, "required");
	}
}

static size_t count_keys(const struct value *map)
{
	size_t n = 0;

	value_each (key, map) {
		struct span text = value_raw(key);

		n += 2;
		for (size_t i = 0; i < text.n; i++)
			n += text.p[i] == ',';
	}
	return n;
}

static void read(struct job *job, struct span bytes)
{
	struct npm_lock lock;
	struct document doc;

	document_open_yaml(&doc, job, bytes, NULL, NULL);
	document_say(&doc, job, 0);

	const struct value *map = value_first(doc.json.root);

	npm_lock_open(&lock, job, bytes, map ? map->size : 0, count_keys(map));
	value_each (key, map) {
		if (is_entry(key))
			add_entry(&lock, key);
	}
	value_each (key, map) {
		if (is_entry(key))
			add_needs(&lock, key);
	}
	npm_lock_close(&lock);
	document_close(&doc, job);
}

const struct format format_npm_yarn_berry = {
	.name = "npm_yarn_berry",
	.bid = bid,
	.read = read,
	.of_project = true,
};
