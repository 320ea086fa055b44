/* Writing manifests as statements. */
#include "base/hex.h"
#include "base/jsonw.h"
#include "trust/oms/manifest.h"

enum { STATEMENT_MAX = 512 << 20 };

static void write_serialization(struct jsonw *w, const struct oms_manifest *manifest)
{
	jsonw_map(w, "serialization");
	jsonw_word(w, "method", manifest->method == OMS_SHARDS ? "shards" : "files");
	jsonw_word(w, "hash_type", oms_hash_name(manifest->hash));
	jsonw_bool(w, "allow_symlinks", manifest->allow_symlinks);
	if (manifest->method == OMS_SHARDS)
		jsonw_number(w, "shard_size", manifest->shard_size);
	if (manifest->n_ignored) {
		jsonw_list(w, "ignore_paths");
		for (size_t i = 0; i < manifest->n_ignored; i++)
			jsonw_text(w, NULL, manifest->ignored[i]);
		jsonw_list_end(w);
	}
	jsonw_map_end(w);
}

/* How a dialect calls the algorithm of a resource. */
static const char *algorithm_of(const struct oms_manifest *manifest, enum oms_dialect dialect,
				struct arena *arena)
{
	const char *name = oms_hash_name(manifest->hash);

	if (manifest->method == OMS_FILES || dialect == OMS_SPECIFICATION)
		return name;
	return arena_printf(arena, "%s-sharded-%llu", name,
			    (unsigned long long)manifest->shard_size);
}

static void write_resources(struct jsonw *w, const struct oms_manifest *manifest,
			    const char *algorithm, struct arena *arena)
{
	jsonw_list(w, "resources");
	for (size_t i = 0; i < manifest->n; i++) {
		const struct oms_resource *resource = &manifest->resources[i];

		jsonw_map(w, NULL);
		jsonw_text(w, "name", resource->name);
		jsonw_word(w, "algorithm", algorithm);
		jsonw_text(w, "digest", hex_text(resource->digest, arena));
		jsonw_map_end(w);
	}
	jsonw_list_end(w);
}

static void write_subject(struct jsonw *w, const struct oms_manifest *manifest, struct arena *arena)
{
	jsonw_list(w, "subject");
	jsonw_map(w, NULL);
	jsonw_text(w, "name", manifest->name);
	jsonw_map(w, "digest");
	jsonw_text(w, "sha256", hex_text(span_of(manifest->root, OMS_ROOT_SIZE), arena));
	jsonw_map_end(w);
	jsonw_map_end(w);
	jsonw_list_end(w);
}

struct span oms_manifest_write(const struct oms_manifest *manifest, enum oms_dialect dialect,
			       struct arena *arena)
{
	const char *algorithm = algorithm_of(manifest, dialect, arena);
	struct sink_buf sink;
	struct jsonw w;
	struct buf buf;
	struct span text;

	buf_init(&buf, STATEMENT_MAX);
	sink_into_buf(&sink, &buf);
	jsonw_init(&w, &sink.sink);
	jsonw_map(&w, NULL);
	jsonw_word(&w, "_type", STATEMENT_V1);
	write_subject(&w, manifest, arena);
	jsonw_word(&w, "predicateType", OMS_PREDICATE);
	jsonw_map(&w, "predicate");
	write_serialization(&w, manifest);
	write_resources(&w, manifest, algorithm, arena);
	jsonw_map_end(&w);
	jsonw_map_end(&w);
	jsonw_end(&w);
	text = sink_flush(&sink.sink) == OK ? arena_copy(arena, buf_view(&buf))
					    : (struct span){ 0 };
	buf_free(&buf);
	return text;
}
