/* Addresses in lock files of npm's kind. */
#include "eco/npm/source.h"

#include "base/hash.h"
#include "base/sort.h"
#include "eco/npm/spec.h"
#include "eco/origin.h"
#include "eco/place.h"

/* Of the entries with one scope, another registry is odd when it serves at most one in so many, or
 * a single one of at least LEAST. */
enum { SHARE = 10, LEAST = 3, PIECES_MAX = 8 };

static struct span path_of(struct span url)
{
	struct span host = origin_host(url);
	size_t n = 0;

	url = host.p ? span_from(url, (uint64_t)(host.p - url.p) + host.n) : url;
	while (n < url.n && url.p[n] != '#' && url.p[n] != '?')
		n++;
	return span_part(url, 0, n);
}

/* The path ends with the name, as a part of its own; its slash may be written %2f. */
static bool ends_named(struct span path, struct span name)
{
	struct span last = place_name(name), scope = place_folder(name);

	if (path.n < last.n || !span_eq(span_from(path, path.n - last.n), last))
		return false;
	path.n -= last.n;
	if (scope.n == 0)
		return path.n == 0 || path.p[path.n - 1] == '/';
	if (span_ends(path, "/"))
		path.n--;
	else if (span_ends(path, "%2f") || span_ends(path, "%2F"))
		path.n -= 3;
	else
		return false;
	return path.n >= scope.n && span_eq(span_from(path, path.n - scope.n), scope);
}

static struct span before_dash(struct span path, struct span *file)
{
	static const struct span dash = SPAN("/-/");
	ptrdiff_t at = span_find(path, dash);

	*file = at == SPAN_NONE ? (struct span){ 0 }
				: place_name(span_from(path, (uint64_t)at + dash.n));
	return span_part(path, 0, at == SPAN_NONE ? 0 : (uint64_t)at);
}

static bool is_remote(struct span url)
{
	return span_starts(url, "http://") || span_starts(url, "https://");
}

bool npm_source_is_registry(struct span url, struct span name)
{
	struct span path = path_of(url), file, folder;

	if (!is_remote(url))
		return false;
	if (before_dash(path, &file).n)
		return true;
	folder = place_folder(path);
	for (int i = 0; i < PIECES_MAX && span_byte(name, '/') != SPAN_NONE && folder.n; i++) {
		if (ends_named(folder, name))
			return true;
		folder = place_folder(folder);
	}
	return false;
}

static struct span without_build(struct span version)
{
	ptrdiff_t plus = span_byte(version, '+');

	return plus == SPAN_NONE ? version : span_part(version, 0, (uint64_t)plus);
}

bool npm_source_is_other(const struct npm_locked *entry)
{
	struct span file, folder, base = place_name(entry->name);

	if (!is_remote(entry->resolved))
		return false;
	folder = before_dash(path_of(entry->resolved), &file);
	if (folder.n == 0)
		return false;
	if (!ends_named(folder, entry->name))
		return true;
	if (!npm_is_version(entry->version) || !span_ends(file, ".tgz") || file.n < base.n + 1)
		return false;

	struct span version = span_part(file, base.n + 1, file.n - base.n - 1 - 4);

	return !span_eq(span_part(file, 0, base.n), base) ||
	       !span_eq(without_build(version), without_build(entry->version));
}

/* Registries. */

struct use {
	struct span scope, host;
	const struct npm_locked *entry;
};

/* Scope before host. */
static uint64_t use_key(const struct use *use)
{
	return (hash_span(use->scope) & ~(uint64_t)UINT32_MAX) | hash_span(use->host) >> 32;
}

static struct use *in_order(struct arena *arena, const struct use *uses, size_t n)
{
	struct sort_item *items = arena_array(arena, n, sizeof(*items));
	struct use *ordered = arena_array(arena, n, sizeof(*ordered));

	for (size_t i = 0; i < n; i++)
		items[i] = (struct sort_item){ use_key(&uses[i]), i };
	sort_items(items, n);
	for (size_t i = 0; i < n; i++)
		ordered[i] = uses[items[i].index];
	return ordered;
}

static size_t same_scope(const struct use *uses, size_t n)
{
	size_t i = 0;

	while (i < n && span_eq(uses[i].scope, uses[0].scope))
		i++;
	return i;
}

static size_t same_host(const struct use *uses, size_t n)
{
	size_t i = 0;

	while (i < n && span_eq(uses[i].host, uses[0].host))
		i++;
	return i;
}

static void judge_scope(struct job *job, const struct use *uses, size_t n)
{
	for (size_t i = 0, run; i < n; i += run) {
		run = same_host(uses + i, n - i);
		if (n < LEAST || (run * SHARE > n && run > 1) || 2 * run >= n)
			continue;
		for (size_t j = i; j < i + run; j++)
			job_anomaly(job, "npm-lock-other-registry",
				    origin_redacted(uses[j].entry->resolved, job_arena(job)),
				    uses[j].entry->offset);
	}
}

static void judge_registries(const struct npm_lock *lock)
{
	struct use *uses = arena_array(job_arena(lock->job), lock->n, sizeof(*uses));
	size_t n = 0;

	for (size_t i = 0; i < lock->n; i++) {
		const struct npm_locked *one = &lock->all[i];

		if (!one->is_copy && npm_source_is_registry(one->resolved, one->name))
			uses[n++] = (struct use){ place_folder(one->name),
						  origin_host(one->resolved), one };
	}
	uses = in_order(job_arena(lock->job), uses, n);
	for (size_t i = 0, run; i < n; i += run) {
		run = same_scope(uses + i, n - i);
		judge_scope(lock->job, uses + i, run);
	}
}

static void judge_entry(struct job *job, const struct npm_locked *one, size_t *without)
{
	struct span shown = origin_redacted(one->resolved, job_arena(job));
	bool from_registry = npm_source_is_registry(one->resolved, one->name);
	bool is_bare = !one->has_digest && !one->is_bundled;

	if (npm_source_is_other(one))
		job_anomaly(job, "npm-lock-other-package", shown, one->offset);
	if (is_remote(one->resolved) && !from_registry && one->is_needed && !one->is_asked)
		job_anomaly(job, "npm-lock-other-source", shown, one->offset);
	if (from_registry && is_bare && span_starts(one->resolved, "http:"))
		job_anomaly(job, "npm-lock-plain-http", shown, one->offset);
	*without += from_registry && is_bare;
}

void npm_source_judge(const struct npm_lock *lock)
{
	size_t without = 0;

	for (size_t i = 0; i < lock->n; i++)
		if (!lock->all[i].is_copy)
			judge_entry(lock->job, &lock->all[i], &without);
	if (without)
		job_anomaly(lock->job, "npm-lock-no-digest",
			    span_str(arena_printf(job_arena(lock->job), "%zu of %zu", without,
						  lock->n)),
			    OFFSET_NONE);
	judge_registries(lock);
}
