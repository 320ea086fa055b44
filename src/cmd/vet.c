/* `assay vet FILE|DIR`: should this release be let in? */
#include "cmd/look.h"
#include "cmd/model_flag.h"
#include "cmd/present.h"
#include "cmd/scan_flags.h"
#include "report/output.h"
#include "vet/osv.h"
#include "vet/vet.h"

/* The decisions of --fail-on in the order of its words; DECISION_COUNT never fails. */
static const enum decision gates[] = { DECISION_HOLD, DECISION_BLOCK, DECISION_COUNT };

struct options {
	struct scan_flags flags;
	struct present present;
	unsigned fail_on;
	const char *previous, *source;
	struct opt_list metadata;
	uint32_t min_age;
	bool explain;
	const char *advisory, *model;
};

static const struct options defaults = { .flags = SCAN_FLAGS_DEFAULT };

static const struct opt options[] = {
	{ "previous", 'p', OPT_TEXT(struct options, previous), "FILE|DIR",
	  "The release before it, which was let in: judge by what changed" },
	{ "source", 's', OPT_TEXT(struct options, source), "FILE|DIR",
	  "Compare with what it says to be built from: a source archive, or the tree of a tag" },
	{ "metadata", 'm', OPT_LIST(struct options, metadata), "FILE",
	  "Compare with what the registry says: a packument, JSON of an index, METADATA; may be "
	  "given several times, also for dependencies" },
	{ "min-age", 0, OPT_NUMBER(struct options, min_age, 0, 36500), "DAYS",
	  "Hold what was published more recently, when --metadata says when" },
	{ "explain", 'e', OPT_FLAG(struct options, explain), NULL,
	  "Also list what its code does, and when that runs" },
	{ "advisory", 0, OPT_TEXT(struct options, advisory), "FILE",
	  "Write what was found of a release that is not let in as an OSV record to FILE" },
	{ "format", 'f', OPT_CHOICE(struct options, present.form), OUTPUT_WORDS,
	  "What is printed on standard output" },
	{ "output", 'o', OPT_LIST(struct options, present.outputs), "FORMAT=FILE",
	  "Also write the report to FILE; may be given several times" },
	{ "fail-on", 0, OPT_CHOICE(struct options, fail_on), "hold|block|none",
	  "Exit 1 when the decision is this, or worse" },
	{ "policy", 0, OPT_TEXT(struct options, present.policy), "FILE",
	  "Decide by this policy instead of the user's or the system's" },
	{ "no-policy", 0, OPT_FLAG(struct options, present.no_policy), NULL,
	  "Decide without a policy" },
	{ "all", 'a', OPT_FLAG(struct options, present.all), NULL,
	  "List every artifact, also the clean and the skipped" },
	{ "color", 0, OPT_CHOICE(struct options, present.colour), "auto|always|never",
	  "Colour in text; auto is on a terminal, unless NO_COLOR is set" },
	{ "quiet", 'q', OPT_FLAG(struct options, present.quiet), NULL,
	  "No progress, and no text when the release is let in" },
	MODEL_FLAG_ROW(struct options),
	ADVISORY_FLAG_ROWS(struct options),
	SCAN_FLAG_ROWS(struct options),
	{ 0 },
};

static enum err write_advisory(const struct release *release, const char *file)
{
	struct out out;
	enum err e = out_create(&out, file), written;

	if (e != OK)
		return e;
	written = osv_write(release, &out.sink);
	e = out_close(&out);
	return written != OK ? written : e;
}

static enum err fill(const struct call *call, struct policy *policy, struct report *report)
{
	const struct options *chosen = call->options;
	struct vet_options how = { .scan = scan_flags_apply(&chosen->flags, call->operands),
				   .previous = chosen->previous,
				   .source = chosen->source,
				   .explain = chosen->explain,
				   .metadata = chosen->metadata.n ? chosen->metadata.words : NULL,
				   .min_age = chosen->min_age };
	struct vet vet;
	enum err e;

	how.scan.advisories.use = true;
	how.scan.policy = policy;
	look_prepare(report);
	e = model_flag_apply(chosen->model, call->arena, &how.scan);
	if (e == OK)
		e = vet_run(&how, report, call->arena, &vet);
	if (e == OK && chosen->advisory && report_decision(report) != DECISION_ALLOW)
		e = write_advisory(&vet.now, chosen->advisory);
	return e;
}

static int exit_code(const struct call *call, const struct report *report)
{
	const struct options *chosen = call->options;
	enum decision decision = report_decision(report), gate = gates[chosen->fail_on];

	if (decision == DECISION_ALLOW)
		return EXIT_NOTHING;
	if (decision == DECISION_HOLD && report_verdict(report) == VERDICT_CLEAN)
		return EXIT_UNSEEN;
	return decision >= gate ? EXIT_FOUND : EXIT_NOTHING;
}

static int vet_and_report(const struct call *call, struct report *report)
{
	const struct options *chosen = call->options;
	const struct presenter presenter = { .command = "vet",
					     .present = &chosen->present,
					     .gate = SEVERITY_MEDIUM,
					     .decides = true,
					     .fill = fill,
					     .exit_code = exit_code };

	return present(call, &presenter, report);
}

static int run(const struct call *call)
{
	return look(call, vet_and_report);
}

const struct command command_vet = {
	.name = "vet",
	.summary = "should this release be let in?",
	.usage = "FILE|DIR",
	.about = "Looks at a release of a package (a wheel, a source archive, an npm archive, or "
		 "the folder of one) without ever executing it, and decides whether it is let in, "
		 "held or blocked, by what its code does and when that would run. With the "
		 "previous release it judges what changed.",
	.operand_kind = OPERANDS_PATHS,
	.least = 1,
	.most = 1,
	.options = options,
	.defaults = &defaults,
	.size = sizeof(struct options),
	.run = run,
};
