/* What runs at every start of a Python interpreter: lines of .pth files, sitecustomize. */
#include "check/check.h"

#include "base/buf.h"
#include "base/escape.h"
#include "eco/pypi/site.h"

enum { SHOWN_MAX = 200, TEXT_MAX = 16 << 10, PARENTS_MAX = 2 };

enum { KNOWN, EXECUTES, PAYLOAD, CUSTOMIZE };

static const struct rule rules[] = {
	[KNOWN] = {
		.id = "python-pth-known",
		.title = "Line of a known tool runs at every start of Python",
		.severity = SEVERITY_LOW,
		.verdict = VERDICT_CLEAN,
		.text = "The .pth file has a line that the interpreter executes at every start. It is, word "
			"for word, one that a packaging tool writes.",
		.help = "Nothing, if the tool is installed there.",
		.references = { "CWE-829", NULL },
	},
	[EXECUTES] = {
		.id = "python-pth-executes",
		.title = "Code runs at every start of Python",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "The .pth file has a line that the interpreter executes at every start, also of "
			"programs that never import the package. Few packages need that, and no known tool "
			"writes this line.",
		.help = "Read the line and the module that it imports. Remove the file unless you know who "
			"put it there.",
		.references = { "CWE-829", "AML.T0011.001", NULL },
	},
	[PAYLOAD] = {
		.id = "python-pth-payload",
		.title = "Code that runs at every start of Python starts programs, decodes or fetches code",
		.severity = SEVERITY_CRITICAL,
		.verdict = VERDICT_MALICIOUS,
		.text = "What the interpreter executes at every start runs a command, reaches the network, "
			"loads native code or executes what it has decoded. That is how a package takes over "
			"every Python program of a machine without being imported (so litellm 1.82.8 did).",
		.help = "Do not start Python there. Remove the file from outside, treat every credential on the "
			"machine as known to others, and find out which package brought it.",
		.references = { "CWE-506", "AML.T0010.001", "AML.T0011.001", "LLM03:2025", NULL },
	},
	[CUSTOMIZE] = {
		.id = "python-sitecustomize",
		.title = "Module that Python imports at every start",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "A module named sitecustomize or usercustomize is imported by every start of the "
			"interpreter, before the program. Systems and administrators have one; packages have "
			"no reason to.",
		.help = "Read the module, and remove it unless you know who put it there.",
		.references = { "CWE-829", "AML.T0011.001", NULL },
	},
};

static const struct {
	const char *before, *after;
} sentences[] = {
	[KNOWN] = { "A line that ", " writes runs at every start of Python." },
	[EXECUTES] = { "At every start of Python this line runs: ",
		       ". Find out who put it there." },
	[PAYLOAD] = { "What runs at every start of Python calls ", ". Do not start Python there." },
	[CUSTOMIZE] = { "Every start of Python imports ", ". Find out who put it there." },
};

static void say(const struct judge *judge, const struct fact *fact, int rule, const char *key,
		struct span shown)
{
	struct finding *finding =
		report_finding(judge->report, &rules[rule], judge->artifact, fact);
	struct buf text;

	buf_init(&text, TEXT_MAX);
	escape_text(&text, span_part(shown, 0, SHOWN_MAX));
	if (shown.n > SHOWN_MAX)
		buf_str(&text, "...");
	finding_show(judge->report, finding, key, shown);
	finding_say(judge->report, finding, "%s%s%s", sentences[rule].before, buf_text(&text),
		    sentences[rule].after);
	buf_free(&text);
}

static bool has_format(const struct artifact *artifact, const char *format)
{
	for (size_t i = 0; i < artifact->n_formats; i++)
		if (strcmp(artifact->formats[i], format) == 0)
			return true;
	return false;
}

static bool runs_at_start(const struct artifact *artifact)
{
	bool starts = site_module(artifact->name).n > 0;

	for (int i = 0; i < PARENTS_MAX && artifact->parent && !starts; i++) {
		artifact = artifact->parent;
		starts = has_format(artifact, "python-pth");
	}
	return starts;
}

/* What nothing needs at the start of an interpreter. Plain code in a constant is judged by what it
 * does itself, code that a function is given by who gives it. */
static bool is_payload(const struct fact *fact)
{
	static const char *const deeds[] = { "spawn",	     "run-code", "network",
					     "download",     "listen",	 "native-load",
					     "self-publish", "chain",	 NULL };
	struct span class = fact_text(fact, "class");

	if (fact_is(fact, "kind", "constant") ||
	    (span_is(class, "run-code") && fact_is(fact, "scope", "function")))
		return false;
	for (size_t i = 0; deeds[i]; i++)
		if (span_is(class, deeds[i]))
			return true;
	return false;
}

static void judge_line(const struct judge *judge, const struct fact *fact)
{
	struct span writer = fact_text(fact, "writer");

	if (writer.n)
		say(judge, fact, KNOWN, "writer", writer);
	else
		say(judge, fact, EXECUTES, "line", fact_text(fact, "value"));
}

static void run(const struct judge *judge, const struct fact *fact)
{
	if (fact->kind == FACT_BEHAVIOUR) {
		if (runs_at_start(judge->artifact) && is_payload(fact))
			say(judge, fact, PAYLOAD, "call", fact_text(fact, "how"));
		return;
	}
	if (fact_is(fact, "what", "pth-line"))
		judge_line(judge, fact);
	else if (fact_is(fact, "what", "sitecustomize"))
		say(judge, fact, CUSTOMIZE, "module", fact_text(fact, "name"));
}

static const char *const formats[] = { "python-pth", "python-site", "python-behaviour", NULL };

const struct check check_python_site = {
	.name = "python_site",
	.rules = rules,
	.n_rules = sizeof(rules) / sizeof(rules[0]),
	.formats = formats,
	.wants = 1u << FACT_CODE | 1u << FACT_BEHAVIOUR,
	.run = run,
};
