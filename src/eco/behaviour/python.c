/*
 * What Python source does (tell.h). Also of source that does nothing it is told that it is there:
 *
 *     CODE {what "python"}
 */
#include "code/python/lexer.h"
#include "eco/behaviour/tell.h"
#include "format/format.h"

static unsigned bid(const struct probe *probe)
{
	static const char *const endings[] = { ".py", ".pyw", NULL };
	struct span line = span_part(probe->head, 0, 80);
	bool script = span_starts(line, "#!") && span_has(line, "python");

	return script || probe_named(probe, endings) ? BID_LIKELY : BID_NONE;
}

/* The text of a TorchScript archive looks like Python, but imports nothing else and is not run by
 * it. */
static bool is_torchscript(struct span bytes)
{
	static const char *const own = "__torch__";
	struct python_lexer lexer = python_lexer_of(bytes);
	struct python_token token = { .kind = PYTHON_LINE };

	if (!span_has(bytes, own) && !span_has(bytes, "__parameters__"))
		return false;
	while (token.kind != PYTHON_END) {
		bool begins = token.kind == PYTHON_LINE;
		bool imports;

		token = python_next(&lexer);
		imports = token.kind == PYTHON_NAME && (span_is(token.text, "import") ||
							(begins && span_is(token.text, "from")));
		if (!imports)
			continue;
		token = python_next(&lexer);
		if (!span_is(token.text, own))
			return false;
	}
	return !lexer.fault;
}

static void read(struct job *job, struct span bytes)
{
	if (is_torchscript(bytes)) {
		job_decline(job);
		return;
	}
	JOB_FACT(job, FACT_CODE, 0, ATTR_WORD("what", "python"));
	(void)behaviour_tell(job, &behaviour_python, bytes); /* it was told that it is there */
}

const struct format format_behaviour_python = {
	.name = "python-behaviour",
	.bid = bid,
	.read = read,
	.behaviours = true,
};
