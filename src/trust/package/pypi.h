/*
 * Attestations of files on the Python package index (PEP 740, and "Index hosted attestations"):
 * taken out of a provenance object, or one that stands alone, and written as the Sigstore bundles
 * of version 0.3 that they are in other clothes. Nothing is verified here but the form, and that a
 * statement is about a file of that name.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "trust/sigstore/verify.h"

enum { PYPI_PROVENANCE_MAX = 32 << 20, PYPI_ATTESTATIONS_MAX = 64 };

struct pypi_attestation {
	enum reason reason;  /* why it is none; then only `detail` is there */
	struct span detail;  /* from outside; may be empty */
	struct span bundle;  /* JSON */
	bool is_publication; /* by who published the file; else of how it was built */
	/* Whom the index names as its publisher, as patterns of an identity and its issuer; empty:
	 * nobody, or a kind that is not known here. Not signed by anyone. */
	struct span identity, issuer;
};

struct pypi_answer {
	struct pypi_attestation *all;
	size_t n; /* at least one: a document that cannot be read counts as one that is refused */
};

/* Whether two names of files are those of one distribution: case and runs of '-', '_' and '.' make
 * no difference in the project's. */
bool pypi_same_file(struct span a, struct span b);

/* Whether a file is one of that project's, by its name. */
bool pypi_is_of(struct span file, struct span project);

/* Reads them. `file` is the last part of the file's path; empty: it is not known, and any name will
 * do. It parses hostile bytes: pypi_ask() does so in a locked child, and fails as confine_run()
 * does. Texts live in the arena or the document. */
void pypi_read(struct span document, struct span file, struct arena *arena,
	       struct pypi_answer *answer);
MUST enum err pypi_ask(struct span document, struct span file, struct arena *arena,
		       struct pypi_answer *answer);

/* Changes the verdict on its bundle to that on the attestation: its form comes first, and the
 * publisher that the index shows has to be who has signed (REASON_PUBLISHER_UNSIGNED). */
void pypi_judge(const struct pypi_attestation *attestation, struct sigstore_verdict *verdict);
