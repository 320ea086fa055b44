/* Shell scripts of a project: what they install, fetch and run (eco/install.h). */
#include "code/scope.h"
#include "code/shell.h"
#include "eco/code/uses.h"
#include "eco/install.h"
#include "eco/place.h"
#include "format/format.h"

static bool is_shell(struct span line)
{
	static const char *const shells[] = {
		"/sh",	"/bash",  "/dash",    "/zsh",	 "/ksh",
		"/ash", "env sh", "env bash", "env zsh", "env -S bash"
	};
	ptrdiff_t end = span_byte(line, '\n');

	line = span_part(line, 0, end == SPAN_NONE ? line.n : (uint64_t)end);
	if (!span_starts(line, "#!"))
		return false;
	for (size_t i = 0; i < sizeof(shells) / sizeof(*shells); i++)
		if (span_has(line, shells[i]))
			return true;
	return false;
}

static unsigned bid(const struct probe *probe)
{
	static const char *const endings[] = { ".sh", ".bash", ".zsh", NULL };

	if (!is_shell(span_part(probe->head, 0, 80)) && !probe_named(probe, endings))
		return BID_NONE;
	return place_is_foreign(probe->path) ? BID_NONE : BID_LIKELY;
}

struct script {
	struct job *job;
	bool told;
};

static void on_install(void *context, const struct install *install)
{
	struct script *script = context;

	script->told = true;
	install_tell(script->job, install);
}

static void on_event(void *context, const struct code_event *event)
{
	struct script *script = context;

	if (event->kind == CODE_COMMAND)
		install_command(event, "code", job_arena(script->job), on_install, script);
}

static void read(struct job *job, struct span bytes)
{
	struct script script = { .job = job };
	struct code_sink sink = { on_event, &script };

	if (code_shell(bytes, 0, 1, code_scopes_new(job_arena(job)), &sink).full)
		job_incomplete(job, "the script uses more names or deeper nesting than the limits",
			       0);
	else if (!script.told)
		job_decline(job);
}

const struct format format_code_script = {
	.name = "shell-script",
	.bid = bid,
	.read = read,
	.uses = true,
};
