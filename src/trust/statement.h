/*
 * Statements about artifacts (in-toto attestation framework, "Statement" v1, and v0.1 as old
 * attestations have it): subjects by their digests, and a predicate that says something of them.
 * A statement is worth nothing until the envelope around it is verified.
 */
#pragma once

#include "trust/protojson.h"

enum { STATEMENT_SUBJECTS_MAX = 1 << 20, STATEMENT_DIGESTS_MAX = 32 };

#define STATEMENT_V1   "https://in-toto.io/Statement/v1"
#define STATEMENT_V0_1 "https://in-toto.io/Statement/v0.1"

struct statement_subject {
	struct span name, uri;
	const struct value *digests; /* a map of algorithms and lower-case hex, not empty */
	const struct value *value;   /* the whole subject */
};

struct statement {
	bool is_v1; /* else v0.1 */
	struct span predicate_type;
	const struct value *predicate; /* NULL: none, or null */
	struct statement_subject *subjects;
	size_t n; /* at least one */
};

/* Reads the payload of an envelope strictly: a key twice, a digest that is no lower-case hex, or a
 * subject without one refuses it. Unknown keys are passed over ("monotonic principle"). Faults are
 * kept in `in`: REASON_JSON_*, REASON_STATEMENT_MALFORMED, REASON_FIELD_MALFORMED. */
void statement_read(struct protojson *in, struct span payload, struct statement *statement);

/* The digest of a subject by that algorithm, as bytes; empty when it has none. */
MUST struct span statement_digest(const struct statement_subject *subject, const char *algorithm,
				  struct arena *arena);
