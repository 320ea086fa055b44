/* What shell scripts do (tell.h). */
#include "eco/behaviour/tell.h"
#include "format/format.h"

static bool is_script(struct span line)
{
	static const char *const shells[] = { "/sh",  "/bash",	"/dash",    "/zsh",    "/ksh",
					      "/ash", "env sh", "env bash", "env zsh", NULL };
	ptrdiff_t end = span_byte(line, '\n');

	line = span_part(line, 0, end == SPAN_NONE ? line.n : (uint64_t)end);
	for (size_t i = 0; span_starts(line, "#!") && shells[i]; i++)
		if (span_has(line, shells[i]))
			return true;
	return false;
}

static unsigned bid(const struct probe *probe)
{
	static const char *const endings[] = { ".sh", ".bash", ".zsh", NULL };

	return is_script(span_part(probe->head, 0, 80)) || probe_named(probe, endings) ? BID_LIKELY
										       : BID_NONE;
}

static void read(struct job *job, struct span bytes)
{
	if (!behaviour_tell(job, &behaviour_shell, bytes))
		job_decline(job);
}

const struct format format_behaviour_shell = {
	.name = "shell-behaviour",
	.bid = bid,
	.read = read,
	.behaviours = true,
};
