/* Compiled code in packages where nobody looks for it. */
#include "check/anomaly.h"
#include "check/check.h"
#include "eco/place.h"

enum { IMPURE, BYTECODE, CACHED, DISGUISED };

static const struct rule rules[] = {
	[IMPURE] = {
		.id = "python-native-in-pure-wheel",
		.title = "Wheel that says to be pure Python has compiled code",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "The wheel says that all of it is Python (Root-Is-Purelib: true), which is why "
			"it is installed on every machine, and holds a program or library of compiled "
			"code. Honest builds of compiled code name the machines that it is for.",
		.help = "Find out what the program does and where it was built before the wheel is "
			"installed.",
		.references = { "CWE-506", "AML.T0010.001", "LLM03:2025", NULL },
	},
	[BYTECODE] = {
		.id = "python-bytecode-alone",
		.title = "Package has byte code in the place of source",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "Python runs byte code outside of __pycache__ instead of source that is not "
			"there, and byte code marked as unchecked whatever the source says. Neither is "
			"read in a review, and installers make byte code themselves.",
		.help = "Do not install the package before its maker has explained the file; build it "
			"from source.",
		.references = { "CWE-506", "CWE-829", "AML.T0010.001", NULL },
	},
	[CACHED] = {
		.id = "python-bytecode-cached",
		.title = "Archive has byte code beside its source",
		.severity = SEVERITY_LOW,
		.verdict = VERDICT_CLEAN,
		.text = "A __pycache__ was packed along. Python takes the byte code when its time stamp "
			"is that of the source.",
		.help = "Leave __pycache__ out of archives.",
		.references = { "CWE-829", NULL },
		.most = 5,
	},
	[DISGUISED] = {
		.id = "program-disguised",
		.title = "Program is named like something else",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "The file is a program or library of compiled code, and its name ends like that "
			"of a picture, a text, source or data.",
		.help = "Find out what runs it. Do not install the package before that.",
		.references = { "CWE-506", "CWE-646", "AML.T0010.001", NULL },
	},
};

/* What is never the end of a program's name. */
static const char *const other_endings[] = {
	".png",	  ".jpg",  ".jpeg", ".gif",  ".svg", ".ico", ".bmp", ".webp", ".wav",
	".mp3",	  ".mp4",  ".txt",  ".md",   ".rst", ".pdf", ".doc", ".csv",  ".json",
	".xml",	  ".html", ".css",  ".py",   ".pyi", ".js",  ".mjs", ".cjs",  ".ts",
	".map",	  ".yml",  ".yaml", ".toml", ".cfg", ".ini", ".log", ".ttf",  ".woff",
	".woff2", ".pem",  ".key",  ".lock", NULL,
};

static bool is_native(const struct fact *fact)
{
	return fact_is(fact, "value", "elf") || fact_is(fact, "value", "pe") ||
	       fact_is(fact, "value", "mach-o");
}

static bool is_misnamed(struct span name)
{
	for (size_t i = 0; other_endings[i]; i++)
		if (span_ends(name, other_endings[i]))
			return true;
	return false;
}

static void judge_bytecode(const struct judge *judge, const struct fact *fact)
{
	bool cached;

	(void)place_behind(judge->artifact->name, "__pycache__", &cached);
	if (fact_is(fact, "value", "unchecked"))
		anomaly_say(judge, &rules[BYTECODE], fact, "value",
			    "{path} is byte code that Python runs whatever its source says.");
	else if (!cached)
		anomaly_say(judge, &rules[BYTECODE], fact, "value",
			    "{path} is byte code that Python runs in the place of source.");
	else
		anomaly_say(judge, &rules[CACHED], fact, "value",
			    "{path} is byte code that was packed along.");
}

static void run(const struct judge *judge, const struct fact *fact)
{
	if (fact_is(fact, "key", "bytecode"))
		judge_bytecode(judge, fact);
	else if (fact_is(fact, "key", "program") && is_native(fact) &&
		 is_misnamed(judge->artifact->name))
		anomaly_say(judge, &rules[DISGUISED], fact, "value",
			    "{path} is a program ({detail}) with the name of something else.");
}

static bool has_format(const struct artifact *artifact, const char *format)
{
	for (size_t i = 0; i < artifact->n_formats; i++)
		if (strcmp(artifact->formats[i], format) == 0)
			return true;
	return false;
}

/* Byte code and WebAssembly apart, which are what they are on every machine. */
static bool is_library(const struct artifact *artifact)
{
	static const char *const others[] = { ".wasm", ".class", ".jar", NULL };

	for (size_t i = 0; others[i]; i++)
		if (span_ends(artifact->name, others[i]))
			return false;
	return has_format(artifact, "program");
}

/* Archives, marked by the order of their artifacts, that hold a WHEEL which says so. */
static void finish(const struct judge *judge)
{
	struct report *report = judge->report;
	bool *pure = arena_array(&report->arena, report->n_artifacts + 1, sizeof(*pure));

	for (const struct artifact *a = report->artifacts; a; a = a->next)
		if (a->parent && has_format(a, "python-pure-wheel"))
			pure[a->parent->order] = true;
	for (struct artifact *a = report->artifacts; a; a = a->next) {
		struct judge at = { report, a, judge->options };

		if (a->parent && pure[a->parent->order] && is_library(a))
			anomaly_say(&at, &rules[IMPURE],
				    &(const struct fact){ .offset = 0, .count = 1 }, "value",
				    "{path} is compiled code in a wheel that says to be pure "
				    "Python.");
	}
}

static const char *const formats[] = { "program", "python-bytecode", NULL };

const struct check check_package = {
	.name = "package",
	.rules = rules,
	.n_rules = sizeof(rules) / sizeof(rules[0]),
	.formats = formats,
	.wants = 1u << FACT_METADATA,
	.run = run,
	.finish = finish,
};
