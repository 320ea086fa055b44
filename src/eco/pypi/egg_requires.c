/*
 * requires.txt of an .egg-info: requirements, a line each, under headings "[extra:marker]" (what
 * setuptools writes for metadata that had no Requires-Dist yet).
 */
#include "base/ascii.h"
#include "eco/lines.h"
#include "eco/pypi/installed.h"
#include "eco/pypi/requirement.h"
#include "format/format.h"

static unsigned bid(const struct probe *probe)
{
	struct installed installed;

	return span_is(probe->name, "requires.txt") && installed_read(probe->path, &installed)
		       ? BID_LIKELY
		       : BID_NONE;
}

/* "[extra]" and "[extra:marker]" are for who asks for the extra, "[:marker]" for all. */
static bool heads_extra(struct span line)
{
	return line.n > 1 && line.p[1] != ':';
}

static void read(struct job *job, struct span bytes)
{
	struct reader r = reader_of(bytes);
	struct requirement requirement;
	struct installed installed;
	struct entry entry;
	bool extra = false;

	if (!installed_read(job_path(job), &installed)) {
		job_decline(job);
		return;
	}
	entry = installed_entry(&installed, job);
	entry_emit(&entry, job, 0);
	while (reader_left(&r) > 0) {
		uint64_t offset = reader_offset(&r);
		struct span line = ascii_trim(lines_take(&r));

		if (span_starts(line, "[")) {
			extra = heads_extra(line);
			continue;
		}
		(void)requirement_read(line, &requirement); /* its name will do */
		requirement.optional |= extra;
		if (requirement.name.n)
			requirement_need(&requirement, installed.name, job, offset);
	}
}

const struct format format_pypi_egg_requires = {
	.name = "python-egg-requires",
	.bid = bid,
	.read = read,
};
