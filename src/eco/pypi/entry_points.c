/*
 * entry_points.txt of an installed distribution or a wheel (Entry points specification): the
 * commands that an installer makes of it.
 *
 *     CODE {what "command", name, value}: a command, and the object that it calls
 *     CODE {what "entry", name, value}: a group of plug-ins and the object of one
 */
#include "eco/ini.h"
#include "eco/pypi/installed.h"
#include "format/format.h"

enum { ENTRIES_MAX = 2000 };

static unsigned bid(const struct probe *probe)
{
	struct installed installed;

	return span_is(probe->name, "entry_points.txt") &&
			       installed_read(probe->path, &installed) &&
			       !installed_is_left(probe->path)
		       ? BID_LIKELY
		       : BID_NONE;
}

static bool makes_commands(struct span section)
{
	return span_is(section, "console_scripts") || span_is(section, "gui_scripts");
}

static void read(struct job *job, struct span bytes)
{
	struct ini ini = ini_of(bytes);
	struct ini_item item;
	unsigned n = 0;

	while (n < ENTRIES_MAX && ini_next(&ini, &item)) {
		bool command = makes_commands(item.section);

		n++;
		JOB_FACT(job, FACT_CODE, item.offset,
			 ATTR_WORD("what", command ? "command" : "entry"),
			 ATTR_TEXT("name", command ? item.key : item.section),
			 ATTR_TEXT("value", item.value));
	}
	if (n == ENTRIES_MAX)
		job_incomplete(job, "there are more entry points than the limit", OFFSET_NONE);
	else if (n == 0)
		job_decline(job);
}

const struct format format_pypi_entry_points = {
	.name = "python-entry-points",
	.bid = bid,
	.read = read,
};
