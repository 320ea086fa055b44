/* manifest.json of what `docker save` writes: which members are the layers of which image, lowest
 * first. */
#include "eco/oci/image.h"
#include "format/document.h"
#include "format/format.h"

static unsigned bid(const struct probe *probe)
{
	return span_is(probe->name, "manifest.json") && span_has(probe->head, "\"Layers\"") &&
			       span_has(probe->head, "\"Config\"")
		       ? BID_LIKELY
		       : BID_NONE;
}

static void read_image(struct job *job, const struct value *image)
{
	struct arena *arena = job_arena(job);
	const struct value *tags = value_get(image, "RepoTags");
	struct span config = value_text(value_get(image, "Config"), arena);
	uint64_t index = 0;

	value_each (tag, tags)
		image_component(job, value_text(tag, arena), config, tag->offset);
	if (!value_first(tags))
		image_component(job, config, config, image->offset);
	value_each (layer, value_get(image, "Layers"))
		image_layer(job, config, index++, "path", value_text(layer, arena), layer->offset);
}

static void read(struct job *job, struct span bytes)
{
	struct document doc;

	document_open(&doc, job, bytes);
	value_each (image, doc.json.root)
		if (value_is_kind(value_get(image, "Layers"), VALUE_LIST))
			read_image(job, image);
	document_say(&doc, job, 0);
	document_close(&doc, job);
}

const struct format format_oci_archive = {
	.name = "docker-archive",
	.bid = bid,
	.read = read,
};
