/* Lock files of Python tools. */
#include "eco/pypi/locked.h"

#include "eco/origin.h"
#include "eco/pypi/address.h"
#include "eco/pypi/name.h"

enum { SAME_NAME_MAX = 64 };

void locked_use(struct locked *locked, struct job *job, struct span bytes, const struct value *list)
{
	size_t room = value_is_kind(list, VALUE_LIST) ? list->size : 0;

	locked->job = job;
	locked->arena = job_arena(job);
	locked->lines = lines_of(bytes);
	locked->packages = arena_array(locked->arena, room + 1, sizeof(struct value *));
	index_init(&locked->names, locked->arena, room);
	locked->n = 0;
	value_each (package, list) {
		if (package->kind != VALUE_MAP || locked->n == room)
			continue;
		index_add(&locked->names,
			  name_normal(locked_text(locked, package, "name"), locked->arena),
			  locked->n);
		locked->packages[locked->n++] = package;
	}
}

bool locked_open(struct locked *locked, struct job *job, struct span bytes, const char *key)
{
	struct toml toml;

	toml_read(&toml, job_arena(job), bytes);
	if (toml.why)
		job_malformed(job, toml.why, toml.at);
	locked->root = toml.root;
	locked_use(locked, job, bytes, value_get(toml.root, key));
	return value_is_kind(toml.root, VALUE_MAP);
}

struct span locked_text(struct locked *locked, const struct value *map, const char *key)
{
	const struct value *v = value_get(map, key);

	return value_is_kind(v, VALUE_STRING) ? value_text(v, locked->arena) : (struct span){ 0 };
}

struct span locked_id(struct locked *locked, const struct value *package)
{
	struct span name = name_normal(locked_text(locked, package, "name"), locked->arena);
	struct span version = locked_text(locked, package, "version");

	return span_str(arena_printf(locked->arena, "%.*s@%.*s", (int)name.n, (const char *)name.p,
				     (int)version.n, (const char *)version.p));
}

/* Packages of one name stand beside each other. */
static size_t with_version(struct locked *locked, size_t first, struct span name,
			   struct span version)
{
	for (size_t i = first; i < locked->n && i - first < SAME_NAME_MAX; i++) {
		const struct value *package = locked->packages[i];

		if (!name_is_same(locked_text(locked, package, "name"), name))
			break;
		if (span_eq(locked_text(locked, package, "version"), version))
			return i;
	}
	return first;
}

struct span locked_find(struct locked *locked, struct span name, struct span version)
{
	size_t i = index_find(&locked->names, name_normal(name, locked->arena));

	if (i == INDEX_NONE)
		return name;
	if (version.n)
		i = with_version(locked, i, name, version);
	return locked_id(locked, locked->packages[i]);
}

struct entry locked_entry(struct locked *locked, const struct value *package)
{
	struct entry entry = entry_package("pypi", locked_text(locked, package, "name"), "lock");

	entry_text(&entry, "version", locked_text(locked, package, "version"));
	entry_text(&entry, "id", locked_id(locked, package));
	entry_number(&entry, "line", lines_at(&locked->lines, package->offset));
	return entry;
}

static void add_hashes(struct locked *locked, struct entry *entry, const struct value *file)
{
	value_each (key, value_get(file, "hashes"))
		(void)origin_hex(entry, arena_text(locked->arena, value_text(key, locked->arena)),
				 value_text(value_of(key), locked->arena), locked->arena);
}

static void add_file(struct locked *locked, struct entry *entry, const struct value *file)
{
	struct span hash = file->kind == VALUE_STRING ? value_text(file, locked->arena)
						      : locked_text(locked, file, "hash");

	(void)origin_digest(entry, hash, locked->arena); /* some files have none */
	add_hashes(locked, entry, file);
}

void locked_add_files(struct locked *locked, struct entry *entry, const struct value *files)
{
	if (value_is_kind(files, VALUE_MAP))
		add_file(locked, entry, files);
	else
		value_each (file, files)
			add_file(locked, entry, file);
}

void locked_add_url(struct locked *locked, struct entry *entry, struct span url)
{
	struct address address = address_read(url, locked->arena);

	address_add(&address, entry, locked->arena);
}

struct span locked_first_upload(struct locked *locked, const struct value *package)
{
	struct span first = locked_text(locked, value_get(package, "sdist"), "upload-time");

	value_each (wheel, value_get(package, "wheels")) {
		struct span time = locked_text(locked, wheel, "upload-time");

		if (time.n && (first.n == 0 || span_cmp(time, first) < 0))
			first = time;
	}
	return first;
}
