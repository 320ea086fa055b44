/* Before the report is in order: rules on components and artifacts, ended waivers, policies in the
 * target. */
#include <limits.h>
#include <stdlib.h>

#include "base/escape.h"
#include "check/policy.h"
#include "policy/policy.h"
#include "policy/waiver.h"

enum { SCRATCH_MiB = 64, TITLE_MAX = 8 << 10, SHOWN_MAX = 1 << 10 };

struct court {
	struct policy *policy;
	struct report *report;
	struct artifact *file; /* the policy's own, once something is found in it */
	struct arena scratch;
};

static const struct rule *row_of(enum policy_action action)
{
	return &policy_check_rules[action == POLICY_BLOCK  ? POLICY_RULE_BLOCK
				   : action == POLICY_HOLD ? POLICY_RULE_HOLD
							   : POLICY_RULE_NOTE];
}

static enum decision decision_of(enum policy_action action)
{
	return action == POLICY_BLOCK  ? DECISION_BLOCK
	       : action == POLICY_HOLD ? DECISION_HOLD
				       : DECISION_ALLOW;
}

static void write_title(struct buf *out, const struct subject *subject)
{
	if (subject->component)
		component_title(subject->component, out);
	else
		buf_span(out, subject->artifact->path);
}

/* "RULE blocks NAME: MESSAGE", or that it cannot be told whether the rule holds. */
static void say(const struct court *court, struct finding *finding, const struct policy_rule *rule,
		const struct subject *subject, enum truth truth)
{
	enum policy_action action = truth == TRUTH_YES ? rule->action : rule->unknown;
	struct span why = rule->message.n ? rule->message : rule->when_text;
	struct buf title, shown;

	buf_init(&title, TITLE_MAX);
	buf_init(&shown, (size_t)8 * SHOWN_MAX);
	write_title(&title, subject);
	escape_text(&shown, span_part(why, 0, SHOWN_MAX));
	finding_show(court->report, finding, "policy", rule->id);
	finding_show(court->report, finding, "subject", buf_view(&title));
	finding_say(court->report, finding, "%.*s %ss %s%s: %s", (int)rule->id.n,
		    (const char *)rule->id.p, policy_action_word(action), buf_text(&title),
		    truth == TRUTH_UNKNOWN ? ", of which too little is known" : "",
		    buf_text(&shown));
	buf_free(&title);
	buf_free(&shown);
}

/* Findings have places, and a component is where it was seen first. */
static struct artifact *place_of(const struct subject *subject)
{
	if (!subject->component)
		return subject->artifact;
	return subject->component->occurrences ? subject->component->occurrences->artifact : NULL;
}

static void report_rule(const struct court *court, const struct policy_rule *rule,
			const struct subject *subject, enum truth truth)
{
	enum policy_action action = truth == TRUTH_YES ? rule->action : rule->unknown;
	struct artifact *place = place_of(subject);
	struct finding *finding;

	if (action == POLICY_NONE || !place)
		return;
	finding = report_finding(court->report, row_of(action), place, NULL);
	if (!finding) { /* it is not shown, but counts */
		if (decision_of(action) > court->report->policy_decision)
			court->report->policy_decision = decision_of(action);
		return;
	}
	if (subject->component) {
		finding->line = subject->component->occurrences->line;
		finding->offset = subject->component->occurrences->offset;
		finding_about(finding, subject->component);
	}
	finding->decision = decision_of(action);
	finding->decided_by = arena_copy(&court->report->arena, rule->id);
	say(court, finding, rule, subject, truth);
}

static void ask_rule(struct court *court, struct policy_rule *rule, const struct subject *subject)
{
	enum truth truth = policy_ask(rule, subject, &court->scratch);

	if (truth != TRUTH_NO)
		report_rule(court, rule, subject, truth);
}

static void ask_rules(struct court *court, const struct subject *subject)
{
	for (size_t i = 0; i < court->policy->n_rules; i++)
		if (court->policy->rules[i].on == subject->kind)
			ask_rule(court, &court->policy->rules[i], subject);
}

static void ask_all(struct court *court)
{
	struct report *report = court->report;

	for (struct component *c = report->components; c; c = c->next)
		ask_rules(court, &(struct subject){ .kind = SUBJECT_COMPONENT,
						    .report = report,
						    .component = c });
	for (struct artifact *a = report->artifacts; a; a = a->next)
		ask_rules(court, &(struct subject){ .kind = SUBJECT_ARTIFACT,
						    .report = report,
						    .artifact = a });
}

/* A finding in the policy itself, which is part of the report for that. */
static struct finding *find_in_policy(struct court *court, enum policy_rule_index rule,
				      uint32_t line)
{
	struct report *report = court->report;
	struct artifact *file = court->file;
	struct finding *finding;

	if (!file) {
		file = report_artifact(report);
		file->name = arena_copy(&report->arena, span_str(court->policy->path));
		file->path = arena_copy(&report->arena, court->policy->shown);
		file->size = court->policy->text.n;
		file->status = STATUS_SKIPPED; /* it is not of the target */
		court->file = file;
	}
	finding = report_finding(report, &policy_check_rules[rule], file, NULL);
	if (finding)
		finding->line = line;
	return finding;
}

static void report_waiver(struct court *court, const struct waiver *w)
{
	struct report *report = court->report;
	struct finding *finding = find_in_policy(court, POLICY_RULE_WAIVER, w->line);
	struct buf what;

	buf_init(&what, TITLE_MAX);
	waiver_write(w, &what);
	finding_show(report, finding, "waiver", buf_view(&what));
	finding_show(report, finding, "owner", w->owner);
	finding_show(report, finding, "expired", w->expires);
	finding_say(report, finding,
		    "The waiver of %s ended on %.*s: remove it, or have its owner decide anew.",
		    buf_text(&what), (int)w->expires.n, (const char *)w->expires.p);
	buf_free(&what);
}

static void report_waivers(struct court *court)
{
	for (size_t i = 0; i < court->policy->n_waivers; i++)
		if (court->policy->waivers[i].expired)
			report_waiver(court, &court->policy->waivers[i]);
}

/* What is wrong with the advisories; NULL: nothing. */
static const char *fault_of(const struct policy *policy, const struct report *report)
{
	const struct advisories *known = &report->advisories;
	uint64_t age = report->observed_at > known->newest
			       ? (uint64_t)(report->observed_at - known->newest)
			       : 0;

	if (!known->digest)
		return policy->max_age || policy->require_signature ? "No advisories were asked"
								    : NULL;
	if (policy->max_age && age > policy->max_age)
		return "The advisories are older than the policy allows";
	if (policy->require_signature && !known->is_signed && !known->is_built_in)
		return "The advisories are not signed";
	return NULL;
}

static void report_advisories(struct court *court)
{
	const char *fault = fault_of(court->policy, court->report);
	struct finding *finding;

	if (!fault)
		return;
	finding = find_in_policy(court, POLICY_RULE_ADVISORIES, court->policy->advisories_line);
	if (finding) {
		finding->decision = DECISION_HOLD;
		finding->decided_by = span_str("advisories");
	}
	finding_say(court->report, finding, "%s: update them with assay db update.", fault);
}

static bool same_file(struct span name, const char *path)
{
	char one[PATH_MAX], other[PATH_MAX], text[PATH_MAX];

	if (!path || name.n >= PATH_MAX)
		return false;
	memcpy(text, name.p, name.n);
	text[name.n] = 0;
	return realpath(text, one) && realpath(path, other) && strcmp(one, other) == 0;
}

/* The last part is "assay.toml", as find.c looks for it. */
static bool looks_like_policy(const struct artifact *artifact)
{
	for (size_t i = 0; i < artifact->n_formats; i++)
		if (strcmp(artifact->formats[i], "assay-policy") == 0)
			return true;
	return false;
}

static void report_policies(struct report *report, const char *path)
{
	for (struct artifact *a = report->artifacts; a; a = a->next) {
		if (!looks_like_policy(a) || (!a->parent && same_file(a->name, path)))
			continue;
		finding_say(
			report,
			report_finding(report, &policy_check_rules[POLICY_RULE_TARGET], a, NULL),
			"The target holds a policy, which was not used: name it with --policy "
			"when it is yours.");
	}
}

void policy_judge(struct policy *policy, struct report *report)
{
	struct court court = { .policy = policy, .report = report };

	report_policies(report, policy ? policy->path : NULL);
	if (!policy)
		return;
	arena_init(&court.scratch, MiB(SCRATCH_MiB), NULL, NULL);
	ask_all(&court);
	report_waivers(&court);
	report_advisories(&court);
	arena_free(&court.scratch);
}
