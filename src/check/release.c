/* What a release is beside others. */
#include "check/release.h"

#include "check/check.h"

#define HELP_COMPARE                                                                               \
	"Hold the release. Look at what changed, compare it with the project's repository, and "   \
	"ask "                                                                                     \
	"its maintainers when the repository does not explain it."

const struct rule release_rules[RELEASE_RULES] = {
	[RELEASE_NEW_HOOK] = {
		.id = "release-new-hook",
		.title = "Release runs something at installation that the one before did not",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "A command, a script or a build step runs as soon as the package is "
			"installed, and the previous release had none such. Most hijacked releases "
			"start that way.",
		.help = HELP_COMPARE,
		.references = { "CWE-506", "CWE-829", "AML.T0010.001", "LLM03:2025", NULL },
	},
	[RELEASE_CHANGED_HOOK] = {
		.id = "release-changed-hook",
		.title = "Release runs something else at installation than the one before",
		.severity = SEVERITY_LOW,
		.verdict = VERDICT_CLEAN,
		.text = "The previous release ran a command at installation too, but another one. "
			"The files that it names are judged as what runs at installation.",
		.help = HELP_COMPARE,
		.references = { "CWE-829", "AML.T0010.001", NULL },
	},
	[RELEASE_NEW_START] = {
		.id = "release-new-start",
		.title = "Release brings a file that runs at every start of the interpreter",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "A .pth file with code, or a module named sitecustomize or usercustomize, "
			"runs in every Python program of the environment, also in those that never "
			"import the package. The previous release had no such file.",
		.help = HELP_COMPARE,
		.references = { "CWE-506", "CWE-829", "AML.T0010.001", "AML.T0011.001", NULL },
	},
	[RELEASE_NEW_CAPABILITY] = {
		.id = "release-new-capability",
		.title = "Release does something that no file of the one before did",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "Code that changed since the previous release does things of a class that "
			"nothing in that release did, or does them earlier: at installation or as "
			"soon as it is imported.",
		.help = HELP_COMPARE,
		.references = { "CWE-506", "AML.T0010.001", "LLM03:2025", NULL },
	},
	[RELEASE_NEW_CHAIN] = {
		.id = "release-new-chain",
		.title = "Release adds code that hands on secrets or runs what it decodes or fetches",
		.severity = SEVERITY_HIGH,
		.verdict = VERDICT_MALICIOUS,
		.text = "Code that changed since the previous release, and that runs by itself at "
			"installation, at the start of an interpreter or at import, hands a value on "
			"from one step to the next as malware does: what it decodes or fetches is "
			"run, or what it reads of secrets is sent away. Nothing in the previous "
			"release did that.",
		.help = "Do not install the release. Stay on the previous one, report it to the "
			"registry and to the maintainers, and treat machines that have it as "
			"compromised.",
		.references = { "CWE-506", "AML.T0010.001", "LLM03:2025", NULL },
	},
	[RELEASE_NEW_HOST] = {
		.id = "release-new-host",
		.title = "Release talks to a host that the one before did not know",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "Code that changed since the previous release sends to, or fetches from, a "
			"host that stands nowhere in that release.",
		.help = HELP_COMPARE,
		.references = { "CWE-506", "CWE-200", "AML.T0010.001", NULL },
	},
	[RELEASE_NEW_RECIPIENT] = {
		.id = "release-new-recipient",
		.title = "Release has a mail address in its code that the one before did not have",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "A mail address stands as a constant in code that changed since the previous "
			"release, and nowhere in that release. One added recipient is enough to get a "
			"copy of all mail that a package sends.",
		.help = HELP_COMPARE,
		.references = { "CWE-506", "CWE-200", "AML.T0010.001", NULL },
	},
	[RELEASE_NEW_DEPENDENCY] = {
		.id = "release-new-dependency",
		.title = "Release needs a package that hardly anyone knows",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "The release is installed together with a package that the previous release "
			"did not need, that is not among the well-known ones, and that has no name in "
			"common with this one. Hijacked releases often bring their code along as such "
			"a dependency.",
		.help = "Vet the dependency itself, in the version that would be installed, before "
			"the release is let in.",
		.references = { "CWE-506", "CWE-1357", "AML.T0010.001", "LLM03:2025", NULL },
	},
	[RELEASE_NEW_ADDRESS_DEPENDENCY] = {
		.id = "release-new-address-dependency",
		.title = "Release needs a package from an address instead of a registry",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "A dependency that the previous release did not have is fetched from a "
			"repository or an address. No registry checks what is there, and whoever "
			"controls the address can change it at any time.",
		.help = HELP_COMPARE,
		.references = { "CWE-494", "CWE-829", "AML.T0010.001", NULL },
	},
	[RELEASE_YOUNG_DEPENDENCY] = {
		.id = "release-young-dependency",
		.title = "Release needs a version that was published only just now",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "The release, or a dependency that it did not have before, was published "
			"more recently than the age that was asked for. Most malicious releases are "
			"found and removed within days.",
		.help = "Wait until the release is old enough, or vet it by hand.",
		.references = { "CWE-1357", "AML.T0010.001", NULL },
	},
	[RELEASE_NEW_PROGRAM] = {
		.id = "release-new-program",
		.title = "Release brings compiled code, and the one before had none",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "A program or library of compiled code is part of the release, and the "
			"previous release had none of its kind. What it does cannot be read from it.",
		.help = HELP_COMPARE,
		.references = { "CWE-506", "AML.T0010.001", NULL },
	},
	[RELEASE_OBFUSCATED] = {
		.id = "release-obfuscated",
		.title = "Release hides code that was readable before",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "A source file is written so that nobody can read it (names of hexadecimal "
			"digits, tables of encoded texts, one giant line), and no file of the "
			"previous release was.",
		.help = HELP_COMPARE,
		.references = { "CWE-506", "CWE-656", "AML.T0010.001", NULL },
	},
	[RELEASE_PUBLISHER] = {
		.id = "release-publisher-changed",
		.title = "Release was published by somebody else",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "The account or the mail address that published the release is another one "
			"than that of the previous release, and was no maintainer of it.",
		.help = "Find out from the project whether the change is known there.",
		.references = { "CWE-345", "AML.T0010.001", NULL },
	},
	[RELEASE_ATTESTATION] = {
		.id = "release-attestation-lost",
		.title = "Release is less attested than the one before",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "The previous release was published with an attestation of its source and "
			"build, or by a trusted publisher; this one was not. Whoever steals a token "
			"can publish, but not attest.",
		.help = "Find out from the project why the release was published another way.",
		.references = { "CWE-345", "AML.T0010.001", NULL },
	},
	[RELEASE_SOURCE] = {
		.id = "release-source-changed",
		.title = "Release names another source repository",
		.severity = SEVERITY_LOW,
		.verdict = VERDICT_CLEAN,
		.text = "The repository that the metadata name is another one than that of the "
			"previous release, or is not named any more.",
		.help = "Check that the project moved.",
		.references = { "CWE-345", "AML.T0010.001", NULL },
	},
	[RELEASE_OTHER_PACKAGE] = {
		.id = "release-other-package",
		.title = "Previous release is of another package",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "The two releases that were to be compared name different packages: what "
			"changed between them says nothing.",
		.help = "Give the previous release of the same package.",
		.references = { "CWE-345", NULL },
	},
	[RELEASE_NOT_IN_SOURCE] = {
		.id = "release-not-in-source",
		.title = "Built package has code that its sources do not have",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "A file that Python or Node.js runs is part of the built package, and is not, "
			"or not the same, in the source archive of the same version. What nobody can "
			"find in the sources nobody reviews.",
		.help = HELP_COMPARE,
		.references = { "CWE-345", "CWE-494", "AML.T0010.001", NULL },
	},
	[RELEASE_METADATA] = {
		.id = "release-metadata-differ",
		.title = "Archive holds another package than its registry says",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "Name, version, dependencies, scripts or commands in the archive are not "
			"those of the metadata that the registry shows. Tools and people that read "
			"the metadata decide about something else than what is installed.",
		.help = HELP_COMPARE,
		.references = { "CWE-345", "CWE-436", "AML.T0010.001", NULL },
	},
	[RELEASE_NAME] = {
		.id = "release-name-near",
		.title = "Package has nearly the name of a well-known one",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "The name differs from that of a much used package only by a slip of the "
			"hand, by letters that look alike, by separators or by a common prefix or "
			"suffix, and is not itself well known.",
		.help = "Check that this package is meant, and not the well-known one.",
		.references = { "CWE-1007", "CWE-1357", "AML.T0010.001", "LLM03:2025", NULL },
	},
	[RELEASE_OVERWRITES] = {
		.id = "release-overwrites",
		.title = "Package installs modules or commands of another one",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "The package puts a module or a command where a well-known package of "
			"another name has its own: whichever is installed last is what every program "
			"gets.",
		.help = "Do not install the two together, and find out why the package takes that "
			"name.",
		.references = { "CWE-427", "CWE-506", "AML.T0010.001", NULL },
	},
	[RELEASE_TWINS] = {
		.id = "release-member-twins",
		.title = "Two files of a package would be installed as one",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "Two members of the archive have one place once the folder around them is "
			"left out, or on machines that make no difference between capital and small "
			"letters. Which of them is installed depends on the installer and the "
			"machine.",
		.help = "Do not install the package. Have the archive made again with one of them.",
		.references = { "CWE-178", "CWE-436", "AML.T0010.001", NULL },
	},
};

const struct check check_release = {
	.name = "release",
	.rules = release_rules,
	.n_rules = RELEASE_RULES,
};
