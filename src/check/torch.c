/* PyTorch files that reach beyond their own bytes, or that carry more than tensors. */
#include "check/anomaly.h"

enum {
	STORAGE_SHORT,
	STORAGE_LONG,
	STORAGE_KEY,
	UNUSED_STORAGE,
	MAGIC,
	TRAILING_DATA,
	FILE_OPERATOR,
	HIDDEN_OPERATOR,
	CUSTOM_OPERATOR,
	PACKAGE_CODE,
	NATIVE_CODE,
	RULE_COUNT,
};

static const struct rule rules[RULE_COUNT] = {
	[STORAGE_SHORT] = {
		.id = "torch-storage-short",
		.title = "Tensor reaches beyond its bytes",
		.severity = SEVERITY_HIGH,
		.verdict = VERDICT_MALICIOUS,
		.text = "The pickle says that a storage has more elements than its member holds "
			"bytes for. Loaders that trust the pickle read, and later write, memory "
			"that does not belong to the tensor.",
		.help = "Do not load the file. Get it from its maker by another way and compare.",
		.references = { "CWE-125", "CWE-787", "CVE-2026-24747", NULL },
	},
	[STORAGE_LONG] = {
		.id = "torch-storage-long",
		.title = "Member is longer than its tensor",
		.severity = SEVERITY_LOW,
		.verdict = VERDICT_CLEAN,
		.text = "The pickle says that a storage has fewer elements than its member holds. "
			"The bytes behind them belong to no tensor.",
		.help = "If the model matters, ask its maker what the bytes are.",
		.references = { "CWE-1284", NULL },
	},
	[STORAGE_KEY] = {
		.id = "torch-storage-key",
		.title = "Tensor names its bytes by a path",
		.severity = SEVERITY_HIGH,
		.verdict = VERDICT_MALICIOUS,
		.text = "PyTorch numbers the members that hold the bytes of tensors. This key leads "
			"to a member elsewhere, which no version of PyTorch writes.",
		.help = "Do not load the file. Get it from its maker by another way and compare.",
		.references = { "CWE-22", NULL },
	},
	[UNUSED_STORAGE] = {
		.id = "torch-unused-storage",
		.title = "Member belongs to no tensor",
		.severity = SEVERITY_LOW,
		.verdict = VERDICT_CLEAN,
		.text = "The archive has a member where the bytes of tensors are, but no tensor names "
			"it, so PyTorch never reads it.",
		.help = "If the model matters, ask its maker what the bytes are.",
		.references = { "CWE-1284", NULL },
	},
	[MAGIC] = {
		.id = "torch-magic",
		.title = "Magic number is computed",
		.severity = SEVERITY_HIGH,
		.verdict = VERDICT_MALICIOUS,
		.text = "The file is built like one of PyTorch's before 1.6, but the number by which "
			"it is recognised is not written as a number. It passes PyTorch's test when "
			"it is computed while loading, and scanners that look for the number do not "
			"see it.",
		.help = "Do not load the file, and report it to whoever publishes it.",
		.references = { "CWE-502", "AML.T0010.003", "AML.T0011.000", NULL },
	},
	[TRAILING_DATA] = {
		.id = "torch-trailing-data",
		.title = "Bytes after the last tensor",
		.severity = SEVERITY_LOW,
		.verdict = VERDICT_CLEAN,
		.text = "The file goes on after the bytes of its last tensor. torch.load() ignores "
			"the rest. What it holds is reported on its own.",
		.help = "Save the file again with torch.save(), which writes nothing behind it.",
		.references = { "CWE-436", NULL },
	},
	[FILE_OPERATOR] = {
		.id = "torchscript-file-access",
		.title = "TorchScript reads or writes files",
		.severity = SEVERITY_HIGH,
		.verdict = VERDICT_MALICIOUS,
		.text = "The model's code calls an operator that opens a file by its name: torch.save "
			"writes one, torch.from_file maps one and can create or change it. A model "
			"only computes; with these it reads and overwrites what its user may, also "
			"where pickles are refused.",
		.help = "Do not load the model. Report it to whoever publishes it.",
		.references = { "CWE-73", "CVE-2025-32434", "AML.T0011.000", NULL },
	},
	[HIDDEN_OPERATOR] = {
		.id = "torchscript-hidden-operator",
		.title = "TorchScript calls operators under another name",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "The model's code uses the namespace of the operators as a value, so that an "
			"operator can be called without its name being seen. The compiler of "
			"TorchScript always writes operators by their full name.",
		.help = "Read the code of the member and find what it calls.",
		.references = { "CWE-1061", "AML.T0011.000", NULL },
	},
	[CUSTOM_OPERATOR] = {
		.id = "torchscript-custom-operator",
		.title = "TorchScript needs an operator from a library",
		.severity = SEVERITY_LOW,
		.verdict = VERDICT_CLEAN,
		.text = "The model's code calls an operator that PyTorch does not bring along. It "
			"loads only where a native library has registered that operator, and does "
			"what that library does.",
		.help = "Take the library only from the maker of the model, and scan it too.",
		.references = { "CWE-829", NULL },
	},
	[PACKAGE_CODE] = {
		.id = "torch-package-code",
		.title = "Archive carries Python code that its loader runs",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "The archive was written by torch.package. Its loader imports Python modules "
			"out of the archive, which is running them.",
		.help = "Read the modules before loading the file, or ask for a file that holds only "
			"tensors.",
		.references = { "CWE-829", "AML.T0010.003", "AML.T0011.000", NULL },
	},
	[NATIVE_CODE] = {
		.id = "torch-native-code",
		.title = "Archive carries a native library",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "The archive holds machine code. Loaders of compiled models load it into "
			"their process, where it can do anything.",
		.help = "Load the file only if its maker is trusted as much as the maker of a program.",
		.references = { "CWE-829", "AML.T0010.003", "AML.T0011.000", NULL },
	},
};

static const struct anomaly anomalies[] = {
	{ "torch-storage-short", "{path} has a tensor that reaches beyond its bytes: {detail}." },
	{ "torch-storage-long", "{path} has bytes behind a tensor: {detail}." },
	{ "torch-storage-key", "{path} names the bytes of a tensor by a path: {detail}." },
	{ "torch-unused-storage", "{path} has a member that belongs to no tensor: {detail}." },
	{ "torch-magic", "{path} computes the magic number of PyTorch's files: {detail}." },
	{ "torch-trailing-data", "{path} goes on after its last tensor: {detail}." },
	{ 0 },
};

/* What code in the file does. */
static const char *const sentences[] = {
	[FILE_OPERATOR] = "{path} reads or writes files while the model runs: {detail}.",
	[HIDDEN_OPERATOR] = "{path} hides which operators it calls: {detail}.",
	[CUSTOM_OPERATOR] = "{path} needs an operator from a library: {detail}.",
	[PACKAGE_CODE] = "{path} carries Python code: {detail}.",
	[NATIVE_CODE] = "{path} carries machine code: {detail}.",
};

static void say(const struct judge *judge, const struct fact *fact, int rule, const char *key)
{
	anomaly_say(judge, &rules[rule], fact, key, sentences[rule]);
}

static bool is_bare(struct span op)
{
	return span_is(op, "torch") || span_is(op, "ops") ||
	       (span_starts(op, "ops.") && span_byte(span_from(op, 4), '.') == SPAN_NONE);
}

static bool opens_files(struct span op)
{
	static const char *const prefixes[] = { "torch.", "ops.aten.", "aten::" };

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		struct span name = span_from(op, strlen(prefixes[i]));

		if (span_starts(op, prefixes[i]) &&
		    (span_is(name, "save") || span_is(name, "from_file") ||
		     span_starts(name, "save.") || span_starts(name, "from_file.")))
			return true;
	}
	return false;
}

static void judge_operator(const struct judge *judge, const struct fact *fact)
{
	struct span op = fact_text(fact, "operator");

	if (opens_files(op))
		say(judge, fact, FILE_OPERATOR, "operator");
	else if (is_bare(op))
		say(judge, fact, HIDDEN_OPERATOR, "operator");
	else
		say(judge, fact, CUSTOM_OPERATOR, "operator");
}

static void run(const struct judge *judge, const struct fact *fact)
{
	if (fact_is(fact, "language", "torchscript"))
		judge_operator(judge, fact);
	else if (fact_is(fact, "language", "native"))
		say(judge, fact, NATIVE_CODE, "member");
	else if (fact_is(fact, "carried", "package"))
		say(judge, fact, PACKAGE_CODE, "member");
}

const struct check check_torch = {
	.name = "torch",
	.rules = rules,
	.n_rules = RULE_COUNT,
	.formats = (const char *const[]){ "torch", "torch-legacy", NULL },
	.anomalies = anomalies,
	.wants = 1u << FACT_CODE,
	.run = run,
};
