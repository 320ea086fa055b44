/* The rules of what a policy says (policy/judge.c finds by them). Their verdict is clean: what a
 * policy forbids says nothing of what an artifact is. */
#include "check/policy.h"

#include "check/check.h"

const struct rule policy_check_rules[POLICY_RULE_COUNT] = {
	[POLICY_RULE_BLOCK] = {
		.id = "policy-block",
		.title = "The policy forbids it",
		.severity = SEVERITY_HIGH,
		.verdict = VERDICT_CLEAN,
		.text = "A rule of the policy blocks the component or artifact. That is a decision of the "
			"organization: it says nothing of whether the thing is dangerous.",
		.help = "Replace it, or ask the owner of the policy for a waiver.",
		.references = { NULL },
	},
	[POLICY_RULE_HOLD] = {
		.id = "policy-hold",
		.title = "The policy wants somebody to look at it",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_CLEAN,
		.text = "A rule of the policy holds the component or artifact until somebody has decided.",
		.help = "Have it looked at by the owner of the policy, who can waive it.",
		.references = { NULL },
	},
	[POLICY_RULE_NOTE] = {
		.id = "policy-note",
		.title = "The policy notes it",
		.severity = SEVERITY_LOW,
		.verdict = VERDICT_CLEAN,
		.text = "A rule of the policy wants the component or artifact to be named.",
		.help = "Read the message of the rule.",
		.references = { NULL },
	},
	[POLICY_RULE_WAIVER] = {
		.id = "policy-waiver-expired",
		.title = "A waiver has ended",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_CLEAN,
		.text = "Somebody answered for a finding until a day that has passed. The waiver accepts "
			"nothing any more, and what it accepted counts again.",
		.help = "Remove the cause or the waiver, or have its owner decide anew.",
		.references = { NULL },
	},
	[POLICY_RULE_TARGET] = {
		.id = "policy-in-target",
		.title = "A policy lies in what is scanned",
		.severity = SEVERITY_LOW,
		.verdict = VERDICT_CLEAN,
		.text = "What is scanned must not decide how it is judged, so the policy, its waivers and "
			"its rules were not used.",
		.help = "Name it with --policy when it is yours.",
		.references = { "CWE-807", NULL },
	},
	[POLICY_RULE_ADVISORIES] = {
		.id = "policy-advisories",
		.title = "The advisories are not as the policy wants them",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_CLEAN,
		.text = "Components were compared with advisories that are older than the policy allows, or "
			"that nobody has signed. What became known since is not in the report.",
		.help = "Update the database with assay db update, with --key where it has to be signed.",
		.references = { "CWE-1104", NULL },
	},
};

static void run(const struct judge *judge, const struct fact *fact)
{
	(void)judge;
	(void)fact;
}

const struct check check_policy = {
	.name = "policy",
	.rules = policy_check_rules,
	.n_rules = POLICY_RULE_COUNT,
	.run = run,
};
