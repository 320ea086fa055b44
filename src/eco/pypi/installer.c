/*
 * What an installer notes beside the metadata: INSTALLER, its name, and REQUESTED, there when the
 * user asked for the package by name (PEP 376).
 */
#include "base/ascii.h"
#include "eco/pypi/installed.h"
#include "format/format.h"

enum { NAME_SIZE_MAX = 100 };

static unsigned bid(const struct probe *probe)
{
	bool named = span_is(probe->name, "INSTALLER") || span_is(probe->name, "REQUESTED");
	struct installed installed;

	return named && probe->size <= NAME_SIZE_MAX && installed_read(probe->path, &installed) &&
			       !installed_is_left(probe->path)
		       ? BID_LIKELY
		       : BID_NONE;
}

static void read(struct job *job, struct span bytes)
{
	struct installed installed;
	struct entry entry;

	if (!installed_read(job_path(job), &installed) || installed.version.n == 0) {
		job_decline(job);
		return;
	}
	entry = installed_entry(&installed, job);
	if (span_is(job_name(job), "INSTALLER"))
		entry_text(&entry, "installer", ascii_trim(bytes));
	else
		entry_word(&entry, "requested", "yes");
	entry_emit(&entry, job, 0);
}

const struct format format_pypi_installer = {
	.name = "python-installer",
	.bid = bid,
	.read = read,
};
