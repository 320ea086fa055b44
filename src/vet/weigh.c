/* What findings weigh. */
#include "vet/weigh.h"

#include "eco/place.h"

/* Rules that say nothing of whether a release does harm. */
static const char *const notes[] = {
	"advisory-unknown-version",   "code-beside-weights",
	"code-runs-at-import",	      "code-runs-commands",
	"config-custom-class",	      "malicious-package-possible",
	"vulnerable-package",	      "vulnerable-package-possible",
	"vulnerable-package-unrated", NULL,
};

static bool is_note(const struct rule *rule)
{
	for (size_t i = 0; notes[i]; i++)
		if (strcmp(rule->id, notes[i]) == 0)
			return true;
	return false;
}

static void lower(struct finding *finding)
{
	if (finding->verdict == VERDICT_MALICIOUS) {
		finding->verdict = VERDICT_REVIEW;
		finding->severity = SEVERITY_MEDIUM;
	} else {
		finding->verdict = VERDICT_CLEAN;
		finding->severity = SEVERITY_LOW;
	}
}

static bool is_aside(const struct release *release, const struct artifact *artifact)
{
	const struct member *member = release_member_of(release, artifact);

	return member && member->moment == MOMENT_ASIDE;
}

/* The worst of its findings again. */
static void settle(struct report *report)
{
	for (struct artifact *a = report->artifacts; a; a = a->next)
		a->verdict = VERDICT_CLEAN;
	for (const struct finding *f = report->findings; f; f = f->next)
		if (f->verdict > f->artifact->verdict)
			f->artifact->verdict = f->verdict;
}

/* What lies aside and could not be read is no code: nobody runs it, and the release before was let
 * in with such files. */
static bool is_excused(const struct release *release, const struct artifact *artifact)
{
	static const char *const code[] = { ".py",  ".pyw", ".pth", ".js",   ".mjs",  ".cjs",
					    ".ts",  ".jsx", ".tsx", ".sh",   ".node", ".so",
					    ".pyd", ".dll", ".exe", ".json", NULL };
	bool named = false;

	for (size_t i = 0; code[i]; i++)
		named |= span_ends(artifact->name, code[i]);
	if (span_starts(place_name(artifact->name), "._"))
		named = false; /* what a Mac keeps beside a file (AppleDouble); no import finds it
				*/
	return artifact->status == STATUS_INCONCLUSIVE && !named && is_aside(release, artifact);
}

void weigh_unread(struct release *release)
{
	struct report *report = release->report;
	struct artifact *top = NULL;
	bool whole = true;

	for (struct artifact *a = report->artifacts; a; a = a->next) {
		if (is_excused(release, a))
			a->status = STATUS_SKIPPED;
		whole = whole && a->status != STATUS_INCONCLUSIVE && a->status != STATUS_ERROR;
		top = a->parent ? top : a;
	}
	if (!whole || !top || release->layout.depth == 0 || top->whole != STATUS_INCONCLUSIVE)
		return;
	report->coverage.by_status[STATUS_INCONCLUSIVE]--;
	report->coverage.by_status[STATUS_COMPLETE]++;
	top->whole = STATUS_COMPLETE;
}

void weigh(struct release *release)
{
	for (struct finding *f = release->report->findings; f; f = f->next) {
		if (is_note(f->rule))
			f->verdict = VERDICT_CLEAN;
		else if (is_aside(release, f->artifact))
			lower(f);
	}
	settle(release->report);
}
