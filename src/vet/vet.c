/* A release, and the one before it, through the scan. */
#include "vet/vet.h"

#include "vet/delta.h"
#include "vet/explain.h"
#include "vet/known.h"
#include "vet/names.h"
#include "vet/registry.h"
#include "vet/say.h"
#include "vet/source.h"
#include "vet/twins.h"
#include "vet/weigh.h"

struct run {
	const struct vet_options *options;
	struct arena *arena;
	struct vet *vet;
	struct scanner *scanner; /* one after the other reads all of it */
	struct layout layout;
	struct report listed, changed_report, whole_report; /* of the previous release */
	struct release before, changed, whole;
	struct report source_report;
	struct release source;
	struct registry_facts registry;
	bool has_changed, has_whole;
	enum err error;
};

static struct scan_options options_for(const struct run *run)
{
	struct scan_options scan = run->options->scan;

	scan.scanner = run->scanner;
	scan.inspect = true;
	scan.keep_skipped = true;
	scan.check.release = true;
	scan.job.digests = scan.job.members = scan.job.behaviours = scan.job.no_uses = true;
	scan.job.compared = run->options->previous != NULL;
	scan.job.known = known_is;
	return scan;
}

/* Once it is said what of it is known; NULL: nothing. */
static enum err scan_with(const struct run *run, const struct scan_options *scan,
			  const struct known *known, struct report *report)
{
	struct span list = known ? known_list(known, run->arena) : (struct span){ 0 };
	enum err e = scanner_know(run->scanner, list);

	return e == OK ? scan_run(scan, report) : e;
}

/* Another release, for itself: nothing is decided of it. */
static enum err scan_other(const struct run *run, const char *const *path,
			   const struct known *known, struct report *report)
{
	struct scan_options scan = options_for(run);

	scan.targets = path;
	if (known && !known->other)
		scan.advisories.use = false; /* what is only listed has no findings that count */
	scan.policy = NULL;
	scan.label = NULL;
	return scan_with(run, &scan, known, report);
}

/* Only its manifests are read, and the digests of the rest are taken. */
static enum err list(struct run *run, const char *const *path, struct report *report,
		     struct release *release)
{
	struct known known = { 0 };
	enum err e = layout_of(*path, &known.layout);

	if (e == OK)
		e = scan_other(run, path, &known, report);
	if (e == OK)
		release_read(release, report, &known.layout, run->arena);
	return e;
}

static const struct release *read_before(struct run *run, const struct known *known, bool *has,
					 struct report *report, struct release *release)
{
	if (*has || run->error != OK)
		return *has ? release : NULL;
	run->error = scan_other(run, &run->options->previous, known, report);
	if (run->error != OK)
		return NULL;
	release_read(release, report, &run->before.layout, run->arena);
	*has = true;
	return release;
}

static const struct release *changed(void *context)
{
	struct run *run = context;
	const struct known known = { .layout = run->before.layout, .other = &run->vet->now };

	return read_before(run, &known, &run->has_changed, &run->changed_report, &run->changed);
}

static const struct release *whole(void *context)
{
	struct run *run = context;

	return read_before(run, NULL, &run->has_whole, &run->whole_report, &run->whole);
}

static void (*const changes[])(const struct delta *delta) = {
	delta_hooks,	delta_capabilities, delta_addresses, delta_needs,
	delta_programs, delta_shape,	    delta_accept,
};

static void compare(struct run *run, struct report *report)
{
	const struct delta delta = { .report = report,
				     .now = &run->vet->now,
				     .before = &run->before,
				     .arena = run->arena,
				     .changed = changed,
				     .whole = whole,
				     .context = run };

	release_compare(&run->vet->now, &run->before);
	weigh_unread(&run->vet->now);
	for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++)
		changes[i](&delta);
	registry_change(&run->registry, &delta);
	registry_age(&run->registry, &run->vet->now, &delta);
}

/* What the registry says. */
static enum err consult(struct run *run)
{
	if (run->registry.n == 0)
		return OK;
	registry_compare(&run->registry, &run->vet->now);
	if (!run->options->previous)
		registry_age(&run->registry, &run->vet->now, NULL);
	return registry_digest(&run->registry, &run->vet->now, run->options->scan.targets[0]);
}

static enum err judge(void *context, struct report *report)
{
	struct run *run = context;

	release_read(&run->vet->now, report, &run->layout, run->arena);
	weigh(&run->vet->now);
	if (run->vet->now.is_overfull)
		release_say(&run->vet->now, RELEASE_METADATA, NULL, NULL, "name",
			    run->vet->now.name, "The manifests of ",
			    " declare more than is compared.");
	names_overwrite(&run->vet->now);
	twins_find(&run->vet->now);
	if (!run->options->previous)
		names_near(&run->vet->now);
	if (run->error == OK)
		run->error = consult(run);
	if (run->options->explain)
		explain(&run->vet->now, run->arena);
	if (run->options->previous)
		compare(run, report);
	if (run->options->source)
		source_compare(&run->vet->now, &run->source, run->arena);
	return run->error;
}

static enum err run_all(struct run *run, struct report *report)
{
	const char *previous = run->options->previous;
	struct known known = { .other = &run->before };
	struct scan_options scan;
	enum err e = layout_of(run->options->scan.targets[0], &run->layout);

	if (e == OK && previous)
		e = list(run, &run->options->previous, &run->listed, &run->before);
	if (e == OK && run->options->source)
		e = list(run, &run->options->source, &run->source_report, &run->source);
	if (e == OK && run->options->metadata)
		e = registry_read(&run->registry, run->options->metadata,
				  run->options->scan.sandbox);
	if (e != OK)
		return e;
	known.layout = run->layout;
	scan = options_for(run);
	scan.judge = judge;
	scan.judge_context = run;
	return scan_with(run, &scan, previous ? &known : NULL, report);
}

static enum err start_all(struct run *run, struct report *report)
{
	const struct scan_options scan = options_for(run);
	enum err e = scanner_start(&run->scanner, &scan);

	if (e == OK)
		e = run_all(run, report);
	scanner_stop(run->scanner);
	return e;
}

enum err vet_run(const struct vet_options *options, struct report *report, struct arena *arena,
		 struct vet *vet)
{
	struct run run = { .options = options, .arena = arena, .vet = vet };

	run.registry = (struct registry_facts){ .arena = arena,
						.now = report->observed_at,
						.min_age = options->min_age };

	*vet = (struct vet){ 0 };
	report_init(&run.listed);
	report_init(&run.changed_report);
	report_init(&run.whole_report);
	report_init(&run.source_report);

	enum err e = start_all(&run, report);

	report_free(&run.listed);
	report_free(&run.changed_report);
	report_free(&run.whole_report);
	report_free(&run.source_report);
	return e;
}
