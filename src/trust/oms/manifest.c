/* What manifests of all kinds have in common: names, order, root. */
#include "trust/oms/manifest.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/escape.h"
#include "base/sort.h"
#include "sys/hasher.h"

static const struct {
	const char *name;
	size_t size;
} hashes[OMS_HASHES] = {
	[OMS_SHA256] = { "sha256", 32 },
	[OMS_BLAKE2B] = { "blake2b", 64 },
	[OMS_BLAKE3] = { "blake3", 32 },
};

const char *oms_hash_name(enum oms_hash hash)
{
	return hashes[hash].name;
}

size_t oms_hash_size(enum oms_hash hash)
{
	return hashes[hash].size;
}

/* Section 6.1.2. */
bool oms_path_valid(struct span path)
{
	struct span rest = path;

	if (!path.n || !utf8_valid(path) || span_byte(path, '\0') != SPAN_NONE)
		return false;
	for (;;) {
		ptrdiff_t at = span_byte(rest, '/');
		struct span part = at == SPAN_NONE ? rest : span_part(rest, 0, (uint64_t)at);

		if (!part.n || span_is(part, ".") || span_is(part, ".."))
			return false;
		if (at == SPAN_NONE)
			return true;
		rest = span_from(rest, (uint64_t)at + 1);
	}
}

struct span oms_part_name(struct span path, uint64_t start, uint64_t end, struct arena *arena)
{
	const char *range = arena_printf(arena, ":%" PRIu64 ":%" PRIu64, start, end);
	const struct span parts[] = { path, span_str(range) };

	return arena_join(arena, parts, 2);
}

/* Section 6.5.1. */
void oms_manifest_root(struct oms_manifest *manifest)
{
	struct sha256 state;

	sha256_start(&state);
	for (size_t i = 0; i < manifest->n; i++)
		sha256_add(&state, manifest->resources[i].digest);
	sha256_end(&state, manifest->root);
}

/* Orders. */

static int by_name(const void *a, const void *b)
{
	const struct oms_resource *x = a, *y = b;

	return span_cmp(x->name, y->name);
}

/* Part by part of the path (Python's PurePosixPath), then by where it begins. */
static int by_parts(const void *a, const void *b)
{
	const struct oms_resource *x = a, *y = b;
	size_t n = x->path.n < y->path.n ? x->path.n : y->path.n, i = 0;

	while (i < n && x->path.p[i] == y->path.p[i])
		i++;
	if (i < n && (x->path.p[i] == '/') != (y->path.p[i] == '/'))
		return x->path.p[i] == '/' ? -1 : 1;
	if (i < n)
		return x->path.p[i] < y->path.p[i] ? -1 : 1;
	if (x->path.n != y->path.n)
		return x->path.n < y->path.n ? -1 : 1;
	return (x->start > y->start) - (x->start < y->start);
}

static int by_path(const void *a, const void *b)
{
	const struct oms_resource *x = a, *y = b;
	int order = span_cmp(x->path, y->path);

	return order ? order : (x->start > y->start) - (x->start < y->start);
}

static int (*const orders[])(const void *a, const void *b) = {
	[OMS_BY_NAME] = by_name,
	[OMS_BY_PARTS] = by_parts,
	[OMS_BY_PATH] = by_path,
};

void oms_manifest_sort(struct oms_manifest *manifest, enum oms_order order)
{
	sort_rows(manifest->resources, manifest->n, sizeof(*manifest->resources), orders[order]);
}

bool oms_manifest_sorted(const struct oms_manifest *manifest, enum oms_order order)
{
	for (size_t i = 1; i < manifest->n; i++)
		if (orders[order](&manifest->resources[i - 1], &manifest->resources[i]) > 0)
			return false;
	return true;
}
