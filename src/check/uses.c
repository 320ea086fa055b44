/* What programs and scripts load or run without knowing what it is. */
#include "check/anomaly.h"

static const struct rule rules[] = {
	{
		.id = "remote-code-unpinned",
		.title = "Program runs whatever code lies beside a model",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "The program loads a model with trust_remote_code, or by torch.hub, and "
			"names no "
			"commit. Python code of that repository is fetched and run with all rights "
			"of the "
			"user, as it is at that moment: who can write to the repository can run "
			"code here.",
		.help = "Name the commit (revision= with 40 hex digits), read the code at that "
			"commit, or "
			"load without trust_remote_code where the library knows the architecture.",
		.references = { "CWE-829", "CWE-494", "AML.T0010.003", "LLM03:2025", NULL },
	},
	{
		.id = "remote-code-pinned",
		.title = "Program runs the code beside a model, at one commit",
		.severity = SEVERITY_LOW,
		.verdict = VERDICT_CLEAN,
		.text = "The program loads a model with trust_remote_code at a commit that cannot "
			"change. "
			"Its Python code runs with all rights of the user.",
		.help = "Read the code of that commit once.",
		.references = { "CWE-829", "AML.T0010.003", NULL },
	},
	{
		.id = "script-from-network",
		.title = "Script from the network is run without being looked at",
		.severity = SEVERITY_LOW,
		.verdict = VERDICT_CLEAN,
		.text = "What the address gives at that moment is handed to an interpreter. It is "
			"in no "
			"lock file, and nobody sees when it changes.",
		.help = "Fetch the script once, keep it with its digest, and run that copy.",
		.references = { "CWE-494", "CWE-829", NULL },
	},
	{
		.id = "unpinned-run",
		.title = "Package is fetched and run without a version",
		.severity = SEVERITY_LOW,
		.verdict = VERDICT_CLEAN,
		.text = "Each run takes what the registry calls the latest release, and runs it at "
			"once. "
			"A malicious release reaches the machine within minutes.",
		.help = "Name the version: uvx name@1.2.3, npx name@1.2.3.",
		.references = { "CWE-829", "CWE-494", "LLM03:2025", NULL },
	},
};

static const struct anomaly anomalies[] = {
	{ "remote-code",
	  "{path} runs the code beside {detail}, whatever it is then: name a commit that was read.",
	  "remote-code-unpinned" },
	{ "remote-code-pinned",
	  "{path} runs the code beside {detail} at a fixed commit: read it." },
	{ "script-from-network", "{path} runs what {detail} gives: keep a copy and its digest." },
	{ "unpinned-run", "{path} fetches and runs {detail} without a version: name one." },
	{ 0 },
};

const struct check check_uses = {
	.name = "uses",
	.rules = rules,
	.n_rules = sizeof(rules) / sizeof(rules[0]),
	.of_tree = true,
	.anomalies = anomalies,
};
