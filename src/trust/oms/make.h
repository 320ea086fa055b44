/* Making the manifest of a model as it lies on the disk (OpenSSF Model Signing 1.0, section 6). */
#pragma once

#include "trust/oms/manifest.h"
#include "trust/tree/tree.h"

/* A digest that is known already, so that the file is not read. */
struct oms_known {
	struct span path, digest;
};

struct oms_making {
	enum oms_method method;
	enum oms_hash hash;
	enum oms_dialect dialect;
	uint64_t shard_size; /* of OMS_SHARDS */
	bool allow_symlinks;
	struct tree_rules rules; /* also recorded */
	unsigned processes;	 /* 0: one a processor */

	/* With `use_known` all digests are these, by path, and no file is read. */
	bool use_known;
	struct oms_known *known;
	size_t n_known;
};

/* What whoever signs should know of it. */
struct oms_made {
	size_t n_files;
	size_t n_uncovered; /* empty files, of which nothing is signed when parts are */
};

/* Makes it. Fails with ERR_FORMAT when there is something that cannot be signed:
 * a link, a name that is no UTF-8, nothing at all. */
MUST enum err oms_make(const char *model, const struct oms_making *making, struct arena *arena,
		       struct oms_manifest *manifest, struct oms_made *made);

/* Reads lines "HEX  PATH" as sha256sum writes them. Fails with ERR_FORMAT. */
MUST enum err oms_known_read(struct span text, struct arena *arena, struct oms_making *making);
