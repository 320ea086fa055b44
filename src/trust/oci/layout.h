/*
 * What an OCI image layout says: which image or other artifact a reference means, which blobs it is
 * made of, and what in the layout claims to be a signature of it:
 *
 *   - manifests with it as their subject (image-spec, manifest.md; distribution-spec, "Referrers"),
 *     also those listed under the tag sha256-HEX: sigstore bundles (cosign, BUNDLE_SPEC.md);
 *   - the tags sha256-HEX.sig and .att of cosign (SIGNATURE_SPEC.md), and what `cosign save` marks
 *     as such: payloads that name the digest, and envelopes.
 *
 * All of it is made into sigstore bundles here. Nothing is verified but digests, which whoever
 * reads the store has compared. Everything here parses hostile bytes: call oci_ask().
 */
#pragma once

#include "trust/oci/store.h"
#include "trust/reason.h"

enum { OCI_NEEDS_MAX = 1 << 16, OCI_SIGNATURES_MAX = 256 };

enum oci_form { OCI_BUNDLE, OCI_PAYLOAD, OCI_ENVELOPE, OCI_FORMS };

/* "bundle", "payload", "envelope". */
const char *oci_form_word(enum oci_form form);

struct oci_signature {
	enum oci_form form;
	enum reason reason; /* why it is none; then `bundle` is empty */
	struct span detail;
	struct span manifest; /* digest of the manifest that it stands in */
	struct span payload;  /* of OCI_PAYLOAD: the digest of the blob that is signed instead */
	struct span bundle;   /* JSON */
};

struct oci_question {
	const struct oci_store *store;
	struct span wanted; /* a reference or a digest; empty: the only thing in the layout */
};

struct oci_answer {
	enum reason reason;
	struct span detail;
	struct span target;	/* the digest of a blob that was read */
	struct oci_need *needs; /* the blobs it is made of, itself among them */
	size_t n_needs;
	struct oci_signature *signatures;
	size_t n_signatures;
};

/* Texts live in the arena. Refused with REASON_LAYOUT_MALFORMED, _LAYOUT_AMBIGUOUS,
 * _REFERENCE_UNKNOWN, _REFERENCE_AMBIGUOUS, _BLOB_MISSING, _BLOB_CHANGED, _BUNDLE_TOO_LARGE. */
void oci_layout_read(const struct oci_question *question, struct arena *arena,
		     struct oci_answer *answer);

/* The same in a locked child. Fails as confine_run() does. */
MUST enum err oci_ask(const struct oci_question *question, struct arena *arena,
		      struct oci_answer *answer);
