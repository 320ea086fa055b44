/* `assay bom PATH...`: the AI bill of materials of a tree. */
#include <string.h>

#include "cmd/look.h"
#include "cmd/scan_flags.h"
#include "report/output.h"

#define FORMS "cyclonedx|cyclonedx-1.7|spdx"

struct options {
	struct scan_flags flags;
	unsigned form;
	const char *output;
};

static const struct options defaults = { .flags = SCAN_FLAGS_DEFAULT };

static const struct opt options[] = {
	{ "format", 'f', OPT_CHOICE(struct options, form), FORMS, "Write it in this form" },
	{ "output", 'o', OPT_TEXT(struct options, output), "FILE",
	  "Write it to FILE instead of standard output" },
	SCAN_FLAG_ROWS(struct options),
	{ 0 },
};

static enum err write_bill(const struct call *call, const struct options *chosen,
			   const struct report *report)
{
	const struct output *output = output_find(opt_word(FORMS, chosen->form));
	const struct output_options how = { 0 };
	struct out out;

	if (!chosen->output) {
		output->write(report, &call->out->sink, &how);
		return OK;
	}

	enum err e = out_create(&out, chosen->output);

	if (e != OK)
		return e;
	output->write(report, &out.sink, &how);
	return out_close(&out);
}

static int make(const struct call *call, struct report *report)
{
	const struct options *chosen = call->options;
	struct scan_options scan = scan_flags_apply(&chosen->flags, call->operands);

	if (look_run(&scan, false, report) != OK || write_bill(call, chosen, report) != OK)
		return command_complain("bom");
	return look_exit(report);
}

static int run(const struct call *call)
{
	return look(call, make);
}

const struct command command_bom = {
	.name = "bom",
	.summary = "the AI bill of materials",
	.usage = "PATH...",
	.about =
		"Lists what a tree is made of: packages, models, data sets, agents and services, "
		"each with where it was seen and how sure that is. Nothing is executed and nothing "
		"is asked of a network. Exits 3 when something could not be examined: the bill may "
		"then lack what was in it.",
	.operand_kind = OPERANDS_PATHS,
	.least = 1,
	.most = OPERANDS_MANY,
	.options = options,
	.defaults = &defaults,
	.size = sizeof(struct options),
	.run = run,
};
