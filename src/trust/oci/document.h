/* Manifests and indexes of a layout (image-spec, manifest.md and image-index.md). */
#pragma once

#include "trust/oci/store.h"
#include "trust/protojson.h"

struct oci_descriptor {
	struct span digest, media_type;
	uint64_t size;
	const struct value *annotations; /* NULL: none */
};

struct oci_document {
	const struct value *manifests;	     /* of an index; NULL: it is a manifest */
	const struct value *layers, *config; /* of a manifest; may be NULL */
	const struct value *subject;	     /* NULL: none */
};

/* Why the bytes of a blob are not at hand: REASON_BLOB_MISSING, also for NULL, _BLOB_CHANGED, or
 * _BLOB_UNREAD when it is too large for a manifest or a signature. */
MUST enum reason oci_blob_reason(const struct oci_blob *blob);

/* Reads one. A text that could be taken for both is REASON_LAYOUT_AMBIGUOUS; one that is neither,
 * REASON_LAYOUT_MALFORMED. */
MUST enum reason oci_document_read(struct span text, struct arena *arena,
				   struct oci_document *document);

/* Reads a descriptor; REASON_LAYOUT_MALFORMED when it has no digest or size. */
MUST enum reason oci_descriptor_read(const struct value *v, struct arena *arena,
				     struct oci_descriptor *descriptor);

/* The text of an annotation; empty when it is not there. */
struct span oci_annotation(const struct oci_descriptor *descriptor, const char *key,
			   struct arena *arena);
