/* Weight files whose readers do not agree on what they hold, or that carry more than weights. */
#include "check/anomaly.h"

static const struct rule rules[] = {
	{
		.id = "weights-ambiguous",
		.title = "Weight file that loaders read differently",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "A tensor or a metadata key stands twice. Some loaders refuse the file, "
			"some take "
			"the first entry and some the last, so that a reviewed model and the "
			"loaded one "
			"can differ. No honest writer makes such a file.",
		.help = "Do not load it. Ask the publisher for a file written by the format's own "
			"library and compare digests.",
		.references = { "CWE-694", "AML.T0010.003", NULL },
	},
	{
		.id = "weights-trailing-data",
		.title = "Data behind the last tensor",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "Bytes follow the last tensor that no loader of the format reads. They can "
			"be "
			"another file that is read when this one is opened under another name or "
			"by "
			"another program.",
		.help = "Look at what the bytes are (they are also scanned as a file of their "
			"own). "
			"Prefer a file without them.",
		.references = { "CWE-506", "AML.T0010.003", NULL },
	},
};

static const struct anomaly anomalies[] = {
	{ "weights-key-twice",
	  "The key {detail} stands twice: which value counts depends on the loader. "
	  "Do not load the file.",
	  "weights-ambiguous" },
	{ "weights-tensor-twice",
	  "The tensor {detail} stands twice: which one counts depends on the loader. "
	  "Do not load the file.",
	  "weights-ambiguous" },
	{ "weights-trailing-data",
	  "Bytes follow the last tensor: find out what they are before the file is passed on.",
	  "weights-trailing-data" },
	{ 0 },
};

const struct check check_weights = {
	.name = "weights",
	.rules = rules,
	.n_rules = sizeof(rules) / sizeof(rules[0]),
	.formats = (const char *const[]){ "gguf", "safetensors", NULL },
	.anomalies = anomalies,
};
