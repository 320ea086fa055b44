/*
 * Cargo.lock, versions 1 to 4 (the Cargo book, "Cargo.lock"; cargo's lockfile.rs). A package
 * without a source is the project's own; a need is a name, with the version and the source only
 * where the name alone would mean several.
 */
#include "base/toml.h"
#include "eco/cargo/source.h"
#include "eco/entry.h"
#include "eco/index.h"
#include "eco/lines.h"
#include "eco/origin.h"
#include "format/format.h"

static unsigned bid(const struct probe *probe)
{
	return span_is(probe->name, "Cargo.lock") ? BID_LIKELY : BID_NONE;
}

struct lock {
	struct job *job;
	struct lines lines;
	const struct value **packages;
	size_t n;
	struct index ids; /* every way to name a package */
	const struct value
		*metadata; /* of version 1: digests by "checksum NAME VERSION (SOURCE)" */
};

static struct span text(const struct lock *lock, const struct value *map, const char *key)
{
	return value_text(value_get(map, key), job_arena(lock->job));
}

static struct span joined(const struct lock *lock, struct span a, const char *between,
			  struct span b, const char *end)
{
	return span_str(arena_printf(job_arena(lock->job), "%.*s%s%.*s%s", (int)a.n,
				     (const char *)a.p, between, (int)b.n, (const char *)b.p, end));
}

static void index_package(struct lock *lock, size_t number)
{
	const struct value *package = lock->packages[number];
	struct span name = text(lock, package, "name"), source = text(lock, package, "source");
	struct span id = joined(lock, name, " ", text(lock, package, "version"), "");

	if (source.n)
		index_add(&lock->ids, joined(lock, id, " (", source, ")"), number);
	index_add(&lock->ids, id, number);
	index_add(&lock->ids, name, number);
}

/* The id of a package in facts: unique, as two sources may have the same version. */
static struct span id_of(const struct lock *lock, const struct value *package)
{
	struct span id =
		joined(lock, text(lock, package, "name"), " ", text(lock, package, "version"), "");
	struct span source = text(lock, package, "source");

	return source.n ? joined(lock, id, " (", source, ")") : id;
}

static struct span checksum_of(const struct lock *lock, const struct value *package)
{
	struct span checksum = text(lock, package, "checksum"), id;

	if (checksum.n || !lock->metadata)
		return checksum;
	id = id_of(lock, package);
	return text(
		lock, lock->metadata,
		arena_printf(job_arena(lock->job), "checksum %.*s", (int)id.n, (const char *)id.p));
}

static void tell_package(struct lock *lock, const struct value *package)
{
	struct arena *arena = job_arena(lock->job);
	struct cargo_source source = cargo_source_of(text(lock, package, "source"));
	struct entry entry = entry_package("cargo", text(lock, package, "name"), "lock");

	entry_text(&entry, "version", text(lock, package, "version"));
	entry_text(&entry, "id", id_of(lock, package));
	entry_text(&entry, "origin", origin_redacted(source.address, arena));
	entry_text(&entry, "revision", source.revision);
	(void)origin_hex(&entry, "sha256", checksum_of(lock, package), arena);
	if (source.kind == CARGO_SOURCE_LOCAL)
		entry_word(&entry, "root", "yes");
	else
		entry_word(&entry, "scope", "required");
	entry_number(&entry, "line", lines_at(&lock->lines, package->offset));
	entry_emit(&entry, lock->job, package->offset);
}

static void tell_needs(struct lock *lock, const struct value *package)
{
	struct span from = id_of(lock, package);

	value_each (need, value_get(package, "dependencies")) {
		size_t number = index_find(&lock->ids, value_text(need, job_arena(lock->job)));

		if (number != INDEX_NONE)
			entry_need(lock->job, from, id_of(lock, lock->packages[number]),
				   (struct span){ 0 }, "required", need->offset);
	}
}

static void read_packages(struct lock *lock, const struct value *packages)
{
	size_t n = value_is_kind(packages, VALUE_LIST) ? packages->size : 0;

	lock->packages = arena_array(job_arena(lock->job), n, sizeof(*lock->packages));
	index_init(&lock->ids, job_arena(lock->job), 3 * n);
	value_each (package, packages) {
		if (lock->n < n && value_is_kind(package, VALUE_MAP))
			lock->packages[lock->n++] = package;
	}
	for (size_t i = 0; i < lock->n; i++)
		index_package(lock, i);
}

static void read(struct job *job, struct span bytes)
{
	struct lock lock = { .job = job, .lines = lines_of(bytes) };
	struct toml toml;

	toml_read(&toml, job_arena(job), bytes);
	if (toml.why)
		job_malformed(job, toml.why, toml.at);
	lock.metadata = value_get(toml.root, "metadata");
	read_packages(&lock, value_get(toml.root, "package"));
	for (size_t i = 0; i < lock.n; i++)
		tell_package(&lock, lock.packages[i]);
	for (size_t i = 0; i < lock.n; i++)
		tell_needs(&lock, lock.packages[i]);
}

const struct format format_cargo_lock = {
	.name = "cargo_lock",
	.bid = bid,
	.read = read,
	.of_project = true,
};
