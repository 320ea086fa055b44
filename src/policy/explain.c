/* Which rule holds of what, and why; and what decides. */
#include <inttypes.h>

#include "base/escape.h"
#include "check/policy.h"
#include "policy/policy.h"

enum { SCRATCH_MiB = 64, INDENT = 4, TITLE_MAX = 64 << 10, MESSAGE_MAX = 8 << 10 };

struct explanation {
	const struct report *report;
	const struct policy_rule *rule;
	struct sink *out;
	size_t most;
	struct arena scratch;
	uint64_t counts[TRUTH_YES + 1];
};

static void write_name(struct sink *out, const struct subject *subject)
{
	struct buf title;

	buf_init(&title, TITLE_MAX);
	if (subject->kind == SUBJECT_COMPONENT)
		component_title(subject->component, &title);
	else
		buf_span(&title, subject->artifact->path);
	if (subject->kind == SUBJECT_FINDING)
		buf_printf(&title, ": %s, id %.12s", subject->finding->rule->id,
			   subject->finding->id);
	sink_span(out, buf_view(&title));
	buf_free(&title);
}

static void ask(struct explanation *e, const struct subject *subject)
{
	enum truth truth;

	arena_reset(&e->scratch);
	truth = expression_ask(e->rule->when, subject, &e->scratch);
	if (truth == TRUTH_NO || e->counts[truth]++ >= e->most)
		return;
	sink_printf(e->out, "  %s of ", truth == TRUTH_YES ? "holds" : "unknown");
	write_name(e->out, subject);
	sink_byte(e->out, '\n');
	expression_explain(e->rule->when, subject, &e->scratch, e->out, INDENT);
}

/* What the policy found itself is not asked again. */
static bool is_own(const struct finding *finding)
{
	const struct rule *rule = finding->rule;

	return rule >= policy_check_rules && rule < policy_check_rules + POLICY_RULE_COUNT;
}

static void ask_all(struct explanation *e)
{
	const struct report *report = e->report;

	switch (e->rule->on) {
	case SUBJECT_FINDING:
		for (struct finding *f = report->findings; f; f = f->next)
			if (!is_own(f))
				ask(e, &(struct subject){ SUBJECT_FINDING, report, f, f->component,
							  f->artifact });
		break;
	case SUBJECT_COMPONENT:
		for (struct component *c = report->components; c; c = c->next)
			ask(e, &(struct subject){ SUBJECT_COMPONENT, report, NULL, c, NULL });
		break;
	default:
		for (struct artifact *a = report->artifacts; a; a = a->next)
			ask(e, &(struct subject){ SUBJECT_ARTIFACT, report, NULL, NULL, a });
	}
}

static void write_more(const struct explanation *e, enum truth truth, const char *word)
{
	if (e->counts[truth] > e->most)
		sink_printf(e->out, "  %s of %" PRIu64 " more\n", word, e->counts[truth] - e->most);
}

static void explain_rule(struct explanation *e)
{
	const struct policy_rule *rule = e->rule;

	memset(e->counts, 0, sizeof(e->counts));
	sink_printf(e->out, "%.*s (line %u): %ss %ss", (int)rule->id.n, (const char *)rule->id.p,
		    rule->line, policy_action_word(rule->action), subject_word(rule->on));
	if (rule->unknown != POLICY_NONE)
		sink_printf(e->out, ", %ss those of which too little is known",
			    policy_action_word(rule->unknown));
	sink_byte(e->out, '\n');
	ask_all(e);
	write_more(e, TRUTH_YES, "holds");
	write_more(e, TRUTH_UNKNOWN, "unknown");
	if (e->counts[TRUTH_YES] + e->counts[TRUTH_UNKNOWN] == 0)
		sink_str(e->out, "  holds of nothing\n");
	sink_byte(e->out, '\n');
}

/* The findings and the status that have the last word. */
static void explain_decision(const struct report *report, size_t most, struct sink *out)
{
	enum decision decision = report_decision(report);
	enum status status = report_status(report);
	size_t n = 0;

	sink_printf(out, "Decision: %s\n", decision_word(decision));
	if (decision == DECISION_ALLOW)
		return;
	if (report->decisions->of_status[status] == decision)
		sink_printf(out, "  not everything could be examined: %s\n", status_word(status));
	for (const struct finding *f = report->findings; f; f = f->next) {
		if (finding_decision(report, f) != decision || n++ >= most)
			continue;
		sink_printf(out, "  %s, id %.12s: ", f->rule->id, f->id);
		sink_span(out, f->message);
		sink_byte(out, '\n');
	}
	if (n > most)
		sink_printf(out, "  and %zu more findings\n", n - most);
}

void policy_explain(const struct policy *policy, const struct report *report, size_t most,
		    struct sink *out)
{
	struct explanation e = { .report = report, .out = out, .most = most };

	arena_init(&e.scratch, MiB(SCRATCH_MiB), NULL, NULL);
	for (size_t i = 0; i < policy->n_rules; i++) {
		e.rule = &policy->rules[i];
		explain_rule(&e);
	}
	arena_free(&e.scratch);
	explain_decision(report, most, out);
}
