/* Python source in a model: what it does while it is imported, and that it is there at all. */
#include "check/check.h"

#include "base/buf.h"
#include "base/escape.h"
#include "base/set.h"
#include "check/danger.h"
#include "format/format.h"

enum { SHOWN_MAX = 160, TEXT_MAX = 4096 };

enum { HIDDEN, COMMANDS, DYNAMIC, BESIDE };

static const struct rule rules[] = {
	[HIDDEN] = {
		.id = "code-hidden",
		.title = "Code hides the name of what runs commands",
		.severity = SEVERITY_HIGH,
		.verdict = VERDICT_MALICIOUS,
		.text = "The source reaches a function that runs commands through a name put together at "
			"run time. It could be written out: the point of writing it so is that nobody "
			"reads it.",
		.help = "Do not load the model with trust_remote_code, and do not import the file.",
		.references = { "CWE-506", "CWE-94", "AML.T0011.000", "LLM03:2025", NULL },
	},
	[COMMANDS] = {
		.id = "code-runs-at-import",
		.title = "Code runs commands or other code while it is imported",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "Importing the file is enough: the call stands outside of any function. A model's "
			"code defines classes and needs no commands.",
		.help = "Read the line before the file is imported.",
		.references = { "CWE-78", "AML.T0011.000", "LLM03:2025", NULL },
	},
	[DYNAMIC] = {
		.id = "code-runs-commands",
		.title = "Code can run commands or other code",
		.severity = SEVERITY_LOW,
		.verdict = VERDICT_CLEAN,
		.text = "A function of the file runs commands, compiles code, loads native libraries or "
			"pickles. It does so when it is called, which a loader may do.",
		.help = "Read the function before the model is loaded with trust_remote_code.",
		.references = { "CWE-78", "AML.T0011.000", NULL },
	},
	[BESIDE] = {
		.id = "code-beside-weights",
		.title = "Python code beside weights",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "The folder of a model holds Python source. A loader with trust_remote_code imports "
			"it and runs it with all rights of the user.",
		.help = "Read the file, pin the revision, and load without trust_remote_code where the "
			"library knows the architecture itself.",
		.references = { "CWE-829", "AML.T0011.000", "LLM03:2025", NULL },
	},
};

static bool has_any(struct span text, const char *const *needles)
{
	for (size_t i = 0; needles[i]; i++)
		if (span_has(text, needles[i]))
			return true;
	return false;
}

static bool runs(const char *does)
{
	static const char *const words[] = { "runs",	 "makes code", "native",
					     "compiles", "bytecode",   NULL };

	return does && has_any(span_str(does), words);
}

/* What is decoded or fetched and run is judged as a chain of behaviours (behaviour.c). */
static int judge_call(const struct fact *fact)
{
	const char *does = danger_of(fact_text(fact, "name"));
	bool commands = does && strcmp(does, "runs commands") == 0;

	if (commands && fact_text(fact, "through").n)
		return HIDDEN;
	if (!runs(does))
		return -1;
	return fact_is(fact, "when", "import") ? COMMANDS : DYNAMIC;
}

static const struct {
	const char *before, *after;
} sentences[] = {
	[HIDDEN] = { "The source puts together the name of ", ": do not import it." },
	[COMMANDS] = { "Importing the source calls ", ": read the line first." },
	[DYNAMIC] = { "A function calls ", ": read it before the code is trusted." },
	[BESIDE] = { "Python source lies beside the weights",
		     ": read it before trust_remote_code is given." },
};

static void say(struct report *report, struct artifact *artifact, const struct fact *fact, int rule)
{
	struct finding *finding = report_finding(report, &rules[rule], artifact, fact);
	struct span name = fact ? fact_text(fact, "name") : (struct span){ 0 };
	struct buf text;

	buf_init(&text, TEXT_MAX);
	escape_text(&text, span_part(name, 0, SHOWN_MAX));
	if (name.n)
		finding_show(report, finding, "call", name);
	if (fact && fact_text(fact, "inside").n)
		finding_show(report, finding, "inside", fact_text(fact, "inside"));
	if (fact && fact_text(fact, "argument").n)
		finding_show(report, finding, "argument", fact_text(fact, "argument"));
	finding_say(report, finding, "%s%s%s", sentences[rule].before,
		    text.p ? (const char *)text.p : "", sentences[rule].after);
	buf_free(&text);
}

static void run(const struct judge *judge, const struct fact *fact)
{
	int rule = fact_is(fact, "what", "python-call") ? judge_call(fact) : -1;

	if (rule >= 0)
		say(judge->report, judge->artifact, fact, rule);
}

/* Beside what. In the folder of an installed package code is what was to be expected. */

static bool is_format(const struct artifact *artifact, const char *const *words)
{
	for (size_t i = 0; i < artifact->n_formats; i++)
		for (size_t k = 0; words[k]; k++)
			if (strcmp(artifact->formats[i], words[k]) == 0)
				return true;
	return false;
}

static struct span folder(const struct artifact *artifact)
{
	struct span path = artifact->path;

	while (path.n && path.p[path.n - 1] != '/' && path.p[path.n - 1] != '!')
		path.n--;
	return path;
}

static void finish(const struct judge *judge)
{
	static const char *const weights[] = { "gguf", "hfconfig",   "joblib",	    "keras",
					       "npy",  "pickle",     "safetensors", "torch",
					       "onnx", "yamlconfig", NULL };
	static const char *const source[] = { "python", NULL };
	struct report *report = judge->report;
	struct set folders;

	set_init(&folders,
		 arena_array(&report->arena, set_room(report->n_artifacts), sizeof(struct span)),
		 report->n_artifacts);
	for (struct artifact *a = report->artifacts; a; a = a->next)
		if (is_format(a, weights))
			(void)set_add(&folders, folder(a)); /* twice is as good as once */
	for (struct artifact *a = report->artifacts; a; a = a->next)
		if (is_format(a, source) && set_has(&folders, folder(a)) &&
		    !path_is_installed(a->name))
			say(report, a, NULL, BESIDE);
}

const struct check check_code = {
	.name = "code",
	.rules = rules,
	.n_rules = sizeof(rules) / sizeof(rules[0]),
	.formats = (const char *const[]){ "python", NULL },
	.wants = 1u << FACT_CODE,
	.run = run,
	.finish = finish,
};
