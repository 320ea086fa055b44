/*
 * Attestations of npm packages as a registry serves them (/-/npm/v1/attestations/NAME@VERSION):
 * sigstore bundles around statements about one archive, known by its package URL and SHA-512. That
 * a version was published is said with the registry's key, how it was built by an identity. Nothing
 * is verified here but the form, and that a statement is about the release in question.
 */
#pragma once

#include "base/err.h"
#include "trust/package/npm_release.h"
#include "trust/sigstore/verify.h"

enum { NPM_ATTESTATIONS_SIZE_MAX = 32 << 20, NPM_ATTESTATIONS_MAX = 64 };

struct npm_attestation {
	enum reason reason; /* why it is none; then only `detail` is there */
	struct span detail; /* from outside; may be empty */
	struct span bundle; /* JSON */
	bool is_keyed;
	struct span key;    /* SubjectPublicKeyInfo of the registry's key, with is_keyed */
	int64_t start, end; /* when that key was valid, both within */
};

struct npm_attestations {
	struct npm_attestation *all;
	size_t n; /* at least one: a document that cannot be read counts as one that is refused */
};

struct npm_attestations_question {
	struct span document;
	struct span keys; /* of the registry; empty: those signed with one are REASON_KEY_MISSING */
	struct npm_wanted wanted;
};

/* Reads them. It parses hostile bytes: npm_attestations_ask() does so in a locked child, and fails
 * as confine_run() does. Texts live in the arena or the question. */
void npm_attestations_read(const struct npm_attestations_question *question, struct arena *arena,
			   struct npm_attestations *answer);
MUST enum err npm_attestations_ask(const struct npm_attestations_question *question,
				   struct arena *arena, struct npm_attestations *answer);

/* Changes the verdict on its bundle to that on the attestation: its form comes first, and all times
 * of its log entries have to be within those of the registry's key (REASON_KEY_TIME). */
void npm_attestation_judge(const struct npm_attestation *attestation,
			   struct sigstore_verdict *verdict);
