/* `assay scan PATH...`: what is in here, and is any of it dangerous? */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmd/look.h"
#include "cmd/scan_flags.h"
#include "report/output.h"
#include "sys/terminal.h"

enum colour { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

/* The severities of --fail-on in the order of its words; SEVERITY_COUNT never gates. */
static const enum severity gates[] = { SEVERITY_HIGH, SEVERITY_CRITICAL, SEVERITY_MEDIUM,
				       SEVERITY_LOW, SEVERITY_COUNT };

struct options {
	struct scan_flags flags;
	unsigned form, fail_on, colour;
	struct opt_list outputs;
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

static int exit_code(const struct report *report, enum severity gate)
{
	enum severity worst = report_gate(report);

	if (worst != SEVERITY_NONE && worst >= gate)
		return EXIT_FOUND;
	return look_exit(report);
}

static void say_how(const struct report *report, const struct scan_options *scan)
{
	(void)fprintf(stderr, "assay scan: sandbox %s, up to %u workers, %.3f s\n", report->sandbox,
		      scan->workers, report->seconds);
}

static enum err write_all(const struct call *call, const struct options *chosen,
			  const struct destination *files, const struct report *report,
			  enum severity gate, int code)
{
	char *folder = getcwd(NULL, 0);
	struct output_options how = { .colour = wants_colour(chosen->colour),
				      .all = chosen->all,
				      .width = terminal_width(STDOUT_FILENO),
				      .folder = folder,
				      .gate = gate,
				      .exit_code = code };
	enum err e = write_files(files, report, how);

	if (e == OK && !(chosen->quiet && code == EXIT_NOTHING))
		outputs[chosen->form]->write(report, &call->out->sink, &how);
	free(folder);
	return e;
}

static int scan_and_report(const struct call *call, struct report *report)
{
	const struct options *chosen = call->options;
	struct destination *files;
	struct scan_options scan = scan_flags_apply(&chosen->flags, call->operands);

	scan.check.no_known_bad = chosen->no_known_bad;
	scan.advisories.use = true;
	scan.keep_skipped = chosen->all;
	if (read_destinations(call, &chosen->outputs, &files) != OK ||
	    look_run(&scan, chosen->quiet, report) != OK)
		return command_complain("scan");
	if (chosen->verbose)
		say_how(report, &scan);

	enum severity gate = gates[chosen->fail_on];
	int code = exit_code(report, gate);

	return write_all(call, chosen, files, report, gate, code) == OK ? code
									: command_complain("scan");
}

static int run(const struct call *call)
{
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
	.least = 1,
	.most = OPERANDS_MANY,
	.options = options,
	.defaults = &defaults,
	.size = sizeof(struct options),
	.run = run,
};
