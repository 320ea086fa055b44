/*
 * pylock.toml and pylock.NAME.toml (PEP 751). Besides components and dependencies:
 *
 *   METADATA {key "attestation-identity", name, version, identity, issuer}   who attests the files
 *       of a package; without the last two of a kind that is not known here
 */
#include "eco/pypi/address.h"
#include "eco/pypi/locked.h"
#include "eco/pypi/publisher.h"
#include "format/format.h"

static unsigned bid(const struct probe *probe)
{
	bool named = span_is(probe->name, "pylock.toml") ||
		     (span_starts(probe->name, "pylock.") && span_ends(probe->name, ".toml"));

	return named ? BID_LIKELY : BID_NONE;
}

static void add_vcs(struct locked *locked, struct entry *entry, const struct value *vcs)
{
	struct span url = locked_text(locked, vcs, "url");

	entry_text(entry, "vcs", locked_text(locked, vcs, "type"));
	entry_text(entry, "revision", locked_text(locked, vcs, "requested-revision"));
	entry_text(entry, "commit", locked_text(locked, vcs, "commit-id"));
	locked_add_url(locked, entry, url.n ? url : locked_text(locked, vcs, "path"));
}

static void add_archive(struct locked *locked, struct entry *entry, const struct value *archive)
{
	struct span url = locked_text(locked, archive, "url");

	struct span place = url.n ? url : locked_text(locked, archive, "path");
	struct archive_name name;

	/* Of an archive the version need not be said. */
	if (archive_name_read(address_read(place, locked->arena).file, &name))
		entry_text(entry, "version", name.version);
	locked_add_url(locked, entry, place);
	locked_add_files(locked, entry, archive);
}

static void tell_identities(struct locked *locked, const struct value *package)
{
	value_each (item, value_get(package, "attestation-identities")) {
		struct entry entry = { .kind = FACT_METADATA };
		struct pypi_publisher publisher;

		pypi_publisher_read(item, locked->arena, &publisher);
		entry_word(&entry, "key", "attestation-identity");
		entry_text(&entry, "name", locked_text(locked, package, "name"));
		entry_text(&entry, "version", locked_text(locked, package, "version"));
		entry_text(&entry, "identity", publisher.identity);
		entry_text(&entry, "issuer", publisher.issuer);
		entry_emit(&entry, locked->job, item->offset);
	}
}

static void tell(struct locked *locked, const struct value *package)
{
	struct entry entry = locked_entry(locked, package);
	const struct value *folder = value_get(package, "directory");

	entry_text(&entry, "marker", locked_text(locked, package, "marker"));
	entry_text(&entry, "requires_python", locked_text(locked, package, "requires-python"));
	entry_text(&entry, "index", locked_text(locked, package, "index"));
	entry_text(&entry, "uploaded", locked_first_upload(locked, package));
	add_vcs(locked, &entry, value_get(package, "vcs"));
	add_archive(locked, &entry, value_get(package, "archive"));
	entry_text(&entry, "folder", locked_text(locked, folder, "path"));
	locked_add_files(locked, &entry, value_get(package, "sdist"));
	locked_add_files(locked, &entry, value_get(package, "wheels"));
	entry_emit(&entry, locked->job, package->offset);
	tell_identities(locked, package);
	value_each (one, value_get(package, "dependencies"))
		entry_need(locked->job, locked_id(locked, package),
			   locked_find(locked, locked_text(locked, one, "name"),
				       locked_text(locked, one, "version")),
			   (struct span){ 0 }, NULL, one->offset);
}

static void read(struct job *job, struct span bytes)
{
	struct locked locked;

	if (locked_open(&locked, job, bytes, "packages"))
		for (size_t i = 0; i < locked.n; i++)
			tell(&locked, locked.packages[i]);
}

const struct format format_pypi_pylock = {
	.name = "python-pylock",
	.bid = bid,
	.read = read,
	.of_project = true,
};
