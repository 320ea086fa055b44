/*
 * Python source that is no package: beside the weights of a model, or a script by itself. It was
 * installed by nobody, and who loads or runs it has nothing but the source to go by: commands, code
 * and native libraries are worth a look there that every other package has a use for. What packages
 * do is judged in behaviour.c.
 */
#include "check/check.h"

#include "base/buf.h"
#include "base/escape.h"
#include "base/set.h"
#include "eco/place.h"

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
		.text = "A function of the file runs commands or code or loads native libraries. It does so "
			"when it is called, which a loader may do.",
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
	struct span name = fact ? fact_text(fact, "how") : (struct span){ 0 };
	struct span detail = fact ? fact_text(fact, "detail") : (struct span){ 0 };
	struct buf text;

	buf_init(&text, TEXT_MAX);
	escape_text(&text, span_part(name, 0, SHOWN_MAX));
	if (name.n)
		finding_show(report, finding, "call", name);
	if (detail.n)
		finding_show(report, finding, "detail", detail);
	finding_say(report, finding, "%s%s%s", sentences[rule].before,
		    text.p ? (const char *)text.p : "", sentences[rule].after);
	buf_free(&text);
}

/* Where it lies. */

static bool is_format(const struct artifact *artifact, const char *const *words)
{
	for (size_t i = 0; i < artifact->n_formats; i++)
		for (size_t k = 0; words[k]; k++)
			if (strcmp(artifact->formats[i], words[k]) == 0)
				return true;
	return false;
}

/* With what separates it; empty when there is none. */
static struct span folder(struct span path)
{
	while (path.n && path.p[path.n - 1] != '/' && path.p[path.n - 1] != '!')
		path.n--;
	return path;
}

static struct span without_end(struct span folder)
{
	return span_part(folder, 0, folder.n ? folder.n - 1 : 0);
}

/* Folders, by what lies in them. */
struct folders {
	struct set weights, packages;
};

/* The folder that a manifest or the metadata of an installation make one of a package. */
static bool package_folder(struct span path, struct span *out)
{
	static const char *const manifests[] = { "setup.py",	 "setup.cfg", "pyproject.toml",
						 "package.json", "PKG-INFO",  "METADATA" };
	struct span name = span_from(path, folder(path).n), inner;

	*out = folder(path);
	inner = without_end(*out);
	if (span_ends(inner, ".dist-info") || span_ends(inner, ".egg-info"))
		*out = folder(inner);
	for (size_t i = 0; i < sizeof(manifests) / sizeof(*manifests); i++)
		if (span_is(name, manifests[i]))
			return true;
	return false;
}

static struct folders folders_of(struct report *report)
{
	static const char *const weights[] = { "gguf", "hfconfig",   "joblib",	    "keras",
					       "npy",  "pickle",     "safetensors", "torch",
					       "onnx", "yamlconfig", NULL };
	const uint64_t n = report->n_artifacts;
	struct folders f;
	struct span package;

	set_init(&f.weights, arena_array(&report->arena, set_room(n), sizeof(struct span)), n);
	set_init(&f.packages, arena_array(&report->arena, set_room(n), sizeof(struct span)), n);
	for (struct artifact *a = report->artifacts; a; a = a->next) {
		/* Twice is as good as once. */
		if (is_format(a, weights))
			(void)set_add(&f.weights, folder(a->path));
		if (package_folder(a->path, &package))
			(void)set_add(&f.packages, package);
	}
	return f;
}

static bool is_in_package(const struct folders *folders, struct span path)
{
	do {
		path = folder(path);
		if (set_has(&folders->packages, path))
			return true;
		path = without_end(path);
	} while (path.n);
	return false;
}

/* Of an archive of a package, or installed. */
static bool is_packaged(const struct folders *folders, const struct artifact *artifact)
{
	return place_is_foreign(artifact->path) ||
	       (artifact->parent && is_in_package(folders, artifact->path));
}

/* A manifest beside weights makes no package of what a loader imports from there. What an archive
 * holds without weights is the source of something, with the tools of those who make it. */
static bool is_loose(const struct folders *folders, const struct artifact *artifact)
{
	if (is_packaged(folders, artifact))
		return false;
	return set_has(&folders->weights, folder(artifact->path)) ||
	       (!artifact->parent && !is_in_package(folders, artifact->path));
}

/* Judging. */

/* The fact before it tells of the same call that its name was hidden. */
static bool is_hidden(const struct kept_fact *kept)
{
	const struct kept_fact *before = kept->before;

	return before && before->artifact == kept->artifact &&
	       fact_is(before->fact, "class", "hide") &&
	       fact_number(before->fact, "line", 0) == fact_number(kept->fact, "line", 0) &&
	       span_eq(fact_text(before->fact, "how"), fact_text(kept->fact, "how"));
}

static int judge_one(const struct kept_fact *kept)
{
	static const char *const notebooks[] = { "notebook-behaviour", NULL };

	if (fact_is(kept->fact, "class", "hide"))
		return HIDDEN;
	if (is_hidden(kept) || is_format(kept->artifact, notebooks))
		return -1; /* cells are run one by one, by who reads them */
	return fact_is(kept->fact, "scope", "function") ? DYNAMIC : COMMANDS;
}

/* Nobody hides the name of what starts programs, wherever it is, but to test something. */
static bool is_heard(const struct report *report, const struct folders *folders,
		     const struct artifact *artifact, int rule)
{
	return is_loose(folders, artifact) ||
	       (rule == HIDDEN && !place_is_aside(report_below_target(report, artifact)));
}

extern const struct check check_code;

/* What is decoded or fetched and run is judged as a chain of behaviours. */
static void run(const struct judge *judge, const struct fact *fact)
{
	static const char *const classes[] = { "spawn", "run-code", "native-load", NULL };
	bool wanted = fact_is(fact, "class", "hide") && fact_is(fact, "kind", "name");

	for (size_t i = 0; classes[i]; i++)
		wanted |= fact_is(fact, "class", classes[i]);
	if (wanted && fact_number(fact, "layer", 0) == 0)
		report_keep(judge->report, &check_code, judge->artifact, fact);
}

static void finish(const struct judge *judge)
{
	static const char *const source[] = { "python-behaviour", NULL };
	struct report *report = judge->report;
	struct folders folders = folders_of(report);

	for (struct kept_fact *kept = report->kept; kept; kept = kept->before) {
		int rule = kept->owner == &check_code ? judge_one(kept) : -1;

		if (rule >= 0 && is_heard(report, &folders, kept->artifact, rule))
			say(report, kept->artifact, kept->fact, rule);
	}
	for (struct artifact *a = report->artifacts; a; a = a->next)
		if (is_format(a, source) && !is_packaged(&folders, a) &&
		    set_has(&folders.weights, folder(a->path)))
			say(report, a, NULL, BESIDE);
}

const struct check check_code = {
	.name = "code",
	.rules = rules,
	.n_rules = sizeof(rules) / sizeof(rules[0]),
	.formats = (const char *const[]){ "python-behaviour", "notebook-behaviour", NULL },
	.of_tree = true,
	.wants = 1u << FACT_BEHAVIOUR,
	.run = run,
	.finish = finish,
};
