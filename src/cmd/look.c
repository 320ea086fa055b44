/* The run of a command that looks at artifacts. */
#include "cmd/look.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "check/allowlist.h"
#include "sys/clock.h"
#include "sys/digest.h"

/* Only work that lasts longer than a moment shows that it lasts. */
enum { PROGRESS_AFTER_MS = 700, PROGRESS_EVERY_MS = 100, SAID_MAX = 8 };

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

void look_prepare(struct report *report)
{
	char rules[2 * SHA256_SIZE + 1];

	report->observed_at = clock_now();
	checks_digest(rules);
	report->rules_digest = arena_printf(&report->arena, "sha256:%s", rules);
	report->allowlist_digest = arena_printf(&report->arena, "sha256:%s", allowlist_digest());
}

enum err look_run(struct scan_options *options, bool quiet, struct report *report)
{
	struct progress progress = { .start_ms = clock_ms() };

	options->progress = isatty(STDERR_FILENO) && !quiet ? show_progress : NULL;
	options->context = &progress;
	look_prepare(report);

	enum err e = scan_run(options, report);

	if (progress.shown)
		(void)fprintf(stderr, "\r\033[K");
	return e;
}

int look(const struct call *call, int (*use)(const struct call *call, struct report *report))
{
	struct report report;

	report_init(&report);

	int code = use(call, &report);

	report_free(&report);
	return code;
}

static bool is_unseen(const struct finding *finding)
{
	return strcmp(finding->rule->id, "incomplete") == 0 ||
	       strcmp(finding->rule->id, "malformed") == 0;
}

/* Paths and messages are printable already. There is nowhere else to say it. */
int look_exit_saying(const struct report *report, const char *command)
{
	unsigned n = 0;

	for (const struct finding *f = report->findings; f; f = f->next)
		if (is_unseen(f) && n++ < SAID_MAX)
			(void)fprintf(stderr, "assay %s: %.*s: %.*s\n", command,
				      (int)f->artifact->path.n, (const char *)f->artifact->path.p,
				      (int)f->message.n, (const char *)f->message.p);
	if (n > SAID_MAX)
		(void)fprintf(stderr, "assay %s: and %u more of the kind\n", command, n - SAID_MAX);
	return look_exit(report);
}

int look_exit(const struct report *report)
{
	return report_status(report) == STATUS_COMPLETE ? EXIT_NOTHING : EXIT_UNSEEN;
}
