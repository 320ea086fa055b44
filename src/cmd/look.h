/* What every command does that looks at artifacts: an empty report is filled by the pipeline, with
 * progress on a terminal, and given back when the command is done with it. */
#pragma once

#include "cmd/cmd.h"
#include "scan/scan.h"

/* Calls `use` with an empty report, whose memory is returned afterwards, and gives what it gives.
 * For struct command.run. */
int look(const struct call *call, int (*use)(const struct call *call, struct report *report));

/* Time and digests of what the verdicts rest on, for who fills the report otherwise. */
void look_prepare(struct report *report);

/* scan_run() with time and digests of what the verdicts rest on; work that lasts shows how far it
 * is, on a terminal and unless `quiet`. */
MUST enum err look_run(struct scan_options *options, bool quiet, struct report *report);

/* EXIT_NOTHING when everything was examined, else EXIT_UNSEEN. */
int look_exit(const struct report *report);

/* The same, and says on standard error what was not examined: for answers that have no place for
 * it. */
int look_exit_saying(const struct report *report, const char *command);
