/* The rows of a RECORD, held against the members of its wheel. */
#pragma once

#include "trust/package/wheel.h"

enum record_digest { RECORD_SHA256, RECORD_SHA384, RECORD_SHA512, RECORD_DIGESTS };

/* A file in the archive, with those of its digests that were asked for. */
struct record_member {
	struct span name;
	uint64_t size;
	const uint8_t *digests[RECORD_DIGESTS]; /* NULL: not known */
};

struct record_row {
	struct span path;
	struct span text; /* of the digest, as it is written */
	unsigned digest;  /* enum record_digest; RECORD_DIGESTS: none that proves anything */
	bool has_size;
	uint64_t size;
};

struct record {
	struct record_row *rows; /* by path */
	size_t n;
	bool more_than_sha256; /* some row is by another digest */
};

/* "sha384". */
struct span record_digest_name(enum record_digest digest);

/* Fails with REASON_MANIFEST_MALFORMED, _NAME and _TWICE; `detail` is the path, where there is one.
 */
MUST enum reason record_read(struct span text, struct arena *arena, struct record *record,
			     struct span *detail);

/* Compares; the members are put in order. `path` is that of the RECORD itself, which no digest of
 * its own can be in. */
void record_compare(const struct record *record, struct span path, struct record_member *members,
		    size_t n, struct arena *arena, struct wheel_answer *answer);
