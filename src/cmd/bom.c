/* `assay bom`: the AI bill of materials of a tree, what changed between two, how complete one is.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd/look.h"
#include "cmd/scan_flags.h"
#include "report/bill_check.h"
#include "report/bill_diff.h"
#include "report/bill_text.h"
#include "report/output.h"

#define FORMS "auto|cyclonedx|cyclonedx-1.7|spdx|text|json"

enum form { FORM_AUTO, FORM_CYCLONEDX, FORM_CYCLONEDX_1_7, FORM_SPDX, FORM_TEXT, FORM_JSON };

struct options {
	struct scan_flags flags;
	unsigned form;
	const char *output;
};

static const struct options defaults = { .flags = SCAN_FLAGS_DEFAULT };

static const struct opt options[] = {
	{ "format", 'f', OPT_CHOICE(struct options, form), FORMS,
	  "Write it in this form; auto is cyclonedx for a bill, text for diff and check" },
	{ "output", 'o', OPT_TEXT(struct options, output), "FILE",
	  "Write it to FILE instead of standard output" },
	ADVISORY_FLAG_ROWS(struct options),
	SCAN_FLAG_ROWS(struct options),
	{ 0 },
};

/* Where the answer goes. */

struct target {
	const struct call *call;
	struct out file;
	bool is_file;
};

static enum err open_target(struct target *to, const struct call *call)
{
	const struct options *chosen = call->options;

	*to = (struct target){ .call = call, .is_file = chosen->output != NULL };
	return to->is_file ? out_create(&to->file, chosen->output) : OK;
}

static struct sink *sink_of(struct target *to)
{
	return to->is_file ? &to->file.sink : &to->call->out->sink;
}

static enum err close_target(struct target *to)
{
	return to->is_file ? out_close(&to->file) : OK;
}

static struct scan_options scan_of(const struct call *call, size_t first, size_t n)
{
	const struct options *chosen = call->options;
	struct opt_list targets = { call->operands.words + first, n };

	struct scan_options scan = scan_flags_apply(&chosen->flags, targets);

	scan.advisories.use = true;
	scan.job.bill = chosen->form != FORM_JSON;
	return scan;
}

static unsigned form_of(const struct call *call, unsigned usual)
{
	const struct options *chosen = call->options;

	return chosen->form == FORM_AUTO ? usual : chosen->form;
}

/* A bill. */

static int make(const struct call *call, struct report *report)
{
	struct scan_options scan = scan_of(call, 0, call->operands.n);
	unsigned form = form_of(call, FORM_CYCLONEDX);
	const struct output *output = output_find(opt_word(FORMS, form));
	const struct output_options how = { .all = true };
	struct target to;

	if (look_run(&scan, false, report) != OK || open_target(&to, call) != OK)
		return command_complain("bom");
	if (form == FORM_TEXT)
		bill_text(report, sink_of(&to));
	else
		output->write(report, sink_of(&to), &how);
	return close_target(&to) == OK ? look_exit_saying(report, "bom") : command_complain("bom");
}

/* diff */

/* A file in which nothing was recognised is no bill, and has nothing to compare. */
static enum err check_listed(const char *operand, const struct report *report)
{
	struct stat st;

	if (report->n_components > 0 || report->coverage.by_status[STATUS_SKIPPED] == 0 ||
	    stat(operand, &st) != 0 || S_ISDIR(st.st_mode))
		return OK;
	return err_set(ERR_FORMAT, "%s: it is no bill of materials, and nothing else that is read",
		       operand);
}

static enum err write_diff(const struct call *call, const struct report *before,
			   const struct report *after, bool *differ)
{
	struct bill_diff diff;
	struct target to;
	enum err e = open_target(&to, call);

	if (e != OK)
		return e;
	bill_diff(&diff, before, after);
	if (form_of(call, FORM_TEXT) == FORM_JSON)
		bill_diff_json(&diff, before, after, sink_of(&to));
	else
		bill_diff_text(&diff, sink_of(&to));
	*differ = diff.n > 0;
	bill_diff_free(&diff);
	return close_target(&to);
}

static int exit_of(const struct report *before, const struct report *after, bool differ)
{
	int first = look_exit_saying(before, "bom"), second = look_exit_saying(after, "bom");

	if (differ)
		return EXIT_FOUND;
	return first != EXIT_NOTHING ? first : second;
}

static int compare(const struct call *call, struct report *before)
{
	struct scan_options first = scan_of(call, 1, 1), second = scan_of(call, 2, 1);
	struct report after;
	bool differ = false;
	int code;

	report_init(&after);

	enum err e = look_run(&first, false, before);

	if (e == OK)
		e = look_run(&second, false, &after);
	if (e == OK)
		e = check_listed(call->operands.words[1], before);
	if (e == OK)
		e = check_listed(call->operands.words[2], &after);
	if (e == OK)
		e = write_diff(call, before, &after, &differ);
	code = e != OK ? command_complain("bom") : exit_of(before, &after, differ);
	report_free(&after);
	return code;
}

/* check */

static int check(const struct call *call, struct report *report)
{
	struct scan_options scan = scan_of(call, 1, call->operands.n - 1);
	struct bill_check found;
	struct target to;

	scan.inspect = true;
	if (look_run(&scan, false, report) != OK || open_target(&to, call) != OK)
		return command_complain("bom");
	bill_check(&found, report);
	if (form_of(call, FORM_TEXT) == FORM_JSON)
		bill_check_json(&found, report, sink_of(&to));
	else
		bill_check_text(&found, sink_of(&to));
	return close_target(&to) == OK ? look_exit_saying(report, "bom") : command_complain("bom");
}

/* The words that are no paths: a folder of that name is ./diff. */
static const struct verb {
	const char *word;
	size_t least, most; /* operands with the word */
	int (*run)(const struct call *call, struct report *report);
	const char *usage;
} verbs[] = {
	{ "diff", 3, 3, compare,
	  "diff takes two bills or trees: the one before and the one after" },
	{ "check", 2, OPERANDS_MANY, check, "check takes a bill or a tree" },
};

static bool is_bill_form(unsigned form)
{
	return form == FORM_CYCLONEDX || form == FORM_CYCLONEDX_1_7 || form == FORM_SPDX;
}

/* Nothing is made of what is not there. */
static enum err check_operands(const struct call *call, size_t first)
{
	struct stat st;

	for (size_t i = first; i < call->operands.n; i++)
		if (stat(call->operands.words[i], &st) != 0 &&
		    strcmp(call->operands.words[i], "-") != 0)
			return err_set(ERR_USAGE, "%s: %s", call->operands.words[i],
				       strerror(errno));
	return OK;
}

static int run_verb(const struct verb *verb, const struct call *call)
{
	const struct options *chosen = call->options;

	if (call->operands.n < verb->least || call->operands.n > verb->most) {
		(void)err_set(ERR_USAGE, "%s", verb->usage);
		return command_complain("bom");
	}
	if (is_bill_form(chosen->form)) {
		(void)err_set(ERR_USAGE, "%s is written as text or json", verb->word);
		return command_complain("bom");
	}
	if (check_operands(call, 1) != OK)
		return command_complain("bom");
	return look(call, verb->run);
}

static int run(const struct call *call)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++)
		if (strcmp(call->operands.words[0], verbs[i].word) == 0)
			return run_verb(&verbs[i], call);
	return check_operands(call, 0) == OK ? look(call, make) : command_complain("bom");
}

const struct command command_bom = {
	.name = "bom",
	.summary = "the AI bill of materials",
	.usage = "PATH...|diff OLD NEW|check PATH...",
	.about = "Lists what a tree is made of: packages, models, data sets, agents and services, "
		 "each with where it was seen and how sure that is. diff says what appeared, "
		 "vanished, changed its version, digest or licence between two bills or trees, and "
		 "exits 1 when anything did. check says how complete a bill is against the minimum "
		 "elements of an SBOM for AI. Nothing is executed and nothing is asked of a "
		 "network. "
		 "Exits 3 when something could not be examined: the bill may then lack what was in "
		 "it.",
	.operand_kind = OPERANDS_PATHS,
	.least = 1,
	.most = OPERANDS_MANY,
	.options = options,
	.defaults = &defaults,
	.size = sizeof(struct options),
	.run = run,
};
