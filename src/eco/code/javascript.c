/* JavaScript and TypeScript source of a project: what services and models it uses (uses.h). */
#include "code/javascript.h"
#include "eco/code/uses.h"
#include "eco/place.h"
#include "format/format.h"

/* Bundles are made of a project and of what was installed for it; lines of theirs are very long. */
enum { LINE_MAX_SIZE = 2000 };

static bool is_bundle(const struct probe *probe)
{
	size_t n = 0;

	for (size_t i = 0; i < probe->head.n; i++) {
		n = probe->head.p[i] == '\n' ? 0 : n + 1;
		if (n > LINE_MAX_SIZE)
			return true;
	}
	return false;
}

static unsigned bid(const struct probe *probe)
{
	static const char *const endings[] = { ".js",  ".mjs", ".cjs", ".jsx", ".ts",
					       ".mts", ".cts", ".tsx", NULL };
	static const char *const others[] = { ".min.js", ".d.ts", ".d.mts", ".d.cts", NULL };

	if (!probe_named(probe, endings) || probe_named(probe, others) || is_bundle(probe))
		return BID_NONE;
	return place_is_foreign(probe->path) ? BID_NONE : BID_LIKELY;
}

static void read(struct job *job, struct span bytes)
{
	struct uses *uses = uses_new(job, LANGUAGE_JAVASCRIPT);
	struct code_sink sink = { uses_event, uses };
	struct code_end end = code_javascript(bytes, 0, 1, code_scopes_new(job_arena(job)), &sink);

	if (!uses_finish(uses))
		job_decline(job);
	else if (end.full)
		job_incomplete(job, "the source uses more names or deeper nesting than the limits",
			       0);
}

const struct format format_code_javascript = {
	.name = "javascript-uses",
	.bid = bid,
	.read = read,
	.uses = true,
};
