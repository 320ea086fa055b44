/*
 * An OCI image layout on the disk (image-spec, image-layout.md): index.json, and blobs that are
 * named by their digest. Small ones, as manifests and signatures are, are read and held against
 * their name here, by a process that parses nothing; the others when they turn out to be needed.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "trust/cache.h"
#include "trust/tree/tree.h"

/* The smaller come first, so that layers that happen to be small take nothing away from manifests.
 */
enum {
	OCI_SMALL_MAX = 4 << 20, /* what registries take of a manifest */
	OCI_READ_MAX = 64 << 20, /* of all small ones together */
	OCI_INDEX_MAX = 16 << 20,
};

enum oci_blob_state {
	OCI_BLOB_UNREAD,
	OCI_BLOB_READ, /* `bytes` are what the name says */
	OCI_BLOB_CHANGED,
};

struct oci_blob {
	struct span digest; /* "sha256:HEX" or "sha512:HEX" */
	const char *path;   /* below the root */
	enum oci_blob_state state;
	uint64_t size;
	struct span bytes;
};

struct oci_store {
	struct tree tree;
	struct span layout, index; /* the files oci-layout and index.json; p is NULL: not there */
	struct oci_blob *blobs;	   /* by digest */
	size_t n;
};

/* Fails when the folder cannot be read. To be closed in any case. */
MUST enum err oci_store_open(struct oci_store *store, const char *path, struct arena *arena);
void oci_store_close(struct oci_store *store);

/* NULL when there is no such blob. */
const struct oci_blob *oci_store_find(const struct oci_store *store, struct span digest);

/* Whether that is how a blob is named: "sha256:" or "sha512:" and lower-case hex of that size. */
bool oci_digest_valid(struct span digest);

/* A blob that something needs, and what became of it. */
enum oci_need_state { OCI_NEED_RIGHT, OCI_NEED_CHANGED, OCI_NEED_MISSING };

struct oci_need {
	struct span digest;
	uint64_t size; /* as the descriptor says */
	enum oci_need_state state;
};

/* Looks at those that are needed: the size first, then all their bytes, unless the cache of digests
 * (NULL: none) knows them. Fails as hash_many() does. */
MUST enum err oci_store_check(const struct oci_store *store, struct oci_need *needs, size_t n,
			      struct cache *cache, struct arena *arena);
