/* Facts about images. */
#include "eco/oci/image.h"

/* "sha256:HEX" of an id that may be a path of the archive ("HEX.json", "blobs/sha256/HEX"). */
static struct span digest_of_id(struct job *job, struct span id)
{
	enum { HEX = 64 };
	const uint8_t *slash = id.n ? memrchr(id.p, '/', id.n) : NULL;
	struct span last = slash ? span_from(id, (uint64_t)(slash + 1 - id.p)) : id;

	if (span_starts(id, "sha256:"))
		return id;
	if (last.n < HEX || (last.n > HEX && !span_is(span_from(last, HEX), ".json")))
		return (struct span){ 0 };
	return span_str(arena_printf(job_arena(job), "sha256:%.*s", HEX, (const char *)last.p));
}

/* A reference is [host[:port]/]path[:tag][@digest]; a colon behind the last slash begins the tag.
 */
static void split(struct span reference, struct span *folder, struct span *name, struct span *tag)
{
	ptrdiff_t at = span_byte(reference, '@');
	struct span whole = at == SPAN_NONE ? reference : span_part(reference, 0, (uint64_t)at);
	const uint8_t *slash = whole.n ? memrchr(whole.p, '/', whole.n) : NULL;
	uint64_t start = slash ? (uint64_t)(slash + 1 - whole.p) : 0;

	*folder = span_part(whole, 0, start ? start - 1 : 0);
	*name = span_from(whole, start);
	*tag = (struct span){ 0 };

	ptrdiff_t colon = span_byte(*name, ':');

	if (colon == SPAN_NONE)
		return;
	*tag = span_from(*name, (uint64_t)colon + 1);
	name->n = (uint64_t)colon;
}

void image_component(struct job *job, struct span reference, struct span id, uint64_t offset)
{
	struct span folder, name, tag, digest = digest_of_id(job, id);

	split(reference, &folder, &name, &tag);
	if (name.n == 0)
		name = job_name(job);
	JOB_FACT(job, FACT_COMPONENT, offset, ATTR_WORD("kind", "image"),
		 ATTR_WORD("ecosystem", "oci"), ATTR_TEXT("name", name),
		 ATTR_TEXT("version", digest.n ? digest : tag), ATTR_WORD("method", "metadata"),
		 ATTR_TEXT("digest", digest), ATTR_TEXT("tag", tag),
		 ATTR_TEXT("repository", folder));
}

void image_layer(struct job *job, struct span image, uint64_t index, const char *how,
		 struct span what, uint64_t offset)
{
	JOB_FACT(job, FACT_LAYER, offset, ATTR_TEXT("image", image), ATTR_NUMBER("index", index),
		 { .key = span_str(how), .text = what });
}
