/* From findings to decisions. */
#include "core/decision.h"

#include <assert.h>

#include "core/report.h"

static const char *const decision_words[DECISION_COUNT] = {
	[DECISION_ALLOW] = "allow",
	[DECISION_HOLD] = "hold",
	[DECISION_BLOCK] = "block",
};

const char *decision_word(enum decision decision)
{
	assert(decision < DECISION_COUNT);
	return decision_words[decision];
}

const struct decision_table decisions_usual = {
	.of_verdict = { [VERDICT_REVIEW] = DECISION_HOLD, [VERDICT_MALICIOUS] = DECISION_BLOCK },
	.of_status = { [STATUS_INCONCLUSIVE] = DECISION_HOLD, [STATUS_ERROR] = DECISION_HOLD },
};

/* Findings of a rule past the cap: nobody can accept what is not shown. */
static bool counts(const struct rule_count *count)
{
	return count->not_shown > count->not_shown_before;
}

enum severity report_gate(const struct report *report)
{
	enum severity worst = SEVERITY_NONE;

	for (const struct finding *f = report->findings; f; f = f->next)
		if (!f->acceptance && f->severity > worst)
			worst = f->severity;
	for (size_t i = 0; i < report->n_rules; i++)
		if (counts(&report->rules[i]) && report->rules[i].rule->severity > worst)
			worst = report->rules[i].rule->severity;
	return worst;
}

static void raise(enum decision *decision, enum decision to)
{
	if (to > *decision)
		*decision = to;
}

enum decision finding_decision(const struct report *report, const struct finding *finding)
{
	if (finding->acceptance)
		return DECISION_ALLOW;
	return finding->decided_by.n ? finding->decision
				     : report->decisions->of_verdict[finding->verdict];
}

enum decision report_decision(const struct report *report)
{
	const struct decision_table *table = report->decisions;
	enum decision decision = report->policy_decision;

	raise(&decision, table->of_verdict[VERDICT_CLEAN]);
	raise(&decision, table->of_status[report_status(report)]);
	for (const struct finding *f = report->findings; f; f = f->next)
		raise(&decision, finding_decision(report, f));
	for (size_t i = 0; i < report->n_rules; i++)
		if (counts(&report->rules[i]))
			raise(&decision, table->of_verdict[report->rules[i].rule->verdict]);
	return decision;
}
