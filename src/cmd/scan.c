/* `assay scan PATH...`: what is in here, and is any of it dangerous? */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmd/look.h"
#include "cmd/scan_flags.h"
#include "policy/baseline.h"
#include "report/output.h"
#include "scan/host.h"
#include "sys/terminal.h"

enum colour { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

/* The severities of --fail-on in the order of its words; SEVERITY_COUNT never gates. */
static const enum severity gates[] = { SEVERITY_HIGH, SEVERITY_CRITICAL, SEVERITY_MEDIUM,
				       SEVERITY_LOW, SEVERITY_COUNT };

struct options {
	struct scan_flags flags;
	unsigned form, fail_on, colour;
	struct opt_list outputs;
	const char *policy, *baseline;
	bool host, no_policy, no_known_bad, all, quiet, verbose;
};

static const struct options defaults = { .flags = SCAN_FLAGS_DEFAULT };

static const struct opt options[] = {
	{ "format", 'f', OPT_CHOICE(struct options, form), OUTPUT_WORDS,
	  "What is printed on standard output" },
	{ "output", 'o', OPT_LIST(struct options, outputs), "FORMAT=FILE",
	  "Also write the report to FILE; may be given several times" },
	{ "fail-on", 0, OPT_CHOICE(struct options, fail_on), "high|critical|medium|low|none",
	  "Exit 1 when a finding is at least this severe" },
	{ "policy", 0, OPT_TEXT(struct options, policy), "FILE",
	  "Decide by this policy instead of the user's or the system's" },
	{ "no-policy", 0, OPT_FLAG(struct options, no_policy), NULL, "Decide without a policy" },
	{ "baseline", 0, OPT_TEXT(struct options, baseline), "REPORT",
	  "Accept what this earlier JSON report has: only new findings count" },
	{ "host", 0, OPT_FLAG(struct options, host), NULL,
	  "Look at this machine: its interpreters, environments, tools, caches, and what known "
	  "attacks "
	  "leave" },
	{ "all", 'a', OPT_FLAG(struct options, all), NULL,
	  "List every artifact, also the clean and the skipped" },
	{ "no-known-bad", 0, OPT_FLAG(struct options, no_known_bad), NULL,
	  "Judge as if the list of known-bad names were empty" },
	{ "color", 0, OPT_CHOICE(struct options, colour), "auto|always|never",
	  "Colour in text; auto is on a terminal, unless NO_COLOR is set" },
	{ "quiet", 'q', OPT_FLAG(struct options, quiet), NULL,
	  "No progress, and no text when there is nothing to report" },
	{ "verbose", 'v', OPT_FLAG(struct options, verbose), NULL,
	  "Say on standard error how the scan was run" },
	ADVISORY_FLAG_ROWS(struct options),
	SCAN_FLAG_ROWS(struct options),
	{ 0 },
};

/* Where a report goes besides standard output. */

struct destination {
	const struct output *output;
	const char *file;
};

static enum err read_destination(const char *word, struct destination *to)
{
	const char *equals = strchr(word, '=');

	to->output = equals ? output_find(span_of(word, (size_t)(equals - word))) : NULL;
	to->file = equals ? equals + 1 : NULL;
	if (!to->output || !*to->file)
		return err_set(ERR_USAGE, "--output takes FORMAT=FILE with one of %s",
			       OUTPUT_WORDS);
	return OK;
}

static enum err read_destinations(const struct call *call, const struct opt_list *words,
				  struct destination **out)
{
	struct destination *all = arena_array(call->arena, words->n + 1, sizeof(*all));
	enum err e = OK;

	for (size_t i = 0; e == OK && i < words->n; i++)
		e = read_destination(words->words[i], &all[i]);
	*out = all;
	return e;
}

static enum err write_files(const struct destination *to, const struct report *report,
			    struct output_options how)
{
	enum err e = OK;

	how.colour = false;
	how.width = 0;
	for (; e == OK && to->output; to++) {
		struct out out;

		e = out_create(&out, to->file);
		if (e != OK)
			return e;
		to->output->write(report, &out.sink, &how);
		e = out_close(&out);
	}
	return e;
}

/* The terminal. */

static bool wants_colour(unsigned colour)
{
	return colour == COLOUR_AUTO ? terminal_colour(STDOUT_FILENO) : colour == COLOUR_ALWAYS;
}

/* The story. */

/* A policy that blocks fails whatever the severity. */
static int exit_code(const struct report *report, enum severity gate)
{
	enum severity worst = report_gate(report);
	bool blocked = report->policy_digest && report_decision(report) == DECISION_BLOCK;

	if (worst != SEVERITY_NONE && worst >= gate)
		return EXIT_FOUND;
	if (blocked && gate != SEVERITY_COUNT)
		return EXIT_FOUND;
	return report->decisions->of_status[report_status(report)] == DECISION_ALLOW ? EXIT_NOTHING
										     : EXIT_UNSEEN;
}

static void say_how(const struct report *report, const struct scan_options *scan)
{
	(void)fprintf(stderr, "assay scan: sandbox %s, up to %u workers, %.3f s\n", report->sandbox,
		      scan->workers, report->seconds);
}

static enum err write_all(const struct call *call, const struct destination *files,
			  const struct report *report, int code)
{
	const struct options *chosen = call->options;
	char *folder = getcwd(NULL, 0);
	struct output_options how = { .colour = wants_colour(chosen->colour),
				      .all = chosen->all,
				      .width = terminal_width(STDOUT_FILENO),
				      .folder = folder,
				      .gate = gates[chosen->fail_on],
				      .exit_code = code };
	enum err e = write_files(files, report, how);

	if (e == OK && !(chosen->quiet && code == EXIT_NOTHING))
		outputs[chosen->form]->write(report, &call->out->sink, &how);
	free(folder);
	return e;
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
	scan.keep_skipped = chosen->all;
	scan.policy = policy;
	e = look_run(&scan, chosen->quiet, report);
	if (e == OK && chosen->baseline)
		e = baseline_accept(report, chosen->baseline);
	if (e == OK && chosen->verbose)
		say_how(report, &scan);
	return e;
}

static int scan_by(const struct call *call, struct policy *policy, struct report *report)
{
	const struct options *chosen = call->options;
	struct destination *files;
	int code;

	if (read_destinations(call, &chosen->outputs, &files) != OK ||
	    fill(call, policy, report) != OK)
		return command_complain("scan");
	code = exit_code(report, gates[chosen->fail_on]);
	return write_all(call, files, report, code) == OK ? code : command_complain("scan");
}

static int scan_and_report(const struct call *call, struct report *report)
{
	const struct options *chosen = call->options;
	const char *path = chosen->policy;
	struct policy policy;
	int code;

	if (chosen->no_policy || (!path && !policy_find(call->arena, &path)))
		return scan_by(call, NULL, report);
	if (policy_load(&policy, path) == OK)
		code = scan_by(call, &policy, report);
	else
		code = command_complain("scan");
	policy_free(&policy);
	return code;
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
