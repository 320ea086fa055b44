/* npm: what runs when a package is installed, and what lock files and folders say of each other. */
#include "base/buf.h"
#include "base/escape.h"
#include "check/anomaly.h"
#include "check/check.h"
#include "check/npm_tree.h"

enum { RUNS, FETCHES, UNLOCKED, RENAMED };

static const struct rule rules[] = {
	[RUNS] = {
		.id = "npm-install-script",
		.title = "Package runs a command when it is installed",
		.severity = SEVERITY_LOW,
		.verdict = VERDICT_CLEAN,
		.text = "npm runs the command with all rights of the user as soon as the package is "
			"installed, before anything of it is used. Some packages need that to build; it is "
			"also how most malicious packages start.",
		.help = "Install with --ignore-scripts, and allow the scripts of single packages after "
			"reading them.",
		.references = { "CWE-829", "AML.T0010.001", "LLM03:2025", NULL },
	},
	[FETCHES] = {
		.id = "npm-install-script-danger",
		.title = "Command at installation fetches or hides what it runs",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "The command that npm runs at installation downloads something, opens a "
			"connection, or runs code that it decodes or keeps in its own arguments. What it runs "
			"is not part of the package that was published.",
		.help = "Do not install it before the command and what it fetches have been read.",
		.references = { "CWE-494", "CWE-829", "AML.T0010.001", "LLM03:2025", NULL },
	},
	[UNLOCKED] = {
		.id = "npm-not-in-lock",
		.title = "Installed package that npm did not install",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "npm keeps a list of what it installed in node_modules/.package-lock.json. This "
			"package lies there and is not on the list, or in another version: something else put "
			"it there or changed it.",
		.help = "Remove node_modules and install anew with `npm ci`; look at what differs before.",
		.references = { "CWE-345", "AML.T0010.001", NULL },
	},
	[RENAMED] = {
		.id = "npm-other-name",
		.title = "Package in a folder of another name",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "Code that asks for the package by its folder's name gets one that says it is "
			"another. An alias does that openly, but no lock file here says so.",
		.help = "Find out how it came there; install anew with `npm ci`.",
		.references = { "CWE-345", "AML.T0010.001", NULL },
	},
	{
		.id = "npm-lock-other-package",
		.title = "Lock file fetches another package than it says",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "The entry's address is that of another package or version than its name and "
			"version. What is installed is what the address gives.",
		.help = "Make the lock file anew from package.json and compare; look at who changed it.",
		.references = { "CWE-345", "CWE-829", "AML.T0010.001", NULL },
	},
	{
		.id = "npm-lock-other-source",
		.title = "Lock file fetches a package from where nobody asked for",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "All that need the package ask for a version from a registry, but the lock file "
			"takes it from an address of another kind, which is what is installed.",
		.help = "Make the lock file anew from package.json and compare; look at who changed it.",
		.references = { "CWE-345", "CWE-829", "AML.T0010.001", NULL },
	},
	{
		.id = "npm-lock-other-registry",
		.title = "Lock file fetches few packages from another registry",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "Nearly all packages of the lock file come from one registry, this one from "
			"another. Whoever can change a lock file can redirect a package that way.",
		.help = "Check that the registry is one that the organization uses for this package; else "
			"make the lock file anew.",
		.references = { "CWE-345", "CWE-829", "AML.T0010.001", NULL },
	},
	{
		.id = "npm-lock-two-views",
		.title = "Lock file says two things",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "The file holds a table for old programs and one for new ones, and they name "
			"different versions or digests of a package. What is installed depends on the program.",
		.help = "Make the lock file anew.",
		.references = { "CWE-436", "AML.T0010.001", NULL },
	},
	{
		.id = "npm-lock-plain-http",
		.title = "Package without a digest is fetched without TLS",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "Whoever sits between the machine and the registry can put another package in its "
			"place, and no digest tells.",
		.help = "Make the lock file anew with a present npm and a registry behind https.",
		.references = { "CWE-319", "CWE-494", NULL },
	},
	{
		.id = "npm-lock-no-digest",
		.title = "Lock file has entries without a digest",
		.severity = SEVERITY_LOW,
		.verdict = VERDICT_CLEAN,
		.text = "Without a digest the registry decides anew at each installation what the version "
			"is.",
		.help = "Make the lock file anew with a present npm.",
		.references = { "CWE-494", NULL },
	},
};

static const struct anomaly anomalies[] = {
	{ "npm-lock-other-package", "{path} fetches another package than it says: {detail}." },
	{ "npm-lock-other-source", "{path} fetches from where nobody asked for: {detail}." },
	{ "npm-lock-other-registry",
	  "{path} fetches few packages from another registry: {detail}." },
	{ "npm-lock-two-views", "{path} says two things of {detail}." },
	{ "npm-lock-plain-http", "{path} fetches without TLS and without a digest: {detail}." },
	{ "npm-lock-no-digest", "{path} has entries without a digest: {detail}." },
	{ 0 },
};

/* Commands that no honest build needs at installation, or hardly. */
static const char *const dangers[] = {
	"curl ",
	"wget ",
	"Invoke-WebRequest",
	"iwr ",
	"Invoke-Expression",
	"iex ",
	"certutil",
	"bitsadmin",
	"powershell",
	"/dev/tcp/",
	"base64",
	"child_process",
	"Buffer.from",
	"fromCharCode",
	"eval(",
	"eval ",
	"http.get",
	"https.get",
	"fetch(",
	"XMLHttpRequest",
	"urllib",
	"urlopen",
	"socket",
	"nslookup",
	"dig ",
	"/etc/passwd",
	".ssh",
	".npmrc",
	"mshta",
	"osascript",
	NULL,
};

static bool is_dangerous(struct span command)
{
	for (size_t i = 0; dangers[i]; i++)
		if (span_has(command, dangers[i]))
			return true;
	return false;
}

static void run(const struct judge *judge, const struct fact *fact)
{
	bool dangerous = is_dangerous(fact_text(fact, "value"));

	if (fact_is(fact, "what", "install-script"))
		anomaly_say(
			judge, &rules[dangerous ? FETCHES : RUNS], fact, "value",
			dangerous
				? "{path} fetches or hides what it runs at installation: {detail}."
				: "{path} runs a command at installation: {detail}.");
}

static void tell_odd(const struct judge *judge, const struct npm_tree_found *found)
{
	enum { TEXT_MAX = 4096 };
	struct buf title, folder;
	struct finding *finding =
		report_finding(judge->report, &rules[found->listed ? RENAMED : UNLOCKED],
			       found->occurrence->artifact, NULL);

	if (!finding)
		return;
	finding_about(finding, found->component);
	buf_init(&title, TEXT_MAX);
	buf_init(&folder, TEXT_MAX);
	component_title(found->component, &title);
	escape_text(&folder, found->folder);
	if (found->listed)
		finding_say(judge->report, finding,
			    "%s lies in the folder of %s, and no lock file says so.",
			    buf_text(&title), buf_text(&folder));
	else
		finding_say(judge->report, finding,
			    "%s is installed, but not on the list of what npm installed there.",
			    buf_text(&title));
	buf_free(&title);
	buf_free(&folder);
}

static void finish(const struct judge *judge)
{
	npm_tree(judge, tell_odd);
}

const struct check check_npm = {
	.name = "npm",
	.rules = rules,
	.n_rules = sizeof(rules) / sizeof(rules[0]),
	.formats = (const char *const[]){ "npm_package_json", "npm_package_lock", "npm_yarn_lock",
					  "npm_yarn_berry", "npm_pnpm_lock", "npm_bun_lock", NULL },
	.anomalies = anomalies,
	.wants = 1u << FACT_CODE,
	.run = run,
	.finish = finish,
};
