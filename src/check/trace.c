/* Files that known attacks leave. */
#include "check/anomaly.h"

static const struct rule rules[] = {
	{
		.id = "attack-trace",
		.title = "File that a known attack leaves behind",
		.severity = SEVERITY_CRITICAL,
		.verdict = VERDICT_MALICIOUS,
		.text = "The file lies where a known attack puts one of its own, and nothing else "
			"does. The "
			"machine has run the attack.",
		.help = "Take the machine from the network, keep its memory and disk for analysis, "
			"and change "
			"every credential that was on it.",
		.references = { "CWE-506", "AML.T0010.001", NULL },
	},
	{
		.id = "attack-trace-like",
		.title = "File where a known attack leaves one",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "The file lies where a known attack puts one of its own; other programs "
			"may have "
			"written it.",
		.help = "Find out which program wrote it, and look for the other traces of the "
			"attack.",
		.references = { "CWE-506", "AML.T0010.001", NULL },
	},
};

static const struct anomaly anomalies[] = {
	{ .what = "attack-trace",
	  .sentence = "{path} is what {detail} leaves behind: treat the machine as taken over." },
	{ .what = "attack-trace-like",
	  .sentence = "{path} may be what {detail} leaves behind: find out who wrote it." },
	{ 0 },
};

static const char *const formats[] = { "attack-trace", NULL };

const struct check check_trace = {
	.name = "trace",
	.rules = rules,
	.n_rules = sizeof(rules) / sizeof(rules[0]),
	.formats = formats,
	.anomalies = anomalies,
};
