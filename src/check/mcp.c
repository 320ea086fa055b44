/* What is careless in the configuration of tool servers, which agents start by themselves. */
#include "check/anomaly.h"

static const struct rule rules[] = {
	{
		.id = "mcp-package-unpinned",
		.title = "Tool server is fetched anew without a version",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "Each start fetches whatever the registry calls the newest release of the "
			"package and runs it with the user's rights. A release that an attacker "
			"publishes runs within hours on every machine that has this line, before "
			"anyone could know of it.",
		.help = "Name an exact version (name@1.2.3, name==1.2.3), or install the package "
			"from a lock file and start the installed program.",
		.references = { "CWE-494", "CWE-1357", "AML.T0010.001", "LLM03:2025", NULL },
	},
	{
		.id = "mcp-inline-credential",
		.title = "Credential in a tool server's configuration",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "The file holds a credential in plain text. It goes where the file goes: "
			"into "
			"repositories, backups, and the context of an agent that reads its own "
			"configuration.",
		.help = "Revoke the credential, and refer to a variable or a keychain instead "
			"(${NAME}, input prompts).",
		.references = { "CWE-798", "CWE-312", "LLM02:2025", NULL },
	},
	{
		.id = "mcp-plain-http",
		.title = "Tool server on another machine without encryption",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "What the server answers is instructions to the agent. Over plain http "
			"anyone "
			"on the way can read and replace them.",
		.help = "Use https, or a server on this machine.",
		.references = { "CWE-319", "AML.T0010.001", NULL },
	},
	{
		.id = "mcp-tunnel",
		.title = "Tool server behind a public tunnel",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "The address belongs to a service that forwards to some machine which "
			"cannot be "
			"known, and that hands the name to the next who asks once it is free.",
		.help = "Use an address that its operator owns.",
		.references = { "CWE-346", "CWE-668", NULL },
	},
	{
		.id = "mcp-fetch-and-run",
		.title = "Tool server is fetched and run by a shell",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "Each start fetches a program from an address and hands it to a shell. "
			"Nothing "
			"says what it will be.",
		.help = "Install a release whose digest is known, and start that.",
		.references = { "CWE-494", "AML.T0011.000", "LLM03:2025", NULL },
	},
};

static const struct anomaly anomalies[] = {
	{ "mcp-package-unpinned", "{path} runs a package without a version: {detail}." },
	{ "mcp-inline-credential", "{path} holds a credential: {detail}. Revoke and remove it." },
	{ "mcp-plain-http", "{path} reaches a tool server by plain http: {detail}." },
	{ "mcp-tunnel", "{path} reaches a tool server through a public tunnel: {detail}." },
	{ "mcp-fetch-and-run", "{path} fetches a program and runs it: {detail}." },
	{ 0 },
};

const struct check check_mcp = {
	.name = "mcp",
	.rules = rules,
	.n_rules = sizeof(rules) / sizeof(rules[0]),
	.formats = (const char *const[]){ "mcp", "agent", NULL },
	.anomalies = anomalies,
};
