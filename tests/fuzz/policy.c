/* A policy: any text is one or is refused with a sentence, and its rules can be asked. */
#include <assert.h>
#include <string.h>

#include "policy/policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void ask(const struct policy *policy)
{
	struct report report;

	report_init(&report);

	struct artifact *artifact = report_artifact(&report);
	struct component *component = report_component(&report);
	struct arena scratch;

	arena_init(&scratch, MiB(64), NULL, NULL);
	artifact->path = span_str("a/b.pkl");
	component->name = span_str("name");
	for (size_t i = 0; i < policy->n_rules; i++) {
		struct subject subject = { .kind = policy->rules[i].on,
					   .report = &report,
					   .component = component,
					   .artifact = artifact };

		if (subject.kind != SUBJECT_FINDING)
			assert(policy_ask(&policy->rules[i], &subject, &scratch) <= TRUTH_YES);
	}
	arena_free(&scratch);
	report_free(&report);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct policy policy;

	if (policy_parse(&policy, span_of(p, n), "fuzz") == OK)
		ask(&policy);
	else
		assert(*err_text());
	policy_free(&policy);
	return 0;
}
