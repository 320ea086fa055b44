/*
 * What is attested here: SLSA provenance v1 (slsa.dev/spec/v1.0/provenance), verification summaries
 * (VSA v1, slsa.dev/spec/v1.0/verification_summary) and simple verification results (SVR v0.1,
 * in-toto attestation predicates). The same facts give the same bytes.
 */
#pragma once

#include "base/arena.h"
#include "base/jsonw.h"

#define PREDICATE_SLSA	 "https://slsa.dev/provenance/v1"
#define PREDICATE_SLSA_0 "https://slsa.dev/provenance/v0.2"
#define PREDICATE_VSA	 "https://slsa.dev/verification_summary/v1"
#define PREDICATE_SVR	 "https://in-toto.io/attestation/svr/v0.1"

/* Texts in the order they were given; NULL-safe when n is 0. */
struct predicate_words {
	const char *const *words;
	size_t n;
};

/* What the maker says. A text that is NULL is left out. */
struct predicate_facts {
	/* SLSA */
	const char *builder, *build_type, *invocation, *started, *finished;
	const char *source, *source_ref, *source_digest; /* the digest as "ALGORITHM:HEX" */
	struct predicate_words parameters;		 /* "NAME=VALUE" */
	struct predicate_words materials;		 /* "URI@ALGORITHM:HEX", or a URI alone */

	/* VSA and SVR */
	const char *verifier, *time, *resource, *policy;
	struct predicate_words inputs;	   /* "ALGORITHM:HEX" of the attestations gone by */
	struct predicate_words levels;	   /* of a VSA */
	struct predicate_words properties; /* of an SVR */
	bool passed;
};

struct predicate_kind {
	const char *word, *type;
	const char *lacks; /* what a caller is told to give, when is_whole() is false */
	bool (*is_whole)(const struct predicate_facts *facts);
	void (*write)(struct jsonw *w, const struct predicate_facts *facts, struct arena *arena);
};

#define PREDICATE_WORDS "slsa|vsa|svr"

/* In the order of PREDICATE_WORDS. */
extern const struct predicate_kind predicate_kinds[];

/* "ALGORITHM:HEX" in two; false when it is not that. */
MUST bool predicate_digest(struct span text, struct span *algorithm, struct span *hex);
