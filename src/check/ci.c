/* What a build takes in that its maker can change afterwards, and what lets strangers run code in
 * it. */
#include "check/anomaly.h"

static const struct rule rules[] = {
	{
		.id = "ci-action-unpinned",
		.title = "Action of a third party is not pinned to a commit",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "A tag or branch can be moved to other code at any time, and the action "
			"then "
			"runs with the build's credentials. Compromised scanners and helpers have "
			"reached packages of others this way.",
		.help = "Name the full commit (40 hex digits), with the version in a comment.",
		.references = { "CWE-829", "CWE-494", "AML.T0010.001", "LLM03:2025", NULL },
	},
	{
		.id = "ci-action-unpinned-own",
		.title = "Action of the CI's own provider is not pinned to a commit",
		.severity = SEVERITY_LOW,
		.verdict = VERDICT_CLEAN,
		.text = "The tag or branch can be moved to other code. Who runs the action also "
			"runs the "
			"machine it runs on, so that this adds little.",
		.help = "Name the full commit (40 hex digits), with the version in a comment.",
		.references = { "CWE-829", NULL },
	},
	{
		.id = "ci-include-unpinned",
		.title = "Build includes configuration that can change",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "The build runs what another repository or address holds at that moment, "
			"with its "
			"own credentials.",
		.help = "Name a commit, an exact version, or keep a copy.",
		.references = { "CWE-829", "CWE-494", "LLM03:2025", NULL },
	},
	{
		.id = "image-unpinned",
		.title = "Image is not pinned by digest",
		.severity = SEVERITY_LOW,
		.verdict = VERDICT_CLEAN,
		.text = "A tag can be pushed again with other content, so that what is built or "
			"run "
			"tomorrow is not what was examined today.",
		.help = "Add the digest: name:tag@sha256:...",
		.references = { "CWE-829", "CWE-494", NULL },
	},
	{
		.id = "ci-untrusted-checkout",
		.title = "Workflow runs a stranger's code with the repository's rights",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "Triggered by pull_request_target or workflow_run, a job has the "
			"repository's "
			"secrets and a token that can write. It checks out the code of the pull "
			"request, "
			"which anyone can open.",
		.help = "Use pull_request for jobs that run the proposed code; keep those with "
			"rights "
			"to code of the repository itself.",
		.references = { "CWE-829", "CWE-94", NULL },
	},
	{
		.id = "ci-script-injection",
		.title = "Script of a workflow is put together from a stranger's text",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "The expression is replaced before the shell sees the script, so that a "
			"title, a "
			"branch's name or a comment can end the command and begin another.",
		.help = "Hand the value over as a variable (env:) and use it in quotes.",
		.references = { "CWE-94", "CWE-78", NULL },
	},
	{
		.id = "ci-inline-credential",
		.title = "Credential in a build's configuration",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "The file holds a credential in plain text, for everyone who can read the "
			"repository or, from a Dockerfile, the image.",
		.help = "Revoke the credential, and hand it over as a secret of the build.",
		.references = { "CWE-798", "CWE-312", NULL },
	},
};

static const struct anomaly anomalies[] = {
	{ "ci-action-unpinned", "{path} uses an action that is not pinned to a commit: {detail}." },
	{ "ci-action-unpinned-own",
	  "{path} uses an action that is not pinned to a commit: {detail}." },
	{ "ci-include-unpinned", "{path} includes what is not pinned to a commit: {detail}." },
	{ "image-unpinned", "{path} uses an image by its tag only: {detail}." },
	{ "image-latest", "{path} uses whatever image is the latest: {detail}.", "image-unpinned" },
	{ "ci-untrusted-checkout",
	  "{path} checks out a pull request's code in a job with rights: {detail}." },
	{ "ci-expression", "{path} puts a stranger's text into a script: {detail}.",
	  "ci-script-injection" },
	{ "ci-inline-credential", "{path} holds a credential: {detail}. Revoke and remove it." },
	{ 0 },
};

const struct check check_ci = {
	.name = "ci",
	.rules = rules,
	.n_rules = sizeof(rules) / sizeof(rules[0]),
	.of_tree = true,
	.anomalies = anomalies,
};
