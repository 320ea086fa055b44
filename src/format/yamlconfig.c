/*
 * Model configurations in YAML: Hydra and NeMo, MLflow and others. What their fields lead to is in
 * config.h; what YAML adds are tags, by which an unsafe loader makes any object:
 *
 *     CODE {what "object", name, value}: name is the tag, value the Python name in it
 */
#include "format/config.h"
#include "format/document.h"
#include "format/format.h"

enum { TAGS_MAX = 64 };

struct tags {
	struct span list[TAGS_MAX];
	uint64_t offsets[TAGS_MAX];
	size_t n;
	struct arena *arena;
};

static const char python[] = "tag:yaml.org,2002:python/";

static bool is_named(const struct probe *probe)
{
	static const char *const endings[] = { ".yaml", ".yml", "MLmodel", NULL };

	return probe_named(probe, endings);
}

/* What only such files say. */
static bool has_sign(struct span text)
{
	static const char *const signs[] = { "_target_:", "!!python/", "loader_module:", NULL };

	for (size_t i = 0; signs[i]; i++)
		if (span_has(text, signs[i]))
			return true;
	return false;
}

static unsigned bid(const struct probe *probe)
{
	if (span_byte(probe->head, 0) != SPAN_NONE || span_starts(probe->head, "{"))
		return BID_NONE;
	return is_named(probe) || has_sign(probe->head) ? BID_READ : BID_NONE;
}

static void keep_tag(void *context, struct span tag, uint64_t offset)
{
	struct tags *tags = context;

	if (!span_starts(tag, python) || tags->n == TAGS_MAX)
		return;
	tags->list[tags->n] = arena_copy(tags->arena, tag);
	tags->offsets[tags->n++] = offset;
}

/* python/object/apply:os.system names os.system; python/tuple and its like name nothing. */
static void tell_tags(struct job *job, const struct tags *tags)
{
	for (size_t i = 0; i < tags->n; i++) {
		struct span tag = span_from(tags->list[i], sizeof(python) - 1);
		ptrdiff_t colon = span_byte(tag, ':');

		if (colon == SPAN_NONE)
			continue;
		JOB_FACT(job, FACT_CODE, tags->offsets[i], ATTR_WORD("what", "object"),
			 ATTR_TEXT("name", span_part(tag, 0, (uint64_t)colon)),
			 ATTR_TEXT("value", span_from(tag, (uint64_t)colon + 1)),
			 ATTR_TEXT("repo", (struct span){ 0 }));
	}
}

static void tell(struct job *job, struct span bytes, const struct document *doc,
		 const struct tags *tags)
{
	bool known = doc->json.root && config_read(job, doc->json.root);

	if (!known && tags->n == 0 && !(doc->json.why && has_sign(bytes))) {
		job_decline(job);
		return;
	}
	tell_tags(job, tags);
	document_say(doc, job, 0);
}

static void read(struct job *job, struct span bytes)
{
	struct tags tags = { .arena = job_arena(job) };
	struct document doc;

	document_open_yaml(&doc, job, bytes, keep_tag, &tags);
	if (doc.is_read)
		tell(job, bytes, &doc, &tags);
	document_close(&doc, job);
}

const struct format format_yamlconfig = {
	.name = "yamlconfig",
	.bid = bid,
	.read = read,
};
