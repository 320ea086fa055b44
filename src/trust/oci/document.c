/* Reading manifests and indexes. */
#include "trust/oci/document.h"

enum reason oci_blob_reason(const struct oci_blob *blob)
{
	static const enum reason reasons[] = {
		[OCI_BLOB_UNREAD] = REASON_BLOB_UNREAD,
		[OCI_BLOB_READ] = REASON_NONE,
		[OCI_BLOB_CHANGED] = REASON_BLOB_CHANGED,
	};

	return blob ? reasons[blob->state] : REASON_BLOB_MISSING;
}

enum reason oci_document_read(struct span text, struct arena *arena, struct oci_document *document)
{
	struct protojson in = { .arena = arena };
	const struct value *root = protojson_parse(&in, text);

	*document = (struct oci_document){
		.manifests = protojson_list(&in, root, "manifests"),
		.layers = protojson_list(&in, root, "layers"),
		.config = protojson_map(&in, root, "config"),
		.subject = protojson_map(&in, root, "subject"),
	};
	if (in.reason != REASON_NONE)
		return REASON_LAYOUT_MALFORMED;
	if (document->manifests && (document->layers || document->config))
		return REASON_LAYOUT_AMBIGUOUS; /* CVE-2021-41190 */
	return document->manifests || document->layers ? REASON_NONE : REASON_LAYOUT_MALFORMED;
}

enum reason oci_descriptor_read(const struct value *v, struct arena *arena,
				struct oci_descriptor *descriptor)
{
	struct protojson in = { .arena = arena };

	*descriptor = (struct oci_descriptor){
		.digest = protojson_text(&in, v, "digest"),
		.media_type = protojson_text(&in, v, "mediaType"),
		.size = protojson_number(&in, v, "size"),
		.annotations = protojson_map(&in, v, "annotations"),
	};
	return in.reason == REASON_NONE && protojson_get(v, "size") &&
			       oci_digest_valid(descriptor->digest)
		       ? REASON_NONE
		       : REASON_LAYOUT_MALFORMED;
}

struct span oci_annotation(const struct oci_descriptor *descriptor, const char *key,
			   struct arena *arena)
{
	const struct value *v = value_get(descriptor->annotations, key);

	return value_is_kind(v, VALUE_STRING) ? value_text(v, arena) : (struct span){ 0 };
}
