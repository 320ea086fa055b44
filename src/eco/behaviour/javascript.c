/* What JavaScript and TypeScript source does (tell.h). */
#include "eco/behaviour/tell.h"
#include "format/format.h"

static const char bun_notes[] = "#!/usr/bin/env bun\nbun-npm-manifest-cache-v0.0.";

static unsigned bid(const struct probe *probe)
{
	static const char *const endings[] = { ".js",  ".mjs", ".cjs", ".jsx", ".ts",
					       ".mts", ".cts", ".tsx", NULL };
	static const char *const declarations[] = { ".d.ts", ".d.mts", ".d.cts", NULL };
	static const char *const programs[] = { "node", "bun", "deno", NULL };
	struct span line = span_part(probe->head, 0, 80);

	/* Bun's own notes of a registry are bytes behind such a line, and no program's: they stop
	 * at the version in the second one. */
	if (probe_named(probe, declarations) || span_starts(line, bun_notes))
		return BID_NONE;
	if (probe_named(probe, endings))
		return BID_LIKELY;
	for (size_t i = 0; span_starts(line, "#!") && programs[i]; i++)
		if (span_has(line, programs[i]))
			return BID_LIKELY;
	return BID_NONE;
}

static void read(struct job *job, struct span bytes)
{
	if (!behaviour_tell(job, &behaviour_javascript, bytes))
		job_decline(job);
}

const struct format format_behaviour_javascript = {
	.name = "javascript-behaviour",
	.bid = bid,
	.read = read,
	.behaviours = true,
};
