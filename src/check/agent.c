/* What agents are told and may do without their user knowing. */
#include "check/anomaly.h"

static const struct rule rules[] = {
	{
		.id = "agent-hidden-text",
		.title = "Text for agents that people cannot see",
		.severity = SEVERITY_HIGH,
		.verdict = VERDICT_MALICIOUS,
		.text = "Characters without a shape spell a text. Editors, reviews and web pages "
			"show "
			"nothing of it, and a model reads it as if it stood there.",
		.help = "Do not use the file. Read what is hidden, and find out who put it there.",
		.references = { "CWE-451", "AML.T0051.001", "LLM01:2025", NULL },
	},
	{
		.id = "agent-zero-width",
		.title = "Runs of invisible characters in a text for agents",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "Several characters without width stand in a row. No script needs that; "
			"they can "
			"carry a message or split words that a filter looks for.",
		.help = "Remove them, and find out who put them there.",
		.references = { "CWE-451", "AML.T0051.001", "LLM01:2025", NULL },
	},
	{
		.id = "agent-direction",
		.title = "Text for agents is shown in another order than it is read",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "Marks of direction make an editor show the characters in an order that is "
			"not the "
			"one a model reads.",
		.help = "Remove the marks and read the text again.",
		.references = { "CWE-451", "CWE-1007", "LLM01:2025", NULL },
	},
	{
		.id = "agent-fetch-and-run",
		.title = "Text for agents has a program fetched and run",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "An agent that follows the text hands to a shell whatever an address gives "
			"at that "
			"moment.",
		.help = "Read what is fetched, and name a release whose digest is compared.",
		.references = { "CWE-494", "AML.T0011.000", "LLM01:2025", NULL },
	},
	{
		.id = "agent-inline-credential",
		.title = "Credential in a file that agents read",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "What agents read goes to the service that runs their model, and into "
			"whatever they "
			"write next.",
		.help = "Revoke the credential and remove it.",
		.references = { "CWE-798", "CWE-200", "LLM02:2025", NULL },
	},
	{
		.id = "agent-hook",
		.title = "Agent runs a command by itself",
		.severity = SEVERITY_LOW,
		.verdict = VERDICT_CLEAN,
		.text = "The settings make the agent run a command on events, with the user's "
			"rights and "
			"without asking. Whoever can change the file chooses the command.",
		.help = "Read the command and what it calls before the folder is trusted.",
		.references = { "CWE-829", "LLM06:2025", NULL },
	},
	{
		.id = "agent-open-task",
		.title = "Editor runs a command when the folder is opened",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "Opening the folder is enough to run the command once the folder is "
			"trusted. This is "
			"how prepared repositories reach those who only look at them.",
		.help = "Read the command; remove the option runOn unless it is your own.",
		.references = { "CWE-829", "AML.T0011.000", NULL },
	},
	{
		.id = "agent-permissions",
		.title = "Settings take the agent's user out of the decision",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "With these settings the agent runs any command, or any tool server of the "
			"folder, "
			"without asking. A text that it reads can then act with the user's rights.",
		.help = "Allow single commands instead, in the user's own settings.",
		.references = { "CWE-250", "CWE-862", "LLM06:2025", NULL },
	},
	{
		.id = "agent-endpoint",
		.title = "Settings send the agent's requests to another address",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "The address receives the user's key, all that the agent reads, and "
			"answers in the "
			"model's place.",
		.help = "Make sure that the address is your organization's own gateway, and set it "
			"in the "
			"user's settings.",
		.references = { "CWE-441", "CWE-522", "LLM02:2025", NULL },
	},
};

static const struct anomaly anomalies[] = {
	{ "agent-hidden-text", "{path} holds a text that is not shown: {detail}." },
	{ "agent-zero-width", "{path} holds a run of characters without width." },
	{ "agent-direction", "{path} holds marks that change the order of what is shown." },
	{ "agent-fetch-and-run", "{path} has a program fetched and run: {detail}." },
	{ "agent-inline-credential", "{path} holds a credential: {detail}. Revoke and remove it." },
	{ "agent-hook", "{path} makes the agent run a command: {detail}." },
	{ "agent-open-task", "{path} runs a command when the folder is opened: {detail}." },
	{ "agent-permissions", "{path} lets the agent act without asking: {detail}." },
	{ "agent-endpoint", "{path} sends the agent's requests to {detail}." },
	{ 0 },
};

const struct check check_agent = {
	.name = "agent",
	.rules = rules,
	.n_rules = sizeof(rules) / sizeof(rules[0]),
	.formats = (const char *const[]){ "instructions", "agent-settings", "agent", "gateway",
					  "modelfile", NULL },
	.anomalies = anomalies,
};
