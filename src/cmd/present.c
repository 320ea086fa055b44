/* From a report to its readers. */
#include "cmd/present.h"

#include <stdlib.h>
#include <unistd.h>

#include "report/output.h"
#include "sys/terminal.h"

enum colour { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

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

static bool wants_colour(unsigned colour)
{
	return colour == COLOUR_AUTO ? terminal_colour(STDOUT_FILENO) : colour == COLOUR_ALWAYS;
}

static enum err write_all(const struct call *call, const struct presenter *presenter,
			  const struct destination *files, const struct report *report, int code)
{
	const struct present *chosen = presenter->present;
	char *folder = getcwd(NULL, 0);
	struct output_options how = { .colour = wants_colour(chosen->colour),
				      .decides = presenter->decides,
				      .all = chosen->all,
				      .width = terminal_width(STDOUT_FILENO),
				      .folder = folder,
				      .gate = presenter->gate,
				      .exit_code = code };
	enum err e = write_files(files, report, how);

	if (e == OK && !(chosen->quiet && code == EXIT_NOTHING))
		outputs[chosen->form]->write(report, &call->out->sink, &how);
	free(folder);
	return e;
}

/* The end. */

/* A policy that blocks fails whatever the severity. */
int present_exit(const struct report *report, enum severity gate)
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

/* The story. */

static int present_by(const struct call *call, const struct presenter *presenter,
		      struct policy *policy, struct report *report)
{
	struct destination *files;
	int code;

	if (read_destinations(call, &presenter->present->outputs, &files) != OK ||
	    presenter->fill(call, policy, report) != OK)
		return command_complain(presenter->command);
	code = presenter->exit_code(call, report);
	return write_all(call, presenter, files, report, code) == OK
		       ? code
		       : command_complain(presenter->command);
}

int present(const struct call *call, const struct presenter *presenter, struct report *report)
{
	const char *path = presenter->present->policy;
	struct policy policy;
	int code;

	if (presenter->present->no_policy || (!path && !policy_find(call->arena, &path)))
		return present_by(call, presenter, NULL, report);
	if (policy_load(&policy, path) == OK)
		code = present_by(call, presenter, &policy, report);
	else
		code = command_complain(presenter->command);
	policy_free(&policy);
	return code;
}
