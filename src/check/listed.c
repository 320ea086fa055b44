/* Rules about installed files and the lists of them; scan/verify.c finds what breaks them. */
#include "check/check.h"

static const struct rule rules[] = {
	{
		.id = "listed-changed",
		.title = "Installed file is not the one that was published",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "The digest or size of a file differs from what the installer wrote down: "
			"the file "
			"was changed after the installation, or the list does not belong to it.",
		.help = "Compare the file with the published one, and install the package again "
			"from a source "
			"you trust.",
		.references = { "CWE-353", "CWE-506", "AML.T0010.001", NULL },
	},
	{
		.id = "listed-changed-distributor",
		.title = "File of a distributor's package is not the one that was published",
		.severity = SEVERITY_LOW,
		.verdict = VERDICT_CLEAN,
		.text = "Distributors strip and patch what they package after the list of files "
			"was made, so "
			"that it says nothing against the file. Their own sums tell whether it is "
			"theirs.",
		.help = "Compare the file with the distributor's package (dpkg --verify).",
		.references = { "CWE-353", NULL },
	},
	{
		.id = "listed-missing",
		.title = "Installed file is gone",
		.severity = SEVERITY_LOW,
		.verdict = VERDICT_CLEAN,
		.text = "The list of installed files names one that is not there. Images are often "
			"made smaller "
			"in that way; a file that a check relies on may be missing too.",
		.help = "Install the package again if it is needed whole.",
		.references = { NULL },
	},
	{
		.id = "listed-unlisted",
		.title = "Code in a package's folder that its list does not have",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "A file that Python or the system's loader would run lies in the folder of "
			"an installed "
			"package, and no package lists it: no installer put it there.",
		.help = "Find out where the file came from. Remove it, or install the package "
			"again in a clean "
			"environment.",
		.references = { "CWE-506", "AML.T0010.001", NULL },
	},
	{
		.id = "python-pyc-orphan",
		.title = "Compiled Python file whose source is gone",
		.severity = SEVERITY_LOW,
		.verdict = VERDICT_CLEAN,
		.text = "A file in __pycache__ was compiled from a source that is no longer there. "
			"Python does "
			"not load it, but it is the trace of a module that was.",
		.help = "Find out what the module was, if the package never had one of that name.",
		.references = { NULL },
	},
};

static const char *const formats[] = { "python-record", "hub", NULL };

const struct check check_listed = {
	.name = "listed",
	.rules = rules,
	.n_rules = sizeof(rules) / sizeof(rules[0]),
	.formats = formats,
};
