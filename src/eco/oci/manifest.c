/* Manifests and indexes of the OCI image format and Docker's (OCI image-spec, manifest.md,
 * image-index.md), which are blobs without a name of their own. */
#include "eco/oci/image.h"
#include "format/document.h"
#include "format/format.h"

static unsigned bid(const struct probe *probe)
{
	if (!probe_opens_json(probe) || !span_has(probe->head, "\"schemaVersion\""))
		return BID_NONE;
	return span_has(probe->head, "\"layers\"") || span_has(probe->head, "\"manifests\"")
		       ? BID_LIKELY
		       : BID_NONE;
}

static struct span text_of(struct job *job, const struct value *map, const char *key)
{
	return value_text(value_get(map, key), job_arena(job));
}

/* Layers that hold no files of a root: signatures, attestations, parts of models. */
static bool is_root_layer(struct span media_type)
{
	return media_type.n == 0 || span_has(media_type, "image.layer") ||
	       span_has(media_type, "rootfs.diff");
}

static void read_manifest(struct job *job, const struct value *manifest)
{
	struct span config = text_of(job, value_get(manifest, "config"), "digest");
	uint64_t index = 0;

	value_each (layer, value_get(manifest, "layers"))
		if (is_root_layer(text_of(job, layer, "mediaType")))
			image_layer(job, config, index++, "digest", text_of(job, layer, "digest"),
				    layer->offset);
}

static struct span name_of(struct job *job, const struct value *descriptor)
{
	const struct value *notes = value_get(descriptor, "annotations");
	struct span name = text_of(job, notes, "io.containerd.image.name");

	return name.n ? name : text_of(job, notes, "org.opencontainers.image.ref.name");
}

static void read_index(struct job *job, const struct value *index)
{
	value_each (descriptor, value_get(index, "manifests")) {
		struct span digest = text_of(job, descriptor, "digest");
		const struct value *notes = value_get(descriptor, "annotations");

		if (digest.n && !value_get(notes, "vnd.docker.reference.type"))
			image_component(job, name_of(job, descriptor), digest, descriptor->offset);
	}
}

static bool is_manifest(const struct value *root)
{
	return value_get(root, "schemaVersion") && value_get(value_get(root, "config"), "digest") &&
	       value_is_kind(value_get(root, "layers"), VALUE_LIST);
}

static bool is_index(const struct value *root)
{
	return value_get(root, "schemaVersion") &&
	       value_is_kind(value_get(root, "manifests"), VALUE_LIST);
}

static void read(struct job *job, struct span bytes)
{
	struct document doc;

	document_open(&doc, job, bytes);
	if (is_manifest(doc.json.root))
		read_manifest(job, doc.json.root);
	else if (is_index(doc.json.root))
		read_index(job, doc.json.root);
	else if (doc.is_read)
		job_decline(job);
	if (is_manifest(doc.json.root) || is_index(doc.json.root))
		document_say(&doc, job, 0);
	document_close(&doc, job);
}

const struct format format_oci_manifest = {
	.name = "oci-manifest",
	.bid = bid,
	.read = read,
};
