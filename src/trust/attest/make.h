/* Statements made here: about what, of which kind, signed with a key of the maker's own. */
#pragma once

#include "trust/attest/predicate.h"
#include "trust/key/secret.h"

struct attest_subject {
	struct span name;
	struct span sha256; /* 32 bytes */
};

/* A predicate of one of our kinds with its facts, or one that is whole already. */
struct attest_predicate {
	const struct predicate_kind *kind; /* NULL: `type` and `json` */
	const struct predicate_facts *facts;
	struct span type, json; /* the text of a JSON value */
};

/* The statement (in-toto Statement v1). Fails when it is too long. */
MUST enum err attest_statement(const struct attest_subject *subjects, size_t n,
			       const struct attest_predicate *predicate, struct arena *arena,
			       struct span *statement);

/* The same in an envelope, signed, in a bundle of version 0.3. */
MUST enum err attest_sign(struct span statement, const struct secret_key *key, struct sink *out,
			  struct arena *arena);
