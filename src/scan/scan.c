/* Targets through the broker into a report. */
#include "scan/scan.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "core/wire.h"
#include "format/format.h"
#include "jail/broker.h"
#include "scan/cache_link.h"
#include "scan/collect.h"
#include "scan/glob.h"
#include "scan/include.h"
#include "scan/stdin.h"
#include "scan/verify.h"
#include "sys/walk.h"

enum { WHY_MAX = 256, PROGRESS_MS = 100, TARGET_MAX = 64 << 10 };

/* A file between submission and its result. */
struct pending {
	uint64_t size;
	bool strays; /* a cache's link to somewhere else */
	size_t n;
	uint8_t path[];
};

struct scan {
	const struct scan_options *options;
	struct report *report;
	struct broker *broker;
	struct collect *collect;
	size_t n_formats;
};

struct scanner {
	struct broker *broker;
	struct scan *scan; /* that is under way */
};

/* What to tell of a file that was not read whole, or NULL. */
static const char *explain(const struct broker_result *result, uint64_t size, enum status *status,
			   char text[WHY_MAX])
{
	*status = STATUS_INCONCLUSIVE;
	switch (result->end) {
	case BROKER_DONE:
		if (result->size == size)
			return NULL;
		return "the file changed its size while it was read";
	case BROKER_UNREAD:
		*status = STATUS_ERROR;
		return "the system did not let it be read";
	case BROKER_DIED:
		if (result->signal == 0)
			return "the parser ended on this file";
		(void)snprintf(text, WHY_MAX, "the parser was ended on this file by signal %d (%s)",
			       result->signal, strsignal(result->signal));
		return text;
	case BROKER_MEMORY:
		return "reading it needs more memory than the limit (--memory)";
	case BROKER_DEADLINE:
		return "reading it took longer than the time limit (--timeout)";
	case BROKER_GARBLED:
		return "the parser's reply was not well formed or too large";
	}
	return NULL;
}

static void on_done(void *context, const struct broker_result *result)
{
	const struct scanner *scanner = context;
	struct scan *scan = scanner->scan;
	struct pending *pending = result->ticket;
	struct wire_limits limits = { .n_formats = scan->n_formats,
				      .depth = scan->options->job.limits.max_depth + 1 };
	struct job_sink sink = collect_sink(scan->collect);
	char text[WHY_MAX];
	enum status status;

	collect_begin(scan->collect, span_of(pending->path, pending->n), pending->size);

	bool whole = wire_read(result->stream, &limits, &sink);
	const char *why = explain(result, pending->size, &status, text);

	if (!why && !whole)
		why = "the parser's reply was not well formed";
	if (pending->strays)
		collect_odd(scan->collect, "cache-link-outside");
	collect_end(scan->collect, status, why);
	mem_free(pending);
}

/* Steps until there is room for more, or, at the end, until nothing is left. */
static enum err step(struct scan *scan, bool to_the_end)
{
	enum err e = OK;

	while (e == OK && (to_the_end ? !broker_idle(scan->broker) : broker_full(scan->broker))) {
		e = broker_step(scan->broker, PROGRESS_MS);
		if (scan->options->progress)
			scan->options->progress(scan->options->context, scan->report);
	}
	return e;
}

static enum err submit(struct scan *scan, int fd, uint64_t size, struct span path)
{
	struct pending *pending = mem_alloc(sizeof(*pending) + path.n);

	pending->size = size;
	pending->strays = cache_link_strays(path);
	pending->n = path.n;
	memcpy(pending->path, path.p, path.n);
	broker_submit(scan->broker, pending, fd, size, path);
	return step(scan, false);
}

/* A file that never gets as far as a worker. */
static void refuse(struct scan *scan, struct span path, enum status status, const char *why)
{
	collect_begin(scan->collect, path, 0);
	collect_end(scan->collect, status, why);
}

static enum err visit(void *context, const struct walk_entry *entry)
{
	struct scan *scan = context;
	char why[WHY_MAX];

	switch (entry->kind) {
	case WALK_FILE:
		return submit(scan, entry->fd, entry->size, entry->path);
	case WALK_SPECIAL:
		(void)snprintf(why, sizeof(why), "it is a %s, which a scan does not read",
			       entry->text);
		refuse(scan, entry->path, STATUS_INCONCLUSIVE, why);
		return OK;
	case WALK_LINK_AWAY:
		refuse(scan, entry->path, STATUS_INCONCLUSIVE,
		       "it is a link to a folder outside the target; scan that folder itself");
		return OK;
	case WALK_LINK_DEAD: /* no file, but where a model should have one */
		if (cache_has(entry->path))
			refuse(scan, entry->path, STATUS_INCONCLUSIVE,
			       "it is a link of a cache to a file that is not there");
		return OK;
	case WALK_FAILED:
		(void)snprintf(why, sizeof(why), "it could not be opened: %s", entry->text);
		refuse(scan, entry->path, STATUS_ERROR, why);
		return OK;
	}
	return OK;
}

static bool enter(void *context, struct span path)
{
	const struct scan *scan = context;

	return !glob_any(scan->options->exclude, path);
}

static bool want(void *context, struct span path)
{
	const struct scan *scan = context;

	return !glob_any(scan->options->exclude, path) &&
	       (!scan->options->include || glob_any(scan->options->include, path));
}

static enum err scan_stdin(struct scan *scan)
{
	int fd;
	uint64_t size;
	enum err e = stdin_spool(scan->options->job.limits.max_output, &fd, &size);

	return e == OK ? submit(scan, fd, size, span_str("<stdin>")) : e;
}

static enum err scan_targets(struct scan *scan)
{
	const struct walker walker = {
		.enter = enter, .want = want, .visit = visit, .context = scan
	};
	enum err e = OK;

	for (size_t i = 0; e == OK && i < scan->options->n_targets; i++) {
		const char *target = scan->options->targets[i];

		e = strcmp(target, "-") == 0 ? scan_stdin(scan) : walk(target, &walker);
	}
	return e == OK ? step(scan, true) : e;
}

static struct span joined_targets(const struct scan_options *options, struct report *report)
{
	struct buf text;

	if (options->label)
		return span_str(options->label);
	buf_init(&text, TARGET_MAX);
	for (size_t i = 0; i < options->n_targets; i++) {
		if (i > 0)
			buf_byte(&text, ' ');
		buf_str(&text, options->targets[i]);
	}

	struct span copy = arena_copy(&report->arena, buf_view(&text));

	buf_free(&text);
	return copy;
}

static double seconds_since(const struct timespec *start)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail for this clock */
	return (double)(now.tv_sec - start->tv_sec) + 1e-9 * (double)(now.tv_nsec - start->tv_nsec);
}

enum err scanner_start(struct scanner **out, const struct scan_options *options)
{
	struct scanner *scanner = mem_alloc(sizeof(*scanner));
	const struct broker_options broker = { .job = options->job,
					       .workers = options->workers,
					       .sandbox = options->sandbox,
					       .done = on_done,
					       .context = scanner };
	enum err e = broker_start(&scanner->broker, &broker);

	*out = scanner;
	if (e == OK)
		return OK;
	*out = NULL;
	mem_free(scanner);
	return e;
}

void scanner_stop(struct scanner *scanner)
{
	if (!scanner)
		return;
	broker_stop(scanner->broker);
	mem_free(scanner);
}

enum err scanner_know(struct scanner *scanner, struct span list)
{
	return broker_know(scanner->broker, list);
}

/* The workers of the scan: those that it was given, or its own. */
static enum err take_scanner(struct scan *scan, struct scanner **own)
{
	struct scanner *scanner = scan->options->scanner;
	enum err e = scanner ? OK : scanner_start(own, scan->options);

	if (e != OK)
		return e;
	scanner = scanner ? scanner : *own;
	scanner->scan = scan;
	scan->broker = scanner->broker;
	return OK;
}

enum err scan_run(const struct scan_options *options, struct report *report)
{
	struct scan scan = { .options = options, .report = report };
	struct scanner *own = NULL;
	struct collect_options collect = { .check = options->check,
					   .keep_skipped = options->keep_skipped,
					   .keep_facts = options->inspect };
	struct timespec start;
	enum err e;

	(void)clock_gettime(CLOCK_MONOTONIC, &start); /* cannot fail for this clock */
	while (formats[scan.n_formats])
		scan.n_formats++;
	e = take_scanner(&scan, &own);
	if (e != OK)
		return e;
	scan.collect = collect_new(report, &collect);
	report->target = joined_targets(options, report);
	report->sandbox = arena_text(&report->arena, span_str(broker_sandbox(scan.broker)));
	e = scan_targets(&scan);
	scanner_stop(own);
	collect_finish(scan.collect);
	if (e == OK)
		e = verify_listed(options, collect_inventory(scan.collect), report);
	includes_finish(collect_includes(scan.collect),
			&(const struct includes_end){ options, collect_lower, scan.collect });
	if (e == OK)
		e = advisories_match(&options->advisories, collect_traces(scan.collect), report);
	collect_free(scan.collect);
	if (e == OK && options->judge)
		e = options->judge(options->judge_context, report);
	policy_judge(options->policy, report);
	report_sort(report);
	if (options->policy)
		policy_settle(options->policy, report);
	report->seconds = seconds_since(&start);
	return e;
}
