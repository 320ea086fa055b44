/* `assay scan PATH...`: what is in here, and is any of it dangerous? */
#include <stdio.h>

#include "cmd/look.h"
#include "cmd/model_flag.h"
#include "cmd/present.h"
#include "cmd/scan_flags.h"
#include "policy/baseline.h"
#include "report/output.h"
#include "scan/host.h"

/* The severities of --fail-on in the order of its words; SEVERITY_COUNT never gates. */
static const enum severity gates[] = { SEVERITY_HIGH, SEVERITY_CRITICAL, SEVERITY_MEDIUM,
				       SEVERITY_LOW, SEVERITY_COUNT };

struct options {
	struct scan_flags flags;
	struct present present;
	unsigned fail_on;
	const char *baseline;
	bool host, no_known_bad, verbose;
	const char *model;
};

static const struct options defaults = { .flags = SCAN_FLAGS_DEFAULT };

static const struct opt options[] = {
	{ "format", 'f', OPT_CHOICE(struct options, present.form), OUTPUT_WORDS,
	  "What is printed on standard output" },
	{ "output", 'o', OPT_LIST(struct options, present.outputs), "FORMAT=FILE",
	  "Also write the report to FILE; may be given several times" },
	{ "fail-on", 0, OPT_CHOICE(struct options, fail_on), "high|critical|medium|low|none",
	  "Exit 1 when a finding is at least this severe" },
	{ "policy", 0, OPT_TEXT(struct options, present.policy), "FILE",
	  "Decide by this policy instead of the user's or the system's" },
	{ "no-policy", 0, OPT_FLAG(struct options, present.no_policy), NULL,
	  "Decide without a policy" },
	{ "baseline", 0, OPT_TEXT(struct options, baseline), "REPORT",
	  "Accept what this earlier JSON report has: only new findings count" },
	{ "host", 0, OPT_FLAG(struct options, host), NULL,
	  "Look at this machine: its interpreters, environments, tools, caches, and what known "
	  "attacks "
	  "leave" },
	{ "all", 'a', OPT_FLAG(struct options, present.all), NULL,
	  "List every artifact, also the clean and the skipped" },
	MODEL_FLAG_ROW(struct options),
	{ "no-known-bad", 0, OPT_FLAG(struct options, no_known_bad), NULL,
	  "Judge as if the list of known-bad names were empty" },
	{ "color", 0, OPT_CHOICE(struct options, present.colour), "auto|always|never",
	  "Colour in text; auto is on a terminal, unless NO_COLOR is set" },
	{ "quiet", 'q', OPT_FLAG(struct options, present.quiet), NULL,
	  "No progress, and no text when there is nothing to report" },
	{ "verbose", 'v', OPT_FLAG(struct options, verbose), NULL,
	  "Say on standard error how the scan was run" },
	ADVISORY_FLAG_ROWS(struct options),
	SCAN_FLAG_ROWS(struct options),
	{ 0 },
};

/* The story. */

static void say_how(const struct report *report, const struct scan_options *scan)
{
	(void)fprintf(stderr, "assay scan: sandbox %s, up to %u workers, %.3f s\n", report->sandbox,
		      scan->workers, report->seconds);
}

/* The places of this machine behind what the user named. */
static void add_host(const struct options *chosen, const struct call *call,
		     struct scan_options *scan)
{
	struct host host;
	const char **targets;

	host_find(&host, call->arena);
	targets = arena_array(call->arena, scan->n_targets + host.n + 1, sizeof(*targets));
	for (size_t i = 0; i < scan->n_targets; i++)
		targets[i] = scan->targets[i];
	for (size_t i = 0; i < host.n; i++)
		targets[scan->n_targets + i] = host.targets[i];
	scan->targets = targets;
	scan->n_targets += host.n;
	scan->label = "this machine";
	if (chosen->verbose)
		(void)fprintf(stderr, "assay scan: %zu places, %zu environments among them\n",
			      host.n, host.n_environments);
}

static enum err fill(const struct call *call, struct policy *policy, struct report *report)
{
	const struct options *chosen = call->options;
	struct scan_options scan = scan_flags_apply(&chosen->flags, call->operands);
	enum err e;

	if (chosen->host)
		add_host(chosen, call, &scan);
	scan.check.no_known_bad = chosen->no_known_bad;
	scan.advisories.use = true;
	scan.job.behaviours = true;
	scan.keep_skipped = chosen->present.all;
	scan.policy = policy;
	e = model_flag_apply(chosen->model, call->arena, &scan);
	if (e == OK)
		e = look_run(&scan, chosen->present.quiet, report);
	if (e == OK && chosen->baseline)
		e = baseline_accept(report, chosen->baseline);
	if (e == OK && chosen->verbose)
		say_how(report, &scan);
	return e;
}

static int exit_code(const struct call *call, const struct report *report)
{
	const struct options *chosen = call->options;

	return present_exit(report, gates[chosen->fail_on]);
}

static int scan_and_report(const struct call *call, struct report *report)
{
	const struct options *chosen = call->options;
	const struct presenter presenter = { .command = "scan",
					     .present = &chosen->present,
					     .gate = gates[chosen->fail_on],
					     .fill = fill,
					     .exit_code = exit_code };

	return present(call, &presenter, report);
}

static int run(const struct call *call)
{
	const struct options *chosen = call->options;

	if (!chosen->host && call->operands.n == 0) {
		(void)err_set(ERR_USAGE, "something is missing: PATH...|-");
		return command_misused("scan");
	}
	return look(call, scan_and_report);
}

const struct command command_scan = {
	.name = "scan",
	.summary = "what is in here, and is any of it dangerous?",
	.usage = "PATH...|-",
	.about = "Looks at files, folders or standard input (-) without ever executing anything, "
		 "and "
		 "says what is dangerous, what could not be examined, and what to do. Parsers run "
		 "in "
		 "locked processes without files, network or programs.",
	.operand_kind = OPERANDS_PATHS,
	.least = 0,
	.most = OPERANDS_MANY,
	.options = options,
	.defaults = &defaults,
	.size = sizeof(struct options),
	.run = run,
};
