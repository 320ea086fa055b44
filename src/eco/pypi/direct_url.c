/* direct_url.json: where a distribution was installed from, when it was no index (PEP 610). */
#include "eco/origin.h"
#include "eco/pypi/installed.h"
#include "format/document.h"
#include "format/format.h"

static unsigned bid(const struct probe *probe)
{
	struct installed installed;

	return span_is(probe->name, "direct_url.json") && installed_read(probe->path, &installed) &&
			       !installed_is_left(probe->path)
		       ? BID_LIKELY
		       : BID_NONE;
}

static void add_digests(const struct value *archive, struct entry *entry, struct arena *arena)
{
	value_each (key, value_get(archive, "hashes")) {
		const char *algorithm = arena_text(arena, value_text(key, arena));

		(void)origin_hex(entry, algorithm, value_text(value_of(key), arena), arena);
	}
}

static void tell(struct job *job, const struct value *root, const struct installed *installed)
{
	struct arena *arena = job_arena(job);
	const struct value *vcs = value_get(root, "vcs_info");
	struct entry entry = installed_entry(installed, job);

	entry_text(&entry, "origin",
		   origin_redacted(value_text(value_get(root, "url"), arena), arena));
	entry_text(&entry, "vcs", value_text(value_get(vcs, "vcs"), arena));
	entry_text(&entry, "commit", value_text(value_get(vcs, "commit_id"), arena));
	entry_text(&entry, "revision", value_text(value_get(vcs, "requested_revision"), arena));
	if (value_is_kind(value_get(value_get(root, "dir_info"), "editable"), VALUE_TRUE))
		entry_word(&entry, "editable", "yes");
	add_digests(value_get(root, "archive_info"), &entry, arena);
	entry_emit(&entry, job, 0);
}

static void read(struct job *job, struct span bytes)
{
	struct installed installed;
	struct document doc;

	if (!installed_read(job_path(job), &installed) || installed.version.n == 0) {
		job_decline(job);
		return;
	}
	document_open(&doc, job, bytes);
	document_say(&doc, job, 0);
	if (doc.json.root)
		tell(job, doc.json.root, &installed);
	document_close(&doc, job);
}

const struct format format_pypi_direct_url = {
	.name = "python-direct-url",
	.bid = bid,
	.read = read,
};
