/* What Python source does (tell.h). */
#include "eco/behaviour/tell.h"
#include "format/format.h"

static unsigned bid(const struct probe *probe)
{
	static const char *const endings[] = { ".py", ".pyw", NULL };
	struct span line = span_part(probe->head, 0, 80);
	bool script = span_starts(line, "#!") && span_has(line, "python");

	return script || probe_named(probe, endings) ? BID_LIKELY : BID_NONE;
}

static void read(struct job *job, struct span bytes)
{
	behaviour_tell(job, &behaviour_python, bytes);
}

const struct format format_behaviour_python = {
	.name = "python-behaviour",
	.bid = bid,
	.read = read,
	.behaviours = true,
};
