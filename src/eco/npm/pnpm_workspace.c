/*
 * pnpm-workspace.yaml: catalogs, which say once for all packages of a workspace what "catalog:" and
 * "catalog:NAME" in their manifests ask for.
 */
#include "eco/lines.h"
#include "eco/npm/folder.h"
#include "eco/npm/want.h"
#include "format/document.h"
#include "format/format.h"

static unsigned bid(const struct probe *probe)
{
	bool named = span_is(probe->name, "pnpm-workspace.yaml");

	return named && npm_lock_counts(probe->path) ? BID_LIKELY : BID_NONE;
}

struct reading {
	struct job *job;
	struct line_index lines;
};

static void tell_catalog(struct reading *reading, const struct value *catalog)
{
	struct arena *arena = job_arena(reading->job);

	value_each (key, catalog)
		if (value_is_kind(value_of(key), VALUE_STRING))
			npm_want_tell(
				reading->job,
				&(const struct npm_want){
					.name = value_text(key, arena),
					.spec = value_text(value_of(key), arena),
					.scope = "required",
					.offset = key->offset,
					.line = line_index_at(&reading->lines, key->offset) });
}

static void read(struct job *job, struct span bytes)
{
	struct reading reading = { .job = job, .lines = line_index_of(bytes, job_arena(job)) };
	struct document doc;

	document_open_yaml(&doc, job, bytes, NULL, NULL);
	document_say(&doc, job, 0);
	value_each (root, doc.json.root) {
		tell_catalog(&reading, value_get(root, "catalog"));
		value_each (key, value_get(root, "catalogs"))
			tell_catalog(&reading, value_of(key));
	}
	document_close(&doc, job);
}

const struct format format_npm_pnpm_workspace = {
	.name = "npm_pnpm_workspace",
	.bid = bid,
	.read = read,
	.of_project = true,
};
