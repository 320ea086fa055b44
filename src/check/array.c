/* Array files that say something else to one loader than to another. */
#include "check/anomaly.h"

static const struct rule rules[] = {
	{
		.id = "npy-trailing-data",
		.title = "Bytes after the array",
		.severity = SEVERITY_LOW,
		.verdict = VERDICT_CLEAN,
		.text = "The file goes on after the array that its header describes. numpy.load() "
			"ignores the rest; a second call on the same open file reads it, as a "
			"pickle if "
			"it looks like one. What the rest holds is reported on its own.",
		.help = "Save the array again with numpy.save(), which writes nothing behind it.",
		.references = { "CWE-436", NULL },
	},
	{
		.id = "joblib-trailing-data",
		.title = "Bytes after the compressed data",
		.severity = SEVERITY_LOW,
		.verdict = VERDICT_CLEAN,
		.text = "The file goes on after its compressed data. joblib ignores the rest, "
			"other "
			"readers may not. What the rest holds is reported on its own.",
		.help = "Load the file where that is safe and save it again with a present joblib.",
		.references = { "CWE-436", NULL },
	},
	{
		.id = "joblib-odd-array",
		.title = "Array that joblib did not write",
		.severity = SEVERITY_HIGH,
		.verdict = VERDICT_MALICIOUS,
		.text = "joblib puts a placeholder into its pickle and the array's bytes right "
			"behind it. This placeholder does not say, as joblib's own do, what kind "
			"of array follows, so where the pickle goes on depends on the loader, and "
			"bytes that one loader skips another one runs.",
		.help = "Do not load the file. Get it from its maker by another way and compare; "
			"an honest file can be written again with joblib.dump().",
		.references = { "CWE-502", "CWE-436", "AML.T0011.000", NULL },
	},
	{
		.id = "joblib-companion-path",
		.title = "Array in a file outside the folder",
		.severity = SEVERITY_HIGH,
		.verdict = VERDICT_MALICIOUS,
		.text = "Files of joblib before 0.10 name the files that hold their arrays, which "
			"are loaded with pickles allowed. joblib writes those beside the file; "
			"this "
			"name leads elsewhere.",
		.help = "Do not load the file. Look at what the named path holds and where the "
			"file "
			"comes from.",
		.references = { "CWE-22", "CWE-502", "AML.T0011.000", NULL },
	},
};

static const struct anomaly anomalies[] = {
	{ "npy-trailing-data", "{path} goes on after its array: {detail}." },
	{ "joblib-trailing-data", "{path} goes on after its compressed data: {detail}." },
	{ "joblib-odd-array", "{path} holds an array that joblib did not write: {detail}." },
	{ "joblib-companion-path", "{path} takes an array from a file elsewhere: {detail}." },
	{ 0 },
};

const struct check check_array = {
	.name = "array",
	.rules = rules,
	.n_rules = sizeof(rules) / sizeof(rules[0]),
	.formats = (const char *const[]){ "npy", "joblib", "pickle", NULL },
	.anomalies = anomalies,
};
