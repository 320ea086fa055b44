/* What the commands do that stand in a binding.gyp (tell.h): gyp runs what is in <!( ) and <!@( )
 * of any text while it reads the file, and npm has it read when a package is installed that brings
 * one (gyp's documentation of its input format, section "Command expansions"). */
#include "eco/behaviour/tell.h"
#include "format/format.h"

enum { COMMANDS_MAX = 64 };

static unsigned bid(const struct probe *probe)
{
	static const char *const endings[] = { ".gyp", ".gypi", NULL };

	return probe_named(probe, endings) ? BID_LIKELY : BID_NONE;
}

/* Past "<!(", "<!@(" or "<|(" at the beginning of text; 0: none. */
static size_t opening(struct span text)
{
	if (span_starts(text, "<!@(") || span_starts(text, ">!@("))
		return 4;
	return span_starts(text, "<!(") || span_starts(text, ">!(") ? 3 : 0;
}

/* As far as the bracket that closes it, or the end of the line. */
static size_t length(struct span text)
{
	size_t open = 1, n = 0;

	for (; n < text.n && text.p[n] != '\n'; n++) {
		open += text.p[n] == '(';
		if (text.p[n] == ')' && --open == 0)
			break;
	}
	return n;
}

static void read(struct job *job, struct span bytes)
{
	struct behaviour_part parts[COMMANDS_MAX];
	uint64_t line = 1;
	size_t n = 0;

	for (size_t i = 0; i < bytes.n && n < COMMANDS_MAX; i++) {
		size_t past = opening(span_from(bytes, i));

		line += bytes.p[i] == '\n';
		if (!past)
			continue;
		i += past;
		parts[n].text = span_part(bytes, i, length(span_from(bytes, i)));
		parts[n].offset = i;
		parts[n++].line = line;
	}
	if (n == COMMANDS_MAX)
		job_incomplete(job, "the file runs more commands than the limit", 0);
	if (!behaviour_tell_parts(job, &behaviour_shell, parts, n) && n < COMMANDS_MAX)
		job_decline(job);
}

const struct format format_behaviour_gyp = {
	.name = "gyp-behaviour",
	.bid = bid,
	.read = read,
	.behaviours = true,
};
