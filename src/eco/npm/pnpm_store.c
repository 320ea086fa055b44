/*
 * pnpm's store: for each package that was ever installed an index of its files,
 * store/v3/files/XX/HASH-index.json and store/v10/index/XX/HASH-NAME@VERSION.json.
 */
#include "eco/entry.h"
#include "format/document.h"
#include "format/format.h"

static unsigned bid(const struct probe *probe)
{
	bool index = span_ends(probe->name, "-index.json") || span_has(probe->path, "/index/");

	return index && span_ends(probe->name, ".json") && span_has(probe->path, "store/v") &&
			       span_has(probe->head, "\"files\"")
		       ? BID_LIKELY
		       : BID_NONE;
}

static void read(struct job *job, struct span bytes)
{
	struct arena *arena = job_arena(job);
	struct document doc;

	document_open(&doc, job, bytes);

	struct span name = value_text(value_get(doc.json.root, "name"), arena);
	struct span version = value_text(value_get(doc.json.root, "version"), arena);

	if (doc.is_read && value_is_kind(value_get(doc.json.root, "files"), VALUE_MAP) && name.n) {
		struct entry entry = entry_scoped("npm", name, "cache");

		document_say(&doc, job, 0);
		entry_text(&entry, "version", version);
		if (value_is_kind(value_get(doc.json.root, "requiresBuild"), VALUE_TRUE))
			entry_word(&entry, "install_script", "yes");
		entry_emit(&entry, job, 0);
	} else if (doc.is_read) {
		job_decline(job);
	}
	document_close(&doc, job);
}

const struct format format_npm_pnpm_store = {
	.name = "npm_pnpm_store",
	.bid = bid,
	.read = read,
};
