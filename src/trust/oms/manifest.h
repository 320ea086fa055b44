/*
 * What a signed model consists of (OpenSSF Model Signing 1.0, sections 5 and 6): files, or parts of
 * files, each with its digest.
 *
 * Two dialects are about, that of the specification and that of the Python implementation, which
 * was first; a manifest is read in either. They differ in the order of the list, in how a part's
 * algorithm is called, in the name of a model that is one file, and in how numbers are written.
 */
#pragma once

#include "base/set.h"
#include "trust/statement.h"

#define OMS_PREDICATE	     "https://model_signing/signature/v1.0"
#define OMS_PREDICATE_LEGACY "https://model_signing/Digests/v0.1" /* version 0.2 */

enum oms_method { OMS_FILES, OMS_SHARDS };
enum oms_hash { OMS_SHA256, OMS_BLAKE2B, OMS_BLAKE3, OMS_HASHES };
enum oms_dialect { OMS_REFERENCE, OMS_SPECIFICATION };

/* Orders of the list: by name (the specification), part by part of the path and then by where it
 * begins (the Python implementation), by path and then by where it begins (to look paths up). */
enum oms_order { OMS_BY_NAME, OMS_BY_PARTS, OMS_BY_PATH };

enum {
	OMS_RESOURCES_MAX = 1 << 20,
	OMS_IGNORED_MAX = 4096,
	OMS_SHARD_DEFAULT = 1000000000,
	OMS_ROOT_SIZE = 32,
};

struct oms_resource {
	struct span name;    /* of a file its path, of a part "PATH:START:END" */
	struct span path;    /* "." is the model itself when it is one file */
	uint64_t start, end; /* of a part, the end not included */
	struct span digest;
};

struct oms_manifest {
	struct span name; /* of the model; nobody goes by it */
	bool is_legacy;	  /* of version 0.2, which says nothing but names and digests */
	enum oms_method method;
	enum oms_hash hash;
	uint64_t shard_size;
	bool allow_symlinks;
	struct span *ignored;
	size_t n_ignored;
	struct oms_resource *resources; /* in their order */
	size_t n;
	uint8_t root[OMS_ROOT_SIZE]; /* SHA-256 of all digests behind each other */
};

/* The name in manifests and of sys/hasher.h, and the size of the digest. */
const char *oms_hash_name(enum oms_hash hash);
size_t oms_hash_size(enum oms_hash hash);

/* Reads the statement of a signed model. Names that are not canonical or there twice, parts that do
 * not make up whole files, digests of another size and a wrong root are refused. Faults are kept in
 * `in`: REASON_PREDICATE_OTHER, _MANIFEST_MALFORMED, _MANIFEST_NAME, _MANIFEST_TWICE,
 * _MANIFEST_PARTS, _MANIFEST_ROOT, _MANIFEST_UNKNOWN and those of statement_read(). */
void oms_manifest_read(struct protojson *in, struct span payload, struct oms_manifest *manifest);

/* "PATH:START:END" */
MUST struct span oms_part_name(struct span path, uint64_t start, uint64_t end, struct arena *arena);

/* Sets the root to what the list makes. */
void oms_manifest_root(struct oms_manifest *manifest);

void oms_manifest_sort(struct oms_manifest *manifest, enum oms_order order);
bool oms_manifest_sorted(const struct oms_manifest *manifest, enum oms_order order);

/* Whether a path is as one is written: relative, UTF-8, without empty parts, "." and "..". */
bool oms_path_valid(struct span path);

/* The statement, in a dialect. */
MUST struct span oms_manifest_write(const struct oms_manifest *manifest, enum oms_dialect dialect,
				    struct arena *arena);
