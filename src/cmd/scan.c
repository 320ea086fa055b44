/* `assay scan PATH...`: what is in here, and is any of it dangerous? */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/escape.h"
#include "check/allowlist.h"
#include "cmd/cmd.h"
#include "cmd/scan_flags.h"
#include "report/output.h"
#include "scan/scan.h"
#include "sys/clock.h"
#include "sys/digest.h"
#include "sys/terminal.h"

enum colour { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

/* The severities of --fail-on in the order of its words; SEVERITY_COUNT never gates. */
static const enum severity gates[] = { SEVERITY_HIGH, SEVERITY_CRITICAL, SEVERITY_MEDIUM,
				       SEVERITY_LOW, SEVERITY_COUNT };

struct options {
	struct scan_flags flags;
	unsigned form, fail_on, colour;
	struct opt_list outputs, include, exclude;
	bool no_known_bad, all, quiet, verbose;
};

static const struct options defaults = { .flags = SCAN_FLAGS_DEFAULT };

static const struct opt options[] = {
	{ "format", 'f', OPT_CHOICE(struct options, form), OUTPUT_WORDS,
	  "What is printed on standard output" },
	{ "output", 'o', OPT_LIST(struct options, outputs), "FORMAT=FILE",
	  "Also write the report to FILE; may be given several times" },
	{ "fail-on", 0, OPT_CHOICE(struct options, fail_on), "high|critical|medium|low|none",
	  "Exit 1 when a finding is at least this severe" },
	{ "include", 0, OPT_LIST(struct options, include), "GLOB",
	  "Scan only files that match; may be given several times" },
	{ "exclude", 0, OPT_LIST(struct options, exclude), "GLOB",
	  "Leave out files and folders that match; may be given several times" },
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

/* Only work that lasts longer than a moment shows that it lasts. */
enum { PROGRESS_AFTER_MS = 700, PROGRESS_EVERY_MS = 100 };

struct progress {
	int64_t start_ms, last_ms;
	bool shown;
};

static void show_progress(void *context, const struct report *report)
{
	struct progress *progress = context;
	int64_t now = clock_ms();

	if (now - progress->start_ms < PROGRESS_AFTER_MS ||
	    now - progress->last_ms < PROGRESS_EVERY_MS)
		return;
	progress->last_ms = now;
	progress->shown = true;
	(void)fprintf(
		stderr, "\r\033[K%llu files, %llu MB scanned, %llu findings",
		(unsigned long long)report->coverage.files,
		(unsigned long long)(report->coverage.bytes >> 20),
		(unsigned long long)report->n_findings); /* a lost line of progress is no loss */
}

static void clear_progress(const struct progress *progress)
{
	if (progress->shown)
		(void)fprintf(stderr, "\r\033[K");
}

/* The story. */

static int exit_code(const struct report *report, enum severity gate)
{
	if (report->worst != SEVERITY_NONE && report->worst >= gate)
		return EXIT_FOUND;
	return report_status(report) == STATUS_COMPLETE ? EXIT_NOTHING : EXIT_UNSEEN;
}

/* What the verdicts rest on. */
static void name_data(struct report *report)
{
	char rules[2 * SHA256_SIZE + 1];

	checks_digest(rules);
	report->rules_digest = arena_printf(&report->arena, "sha256:%s", rules);
	report->allowlist_digest = arena_printf(&report->arena, "sha256:%s", allowlist_digest());
}

static void say_how(const struct report *report, const struct scan_options *scan)
{
	(void)fprintf(stderr, "assay scan: sandbox %s, up to %u workers, %.3f s\n", report->sandbox,
		      scan->workers, report->seconds);
}

static enum err write_all(const struct call *call, const struct options *chosen,
			  const struct destination *files, const struct report *report, int code)
{
	char *folder = getcwd(NULL, 0);
	struct output_options how = { .colour = wants_colour(chosen->colour),
				      .all = chosen->all,
				      .width = terminal_width(STDOUT_FILENO),
				      .folder = folder,
				      .exit_code = code };
	enum err e = write_files(files, report, how);

	if (e == OK && !(chosen->quiet && code == EXIT_NOTHING))
		outputs[chosen->form]->write(report, &call->out->sink, &how);
	free(folder);
	return e;
}

static int scan_and_report(const struct call *call, const struct options *chosen,
			   const struct destination *files, struct report *report)
{
	struct progress progress = { .start_ms = clock_ms() };
	struct scan_options scan = scan_flags_apply(&chosen->flags, call->operands);

	scan.check.no_known_bad = chosen->no_known_bad;
	scan.keep_skipped = chosen->all;
	scan.include = chosen->include.words;
	scan.exclude = chosen->exclude.words;
	scan.progress = isatty(STDERR_FILENO) && !chosen->quiet ? show_progress : NULL;
	scan.context = &progress;
	report->observed_at = clock_now();
	name_data(report);

	enum err e = scan_run(&scan, report);

	clear_progress(&progress);
	if (e != OK)
		return command_complain("scan");
	if (chosen->verbose)
		say_how(report, &scan);

	int code = exit_code(report, gates[chosen->fail_on]);

	return write_all(call, chosen, files, report, code) == OK ? code : command_complain("scan");
}

static int run(const struct call *call)
{
	const struct options *chosen = call->options;
	struct destination *files;
	struct report report;

	if (read_destinations(call, &chosen->outputs, &files) != OK)
		return command_complain("scan");
	report_init(&report);

	int code = scan_and_report(call, chosen, files, &report);

	report_free(&report);
	return code;
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
	.least = 1,
	.most = OPERANDS_MANY,
	.options = options,
	.defaults = &defaults,
	.size = sizeof(struct options),
	.run = run,
};
