/* What advisories say about components. */
#include "check/advisory.h"

#include "check/check.h"

/* A lock file has hundreds of packages, each a finding of its own. */
enum { SHOWN_MAX = 20000 };

const struct rule advisory_rules[ADVISORY_RULES] = {
	[RULE_MALICIOUS] = {
		.id = "malicious-package",
		.title = "Package is known to be malicious",
		.severity = SEVERITY_CRITICAL,
		.verdict = VERDICT_MALICIOUS,
		.text = "This version of the package was published to do harm: it steals secrets, "
			"opens a way in or destroys data as soon as it is installed or imported.",
		.help = "Remove it everywhere. Where it was installed, treat every secret that the "
			"machine could read as stolen: change them, and look for the indicators of "
			"compromise that the finding names.",
		.references = { "CWE-506", "AML.T0010.001", "LLM03:2025", NULL },
		.most = SHOWN_MAX,
	},
	[RULE_MALICIOUS_POSSIBLE] = {
		.id = "malicious-package-possible",
		.title = "Requirement allows a malicious version",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "The file names the package without one version, and a version that it "
			"allows is known to be malicious. Whoever installed from it while that "
			"version was published may have got it.",
		.help = "Look for the installed version, pin one that is known to be good, and leave "
			"the malicious ones out.",
		.references = { "CWE-506", "CWE-1357", "AML.T0010.001", "LLM03:2025", NULL },
		.most = SHOWN_MAX,
	},
	[RULE_INDICATOR] = {
		.id = "malicious-package-indicator",
		.title = "Indicator of compromise of a malicious package",
		.severity = SEVERITY_HIGH,
		.verdict = VERDICT_REVIEW,
		.text = "The tree names a malicious package, and a host, address or digest that its "
			"advisory gives as an indicator of compromise is in the tree too.",
		.help = "Find out how it got there. When it is not from a list of such indicators, "
			"treat the machine that the tree comes from as compromised.",
		.references = { "CWE-506", "AML.T0010.001", NULL },
	},
	[RULE_VULNERABLE] = {
		.id = "vulnerable-package",
		.title = "Package has a known vulnerability",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "An advisory lists this version of the package as vulnerable. The severity "
			"of the finding is that of the advisory's CVSS score.",
		.help = "Update to the version that the finding names, or say in a VEX statement why "
			"the vulnerability does not apply.",
		.references = { "CWE-1395", "LLM03:2025", NULL },
		.most = SHOWN_MAX,
	},
	[RULE_VULNERABLE_UNRATED] = {
		.id = "vulnerable-package-unrated",
		.title = "Package has a known vulnerability of unknown severity",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "An advisory lists this version of the package as vulnerable and does not "
			"score it: the severity is unknown, which is not the same as low.",
		.help = "Read the advisory. Update to the version that the finding names, or say in "
			"a VEX statement why the vulnerability does not apply.",
		.references = { "CWE-1395", "LLM03:2025", NULL },
		.most = SHOWN_MAX,
	},
	[RULE_VULNERABLE_POSSIBLE] = {
		.id = "vulnerable-package-possible",
		.title = "Requirement allows versions with known vulnerabilities",
		.severity = SEVERITY_LOW,
		.verdict = VERDICT_CLEAN,
		.text = "The file names the package without one version, and some versions that it "
			"allows have known vulnerabilities. Which one is installed is not known "
			"from it.",
		.help = "Pin the version, or raise the lower end of the requirement.",
		.references = { "CWE-1395", NULL },
		.most = SHOWN_MAX,
	},
	[RULE_VERSION_UNKNOWN] = {
		.id = "advisory-unknown-version",
		.title = "Version cannot be compared with advisories",
		.severity = SEVERITY_LOW,
		.verdict = VERDICT_REVIEW,
		.text = "There are advisories about the package, and whether they are about this "
			"version is unknown: it is none that the ecosystem knows how to order, or "
			"the release of the distribution is not known.",
		.help = "Compare it with the advisories that the finding names.",
		.references = { "CWE-1395", NULL },
		.most = SHOWN_MAX,
	},
};

const struct check check_advisory = {
	.name = "advisory",
	.rules = advisory_rules,
	.n_rules = ADVISORY_RULES,
};
