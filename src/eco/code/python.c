/*
 * Python source of a project: what services, models and data sets it uses (uses.h), and the
 * requirements that a script itself states (PEP 723).
 */
#include "code/python.h"
#include "eco/code/script_metadata.h"
#include "eco/code/uses.h"
#include "eco/place.h"
#include "format/format.h"

static unsigned bid(const struct probe *probe)
{
	static const char *const endings[] = { ".py", ".pyw", NULL };
	struct span line = span_part(probe->head, 0, 80);
	bool script = span_starts(line, "#!") && span_has(line, "python");

	if (!script && !probe_named(probe, endings))
		return BID_NONE;
	return place_is_foreign(probe->path) ? BID_NONE : BID_LIKELY;
}

static void read(struct job *job, struct span bytes)
{
	struct uses *uses = uses_new(job, LANGUAGE_PYTHON);
	struct code_sink sink = { uses_event, uses };
	bool told = script_metadata_tell(job, bytes);
	struct code_end end = code_python(bytes, 0, 1, code_scopes_new(job_arena(job)), &sink);

	told |= uses_finish(uses);
	if (end.full)
		job_incomplete(job, "the source uses more names or deeper nesting than the limits",
			       0);
	else if (!told)
		job_decline(job);
}

const struct format format_code_python = {
	.name = "python-uses",
	.bid = bid,
	.read = read,
	.uses = true,
};
