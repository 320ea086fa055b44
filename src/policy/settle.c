/* Once findings have their ids: waivers, rules on findings, and the decision. */
#include "policy/policy.h"
#include "policy/waiver.h"

enum { SCRATCH_MiB = 64, WHAT_MAX = 16 << 10 };

enum truth policy_ask(struct policy_rule *rule, const struct subject *subject,
		      struct arena *scratch)
{
	enum truth truth;

	arena_reset(scratch);
	truth = expression_ask(rule->when, subject, scratch);
	rule->asked++;
	rule->fired += truth == TRUTH_YES;
	rule->unknowns += truth == TRUTH_UNKNOWN;
	return truth;
}

/* Where something stands in the policy: "assay.toml:12". */
static struct span source(const struct policy *policy, struct report *report, uint32_t line)
{
	return span_str(arena_printf(&report->arena, "%.*s:%u", (int)policy->shown.n,
				     (const char *)policy->shown.p, line));
}

/* Waivers. */

static void list_waivers(const struct policy *policy, struct report *report)
{
	struct buf what;

	buf_init(&what, WHAT_MAX);
	for (size_t i = 0; i < policy->n_waivers; i++) {
		struct waiver *w = &policy->waivers[i];
		struct acceptance *a = report_acceptance(report);

		buf_clear(&what);
		waiver_write(w, &what);
		a->kind = ACCEPTED_WAIVER;
		a->what = arena_copy(&report->arena, buf_view(&what));
		a->owner = arena_copy(&report->arena, w->owner);
		a->reason = arena_copy(&report->arena, w->reason);
		a->expires = arena_copy(&report->arena, w->expires);
		a->source = source(policy, report, w->line);
		a->expired = w->expired;
		w->acceptance = a;
	}
	buf_free(&what);
}

static bool waive(const struct policy *policy, struct finding *finding)
{
	for (size_t i = 0; i < policy->n_waivers; i++) {
		const struct waiver *w = &policy->waivers[i];

		if (w->expired || !waiver_fits(w, finding))
			continue;
		finding_accept(finding, w->acceptance);
		return true;
	}
	return false;
}

/* Rules. The strictest of those that fire decides, so that an allow is for what no other rule
 * speaks of. */

static struct acceptance *allowing(const struct policy *policy, struct report *report,
				   struct policy_rule *rule)
{
	struct acceptance *a = rule->acceptance;

	if (a)
		return a;
	a = report_acceptance(report);
	a->kind = ACCEPTED_POLICY;
	a->what = span_str(arena_printf(&report->arena, "policy %.*s", (int)rule->id.n,
					(const char *)rule->id.p));
	a->reason = arena_copy(&report->arena, rule->message.n ? rule->message : rule->when_text);
	a->source = source(policy, report, rule->line);
	rule->acceptance = a;
	return a;
}

static void decide(const struct policy *policy, struct report *report, struct finding *finding,
		   struct arena *scratch)
{
	const struct subject subject = { .kind = SUBJECT_FINDING,
					 .report = report,
					 .finding = finding,
					 .component = finding->component,
					 .artifact = finding->artifact };
	struct policy_rule *strictest = NULL;
	enum policy_action worst = POLICY_NONE;

	for (size_t i = 0; i < policy->n_rules; i++) {
		struct policy_rule *rule = &policy->rules[i];
		enum truth truth;
		enum policy_action action;

		if (rule->on != SUBJECT_FINDING)
			continue;
		truth = policy_ask(rule, &subject, scratch);
		action = truth == TRUTH_YES	  ? rule->action
			 : truth == TRUTH_UNKNOWN ? rule->unknown
						  : POLICY_NONE;
		if (action > worst) {
			worst = action;
			strictest = rule;
		}
	}
	if (worst == POLICY_ALLOW)
		finding_accept(finding, allowing(policy, report, strictest));
	if (worst != POLICY_HOLD && worst != POLICY_BLOCK)
		return;
	finding->decided_by = arena_copy(&report->arena, strictest->id);
	finding->decision = worst == POLICY_BLOCK ? DECISION_BLOCK : DECISION_HOLD;
}

static void list_rulings(const struct policy *policy, struct report *report)
{
	report->rulings =
		arena_array(&report->arena, policy->n_rules + 1, sizeof(*report->rulings));
	for (size_t i = 0; i < policy->n_rules; i++) {
		const struct policy_rule *rule = &policy->rules[i];

		report->rulings[report->n_rulings++] =
			(struct ruling){ .id = arena_copy(&report->arena, rule->id),
					 .on = subject_word(rule->on),
					 .action = policy_action_word(rule->action),
					 .asked = rule->asked,
					 .fired = rule->fired,
					 .unknown = rule->unknowns };
	}
}

void policy_settle(struct policy *policy, struct report *report)
{
	struct decision_table *table = arena_alloc(&report->arena, sizeof(*table));
	struct arena scratch;

	*table = policy->decisions;
	report->decisions = table;
	report->policy_digest = arena_text(&report->arena, span_str(policy->digest));
	list_waivers(policy, report);
	arena_init(&scratch, MiB(SCRATCH_MiB), NULL, NULL);
	for (struct finding *f = report->findings; f; f = f->next)
		if (!f->acceptance && !waive(policy, f) && !f->decided_by.n)
			decide(policy, report, f, &scratch);
	arena_free(&scratch);
	list_rulings(policy, report);
}
