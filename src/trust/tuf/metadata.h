/* Metadata of The Update Framework (TUF specification 1.0, section 4): a signed role of one of four
 * types, and whether the keys that another one gives to the role have signed it. */
#pragma once

#include "base/value.h"
#include "trust/reason.h"

struct tuf_metadata {
	struct span file;
	const struct value *body, *signatures; /* "signed" and "signatures" */
	struct span canonical;		       /* what is signed */
	uint64_t version;
	int64_t expires; /* POSIX seconds */
};

/* Reads metadata of that type ("root", "timestamp", "snapshot", "targets"). Fails with
 * REASON_JSON_* and REASON_TUF_MALFORMED. */
MUST enum reason tuf_read(struct span file, const char *type, struct arena *arena,
			  struct tuf_metadata *out);

/* Whether as many different keys as the root asks for in that role have signed it (section 5.3.4).
 */
MUST bool tuf_is_signed(const struct tuf_metadata *metadata, const struct tuf_metadata *root,
			const char *role, struct arena *arena);

/* What a map of targets or of metadata says of a file: its version, 0 when none is given. */
struct tuf_entry {
	uint64_t version;
	const struct value *v;
};

/* Finds the file in the metadata's "meta" or "targets"; false when it is not there. */
MUST bool tuf_entry(const struct tuf_metadata *metadata, const char *map, const char *name,
		    struct tuf_entry *out);

/* Whether the file has the length and the digests of its entry, as far as they are given. With
 * `must` there has to be a length and a digest that is understood. */
MUST bool tuf_file_matches(const struct tuf_entry *entry, struct span file, bool must,
			   struct arena *arena);
