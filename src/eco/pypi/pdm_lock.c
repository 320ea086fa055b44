/*
 * pdm.lock: [[package]] with files and digests; what a package needs are requirements. A package
 * stands once more for each set of extras.
 */
#include "eco/pypi/locked.h"
#include "eco/pypi/requirement.h"
#include "format/format.h"

static unsigned bid(const struct probe *probe)
{
	return span_is(probe->name, "pdm.lock") ? BID_LIKELY : BID_NONE;
}

static const char *scope_of(const struct value *package)
{
	const struct value *groups = value_get(package, "groups");

	value_each (group, groups)
		if (value_is(group, "default"))
			return "required";
	return value_first(groups) ? "dev" : "required";
}

static void need(struct locked *locked, struct span from, const struct value *item)
{
	struct requirement requirement;

	(void)requirement_read(value_text(item, locked->arena),
			       &requirement); /* its name will do */
	if (requirement.name.n)
		entry_need(locked->job, from,
			   locked_find(locked, requirement.name, requirement.exact),
			   requirement.specifier, NULL, item->offset);
}

static void add_source(struct locked *locked, struct entry *entry, const struct value *package)
{
	struct span git = locked_text(locked, package, "git");

	locked_add_url(locked, entry, git.n ? git : locked_text(locked, package, "url"));
	if (git.n)
		entry_word(entry, "vcs", "git");
	entry_text(entry, "revision", locked_text(locked, package, "ref"));
	entry_text(entry, "commit", locked_text(locked, package, "revision"));
}

static void tell(struct locked *locked, const struct value *package)
{
	struct entry entry = locked_entry(locked, package);

	entry_word(&entry, "scope", scope_of(package));
	entry_text(&entry, "requires_python", locked_text(locked, package, "requires_python"));
	entry_text(&entry, "description", locked_text(locked, package, "summary"));
	add_source(locked, &entry, package);
	locked_add_files(locked, &entry, value_get(package, "files"));
	entry_emit(&entry, locked->job, package->offset);
	value_each (item, value_get(package, "dependencies"))
		need(locked, locked_id(locked, package), item);
}

static void read(struct job *job, struct span bytes)
{
	struct locked locked;

	if (locked_open(&locked, job, bytes, "package"))
		for (size_t i = 0; i < locked.n; i++)
			tell(&locked, locked.packages[i]);
}

const struct format format_pypi_pdm_lock = {
	.name = "python-pdm-lock",
	.bid = bid,
	.read = read,
	.of_project = true,
};
