/* How a requirements file lets another package in than the one that was meant. */
#include "check/anomaly.h"

static const struct rule rules[] = {
	{
		.id = "requirements-extra-index",
		.title = "Requirements are also looked for in a second index",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "pip takes the highest version that any of the indexes offers. Whoever can "
			"publish the name of an internal package in the public one, with a high "
			"version, "
			"has it installed (dependency confusion).",
		.help = "Use one index that serves both, or pin every requirement by version and "
			"digest (--require-hashes).",
		.references = { "CWE-427", "AML.T0010.001", NULL },
	},
	{
		.id = "requirements-plain-http",
		.title = "Packages are fetched without TLS",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "Anyone on the way can put another package in the place of the one that "
			"was "
			"asked for.",
		.help = "Use https, or pin every requirement by digest (--require-hashes).",
		.references = { "CWE-319", "AML.T0010.001", NULL },
	},
	{
		.id = "requirements-trusted-host",
		.title = "The certificate of an index is not checked",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "The option --trusted-host makes pip take any certificate, or none, from "
			"that "
			"host: anyone on the way can put another package in the place of the one "
			"that "
			"was asked for.",
		.help = "Install the certificate of the index's authority instead (pip's --cert).",
		.references = { "CWE-295", "AML.T0010.001", NULL },
	},
	{
		.id = "requirements-include-outside",
		.title = "Requirements are read from outside of the tree",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "The file includes another one by a path that leads out of the scanned "
			"tree. What it "
			"asks for was not seen, and may differ on every machine.",
		.help = "Move the file into the tree, or scan the folder around both.",
		.references = { "CWE-829", "AML.T0010.001", NULL },
	},
	{
		.id = "requirements-include-remote",
		.title = "Requirements are read from the network",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "The file includes another one by its address. What it asks for is "
			"decided, at each "
			"installation, by whoever serves it.",
		.help = "Keep a copy of the file in the tree, with versions and digests.",
		.references = { "CWE-829", "AML.T0010.001", NULL },
	},
	{
		.id = "requirements-include-cycle",
		.title = "Requirements include each other in a circle",
		.severity = SEVERITY_LOW,
		.verdict = VERDICT_CLEAN,
		.text = "Each of the files is read again while it is read. Installers give up on "
			"it.",
		.help = "Remove one of the includes.",
		.references = { "CWE-674", NULL },
	},
	{
		.id = "requirements-hidden-line",
		.title = "Requirement behind a line end that editors do not show",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "pip ends lines at characters (vertical tabulator, form feed, U+0085, "
			"U+2028 and "
			"others) that editors and reviews show inside of a line, even inside of a "
			"comment. "
			"What stands behind one is installed and not seen.",
		.help = "Look at the components found in the file, and replace such characters by "
			"line "
			"feeds.",
		.references = { "CWE-451", "AML.T0010.001", NULL },
	},
};

static const struct anomaly anomalies[] = {
	{ .what = "requirements-extra-index",
	  .sentence =
		  "{path} looks for packages in a second index, {detail}: any of its names that "
		  "the other has in a higher version comes from there. Use one index, or pin by "
		  "digest." },
	{ .what = "requirements-plain-http",
	  .sentence = "{path} fetches from {detail} without TLS. Use https." },
	{ .what = "requirements-trusted-host",
	  .sentence =
		  "{path} has the certificate of {detail} not checked. Remove --trusted-host." },
	{ .what = "requirements-hidden-line",
	  .sentence = "{path} has requirements behind line ends that only pip takes for such: look "
		      "at it with those made visible." },
	{ 0 },
};

static const char *const formats[] = { "python-requirements", "python-pipfile",
				       "python-pipfile-lock", "python-pyproject",
				       "python-setup-cfg",    NULL };

const struct check check_python_requirements = {
	.name = "python_requirements",
	.rules = rules,
	.n_rules = sizeof(rules) / sizeof(rules[0]),
	.of_tree = true,
	.formats = formats,
	.anomalies = anomalies,
};
