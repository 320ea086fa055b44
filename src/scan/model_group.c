/*
 * Which files are one model or data set. A snapshot of a cache is one; a folder is one when a
 * configuration or card lies in it, and with it what lies below a pipeline or card; else each file
 * of weights is one, and the shards of one file are.
 */
#include "scan/model_part.h"

#include <stdlib.h>

#include "base/mem.h"
#include "eco/place.h"
#include "scan/model_tell.h"

enum { FOLDERS_MAX = 64 }; /* around a file in which a card is looked for */

struct groups {
	struct part *parts;
	size_t n;
	struct span *wholes;  /* folders that take in those inside them, in bytewise order */
	struct span *configs; /* folders with a configuration: they take in some */
	size_t n_wholes, n_configs;
	struct model_teller *teller;
};

/* Roots. */

static int compare_spans(const void *a, const void *b)
{
	return span_cmp(*(const struct span *)a, *(const struct span *)b);
}

static int compare_path(const void *key, const void *part)
{
	return span_cmp(*(const struct span *)key, ((const struct part *)part)->artifact->path);
}

static const struct part *part_at(const struct groups *g, struct span path)
{
	return bsearch(&path, g->parts, g->n, sizeof(struct part), compare_path);
}

/* Whether it lies in a file that is a model itself, whose inside says nothing more. */
static bool is_inside_weights(const struct groups *g, const struct part *part)
{
	for (const struct artifact *a = part->artifact->parent; a; a = a->parent) {
		const struct part *around = part_at(g, a->path);

		if (around && around->role == PART_WEIGHTS)
			return true;
	}
	return false;
}

static void find_wholes(struct groups *g)
{
	g->wholes = mem_alloc((g->n + 1) * sizeof(struct span));
	g->configs = mem_alloc((g->n + 1) * sizeof(struct span));
	for (size_t i = 0; i < g->n; i++) {
		struct span folder = model_folder(g->parts[i].artifact->path);

		if (g->parts[i].role == PART_PIPELINE || g->parts[i].role == PART_DATASET)
			g->wholes[g->n_wholes++] = folder;
		else if (g->parts[i].role == PART_CONFIG)
			g->configs[g->n_configs++] = folder;
	}
	qsort(g->wholes, g->n_wholes, sizeof(struct span), compare_spans);
	qsort(g->configs, g->n_configs, sizeof(struct span), compare_spans);
}

static bool is_in(const struct span *folders, size_t n, struct span folder)
{
	return bsearch(&folder, folders, n, sizeof(struct span), compare_spans) != NULL;
}

/* Folders in which libraries keep the same model in other formats, or parts of it. */
static bool is_inner_name(struct span folder)
{
	static const char *const names[] = { "onnx",	  "openvino", "coreml", "original",
					     "flax",	  "tflite",   "gguf",	"variables",
					     "1_Pooling", "2_Dense",  "assets", NULL };

	return folder.n > 1 && place_like_any(span_part(folder, 0, folder.n - 1), names);
}

/* The nearest folder around that takes in all below it, else the folder itself. */
static struct span root_of(const struct groups *g, struct span path)
{
	struct span own = model_folder_of(path), folder = own;

	if (is_inner_name(own) && !is_in(g->configs, g->n_configs, own)) {
		struct span around = model_folder(span_part(own, 0, own.n - 1));

		if (is_in(g->configs, g->n_configs, around))
			own = around;
	}
	for (unsigned up = 0; up < FOLDERS_MAX; up++) {
		if (is_in(g->wholes, g->n_wholes, folder))
			return folder;
		if (folder.n == 0 || folder.p[folder.n - 1] == '!')
			return own;
		folder = model_folder(span_part(folder, 0, folder.n - 1));
	}
	return own;
}

static void set_root(const struct groups *g, struct part *part)
{
	struct span path = part->artifact->path;
	struct model_name name;
	bool is_dataset;

	if (!model_name_of_cache(path, &part->root, &name, &is_dataset))
		part->root = root_of(g, path);
	part->inner = model_folder_of(path).n > part->root.n;
}

/* What a cache keeps under the names of digests is seen through its snapshots and manifests. */
static bool is_blob(struct span path)
{
	struct span folder = place_folder(path);

	return span_is(place_name(folder), "blobs") &&
	       place_like_any(
		       place_folder(folder),
		       (const char *const[]){ "models--*", "datasets--*", "spaces--*", NULL });
}

/* Manifests that name their parts by digest. */

struct by_digest {
	struct span digest; /* raw bytes */
	struct part *part;
};

static int compare_digests(const void *a, const void *b)
{
	const struct by_digest *x = a, *y = b;
	int order = span_cmp(x->digest, y->digest);

	return order ? order : span_cmp(x->part->artifact->path, y->part->artifact->path);
}

static bool read_hex(struct span text, uint8_t out[DIGEST_SIZE])
{
	static const char digits[] = "0123456789abcdef";

	if (!span_starts(text, "sha256:") || text.n != strlen("sha256:") + 2 * (size_t)DIGEST_SIZE)
		return false;
	text = span_from(text, strlen("sha256:"));
	for (size_t i = 0; i < text.n; i++) {
		const char *digit = memchr(digits, text.p[i], 16);

		if (!digit)
			return false;
		out[i / 2] = (uint8_t)(out[i / 2] << 4 | (digit - digits));
	}
	return true;
}

static struct part *find_layer(const struct by_digest *table, size_t n, struct span layer)
{
	uint8_t digest[DIGEST_SIZE] = { 0 };
	size_t low = 0, high = n;

	if (!read_hex(layer, digest))
		return NULL;
	while (low < high) {
		size_t middle = (low + high) / 2;

		if (span_cmp(table[middle].digest, span_of(digest, DIGEST_SIZE)) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n && span_eq(table[low].digest, span_of(digest, DIGEST_SIZE)) ? table[low].part
										   : NULL;
}

static void tell_manifest(struct groups *g, struct part *manifest, const struct by_digest *table,
			  size_t n)
{
	enum { LAYERS_MAX = 32 };
	struct part *parts[LAYERS_MAX + 1] = { manifest };
	size_t n_parts = 1;

	for (const struct property *p = manifest->said; p && n_parts <= LAYERS_MAX; p = p->next) {
		struct part *layer =
			span_is(p->key, "model/layer") ? find_layer(table, n, p->value) : NULL;

		if (layer && layer != manifest)
			parts[n_parts++] = layer;
	}
	model_tell(g->teller, parts, n_parts);
	for (size_t i = 1; i < n_parts; i++)
		if (parts[i]->role == PART_WEIGHTS)
			parts[i]->taken = true;
	manifest->taken = true;
}

static void tell_manifests(struct groups *g)
{
	struct by_digest *table = mem_alloc((g->n + 1) * sizeof(*table));
	size_t n = 0, manifests = 0;

	for (size_t i = 0; i < g->n; i++) {
		struct part *part = &g->parts[i];

		manifests += part->role == PART_MANIFEST;
		if (part->artifact->has_digest)
			table[n++] =
				(struct by_digest){ span_of(part->artifact->digest, DIGEST_SIZE),
						    part };
	}
	if (manifests)
		qsort(table, n, sizeof(*table), compare_digests);
	for (size_t i = 0; i < g->n && manifests; i++)
		if (g->parts[i].role == PART_MANIFEST)
			tell_manifest(g, &g->parts[i], table, n);
	mem_free(table);
}

/* Groups. */

static int by_root(const void *a, const void *b)
{
	const struct part *x = *(const struct part *const *)a, *y = *(const struct part *const *)b;
	int order = span_cmp(x->root, y->root);

	return order ? order : span_cmp(x->artifact->path, y->artifact->path);
}

/* Files of weights without a word around them. Shards follow one another. */
static void tell_files(struct groups *g, struct part **parts, size_t n)
{
	for (size_t i = 0, next; i < n; i = next) {
		struct span stem, other;
		bool shard = model_name_of_shard(parts[i]->artifact->path, &stem);

		next = i + 1;
		while (shard && next < n &&
		       model_name_of_shard(parts[next]->artifact->path, &other) &&
		       span_eq(stem, other))
			next++;
		if (parts[i]->role == PART_WEIGHTS)
			model_tell(g->teller, &parts[i], next - i);
	}
}

static void tell_group(struct groups *g, struct part **parts, size_t n)
{
	struct model_name name;
	struct span root;
	bool is_dataset,
		whole = model_name_of_cache(parts[0]->artifact->path, &root, &name, &is_dataset);

	for (size_t i = 0; i < n; i++)
		whole |= parts[i]->role >= PART_CONFIG;
	if (whole)
		model_tell(g->teller, parts, n);
	else
		tell_files(g, parts, n);
}

static void tell_groups(struct groups *g)
{
	struct part **order = mem_alloc((g->n + 1) * sizeof(struct part *));
	size_t n = 0;

	for (size_t i = 0; i < g->n; i++)
		if (!g->parts[i].taken)
			order[n++] = &g->parts[i];
	qsort(order, n, sizeof(*order), by_root);
	for (size_t i = 0, next; i < n; i = next) {
		for (next = i + 1; next < n && span_eq(order[i]->root, order[next]->root);)
			next++;
		tell_group(g, order + i, next - i);
	}
	mem_free(order);
}

void model_group(struct report *report, struct part *parts, size_t n, struct inventory *inventory)
{
	struct model_teller teller = { .report = report, .inventory = inventory };
	struct groups g = { .parts = parts, .n = n, .teller = &teller };

	find_wholes(&g);
	for (size_t i = 0; i < n; i++) {
		set_root(&g, &parts[i]);
		parts[i].taken =
			is_blob(parts[i].artifact->path) || is_inside_weights(&g, &parts[i]);
	}
	tell_manifests(&g);
	tell_groups(&g);
	mem_free(g.configs);
	mem_free(g.wholes);
}
