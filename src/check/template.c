/* What a template reaches for: in a plain Jinja environment, attributes lead from any object to the
 * interpreter, and from there to every command. */
#include "check/check.h"

#include "base/buf.h"
#include "base/escape.h"

enum { NAME_MAX_SHOWN = 100, TEXT_MAX = 1024, RANGE_MAX = 100000, REPEAT_MAX = 1000000 };

enum { INTERNALS, HIDDEN, COMPUTED, PRIVATE, SYSTEM, LOADS, RESOURCE, TAG };

#define SSTI "CWE-1336", "CWE-94", "AML.T0011.000", "LLM03:2025", NULL

static const struct rule rules[] = {
	[INTERNALS] = {
		.id = "template-internals",
		.title = "Template reaches into the Python interpreter",
		.severity = SEVERITY_HIGH,
		.verdict = VERDICT_MALICIOUS,
		.text = "The template looks up an attribute such as __class__, __globals__ or __mro__. In "
			"a Jinja environment without a sandbox such a walk leads from any value to "
			"os.system, and the loader runs it when the first prompt is formatted "
			"(CVE-2024-34359 and its like). No chat template needs it.",
		.help = "Do not load the model. If it has to be used, replace the template by the one of "
			"the original model and render only in a sandboxed environment.",
		.references = { SSTI },
	},
	[HIDDEN] = {
		.id = "template-hidden-attribute",
		.title = "Template hides which attribute it looks up",
		.severity = SEVERITY_HIGH,
		.verdict = VERDICT_MALICIOUS,
		.text = "The template puts the name of an attribute together from pieces that are only "
			"known when it runs, and looks it up with a filter that does nothing else. That "
			"is how a walk to the interpreter is hidden from a reader.",
		.help = "Do not load the model. Replace the template by one that says what it does.",
		.references = { SSTI },
	},
	[COMPUTED] = {
		.id = "template-computed-attribute",
		.title = "Template looks up an attribute that cannot be known",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "Which attribute the template looks up depends on what it is given. Whoever "
			"controls that value chooses the attribute.",
		.help = "Read the template at this line. Use a sandboxed environment, or a subscript "
			"with a fixed key.",
		.references = { SSTI },
	},
	[PRIVATE] = {
		.id = "template-private-attribute",
		.title = "Template uses a private attribute",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "The template names something that begins with an underscore, which a sandboxed "
			"environment refuses. It may be a step of a walk to the interpreter.",
		.help = "Read the template at this line before the model is loaded.",
		.references = { SSTI },
	},
	[SYSTEM] = {
		.id = "template-system-call",
		.title = "Template calls a function that runs commands or code",
		.severity = SEVERITY_HIGH,
		.verdict = VERDICT_MALICIOUS,
		.text = "The template calls a method named like the ones that run commands, code or load "
			"modules. Templates format text; none has a use for it.",
		.help = "Do not load the model.",
		.references = { SSTI },
	},
	[LOADS] = {
		.id = "template-loads-file",
		.title = "Template loads another template",
		.severity = SEVERITY_LOW,
		.verdict = VERDICT_CLEAN,
		.text = "The template includes, imports or extends another one, which is then read from "
			"where the environment's loader finds it. A chat template is complete by itself.",
		.help = "See that the other template is the one that is meant and scan it as well.",
		.references = { "CWE-98", NULL },
	},
	[RESOURCE] = {
		.id = "template-resources",
		.title = "Template makes something very large",
		.severity = SEVERITY_LOW,
		.verdict = VERDICT_CLEAN,
		.text = "A loop or a repeated text is so large that formatting one prompt takes long or "
			"all memory.",
		.help = "Render with limits, or replace the template.",
		.references = { "CWE-400", NULL },
	},
	[TAG] = {
		.id = "template-unknown-tag",
		.title = "Template uses a statement that Jinja does not have",
		.severity = SEVERITY_LOW,
		.verdict = VERDICT_CLEAN,
		.text = "An extension of the loader gives this statement its meaning, which is not known "
			"here. Its expressions were looked at all the same.",
		.help = "Know what the extension does before the template is trusted.",
		.references = { "CWE-1336", NULL },
	},
};

static bool one_of(struct span name, const char *const *words)
{
	for (size_t i = 0; words[i]; i++)
		if (span_is(name, words[i]))
			return true;
	return false;
}

/* Names of two underscores on either side lead to the interpreter, but for these. */
static const char *const harmless[] = {
	"__len__",     "__name__",     "__doc__", "__str__",	  "__repr__", "__eq__",
	"__ne__",      "__lt__",       "__gt__",  "__contains__", "__iter__", "__next__",
	"__version__", "__qualname__", "__all__", NULL,
};

/* Names that lead there without, from jinja2/sandbox.py and the data model of Python 2. */
static const char *const inner[] = {
	"mro",		"gi_frame",	 "gi_code",   "cr_frame",     "cr_code",
	"ag_frame",	"ag_code",	 "f_globals", "f_locals",     "f_builtins",
	"f_back",	"f_code",	 "tb_frame",  "func_globals", "func_code",
	"func_closure", "func_defaults", "im_class",  "im_func",      "im_self",
	"co_code",	"co_consts",	 NULL,
};

/* Those among them that a dict of data may well have as a key are told by the way of looking. */
static const char *const walk[] = {
	"__class__",	     "__mro__",		  "__base__",
	"__bases__",	     "__subclasses__",	  "__globals__",
	"__builtins__",	     "__import__",	  "__init__",
	"__dict__",	     "__getattribute__",  "__getattr__",
	"__getitem__",	     "__call__",	  "__code__",
	"__closure__",	     "__func__",	  "__self__",
	"__module__",	     "__reduce__",	  "__reduce_ex__",
	"__loader__",	     "__spec__",	  "__wrapped__",
	"__new__",	     "__enter__",	  "__exit__",
	"__del__",	     "__init_subclass__", "__subclasshook__",
	"__class_getitem__", "__kwdefaults__",	  NULL,
};

static const char *const commands[] = {
	"popen",
	"system",
	"check_output",
	"check_call",
	"getoutput",
	"getstatusoutput",
	"import_module",
	"load_module",
	"exec_module",
	"execv",
	"execve",
	"execl",
	"execvp",
	"spawnl",
	"spawnv",
	"spawnlp",
	"spawnvp",
	"posix_spawn",
	"eval",
	"exec",
	"from_object",
	"from_pyfile",
	"from_envvar",
	"import_string",
	"_load_form_data",
	NULL,
};

static bool is_dunder(struct span name)
{
	return name.n > 4 && span_starts(name, "__") && span_ends(name, "__");
}

/* A key of data and an attribute are written alike. */
static int judge_subscript(struct span name)
{
	if (one_of(name, walk))
		return INTERNALS;
	return is_dunder(name) && !one_of(name, harmless) ? PRIVATE : -1;
}

static int judge_attribute(const struct fact *fact, struct span name)
{
	if (fact_is(fact, "how", "subscript"))
		return judge_subscript(name);
	if (one_of(name, inner) || (is_dunder(name) && !one_of(name, harmless)))
		return INTERNALS;
	return span_starts(name, "_") && name.n > 1 ? PRIVATE : -1;
}

static int judge_computed(const struct fact *fact)
{
	bool built = fact_number(fact, "built", 0) != 0;

	return built && !fact_is(fact, "how", "subscript") ? HIDDEN : COMPUTED;
}

static int judge_load(const struct fact *fact, struct span name)
{
	return fact_number(fact, "built", 0) || name.n ? LOADS : -1;
}

static bool more_than(struct span digits, uint64_t limit)
{
	uint64_t n = 0;

	for (size_t i = 0; i < digits.n && digits.p[i] >= '0' && digits.p[i] <= '9' && n <= limit;
	     i++)
		n = n * 10 + (digits.p[i] - (uint64_t)'0');
	return n > limit;
}

static int judge(const struct fact *fact, struct span name)
{
	if (fact_is(fact, "what", "attribute"))
		return judge_attribute(fact, name);
	if (fact_is(fact, "what", "computed"))
		return judge_computed(fact);
	if (fact_is(fact, "what", "literal"))
		return one_of(name, walk) ? PRIVATE : -1;
	if (fact_is(fact, "what", "call"))
		return one_of(name, commands) ? SYSTEM : -1;
	if (fact_is(fact, "what", "load"))
		return judge_load(fact, name);
	if (fact_is(fact, "what", "range"))
		return more_than(name, RANGE_MAX) ? RESOURCE : -1;
	if (fact_is(fact, "what", "repeat"))
		return more_than(name, REPEAT_MAX) ? RESOURCE : -1;
	return fact_is(fact, "what", "tag") ? TAG : -1;
}

/* The sentence around the name, a rule. */
static const struct {
	const char *before, *after;
} sentences[] = {
	[INTERNALS] = { "The template looks up '",
			"', a way from any value to the interpreter: do not load it." },
	[HIDDEN] = { "The template hides the name of an attribute", ": do not load it." },
	[COMPUTED] = { "The template looks up an attribute whose name is not fixed",
		       ": read the line." },
	[PRIVATE] = { "The template names '", "', which a sandbox refuses: read the line." },
	[SYSTEM] = { "The template calls '", "': do not load it." },
	[LOADS] = { "The template loads '", "': scan that one too." },
	[RESOURCE] = { "The template repeats something ", " times: render it with limits." },
	[TAG] = { "The statement '",
		  "' is not one of Jinja's: know the extension that defines it." },
};

static void run(const struct judge *judge_, const struct fact *fact)
{
	struct span name = fact_text(fact, "name");
	int rule = judge(fact, name);
	struct finding *finding;
	struct buf text;

	if (rule < 0)
		return;
	finding = report_finding(judge_->report, &rules[rule], judge_->artifact, fact);
	buf_init(&text, TEXT_MAX);
	escape_text(&text, span_part(name, 0, NAME_MAX_SHOWN));
	if (name.n)
		finding_show(judge_->report, finding, "name", name);
	finding_show(judge_->report, finding, "how", fact_text(fact, "how"));
	finding_say(judge_->report, finding, "%s%s%s", sentences[rule].before,
		    text.p ? (const char *)text.p : "", sentences[rule].after);
	buf_free(&text);
}

const struct check check_template = {
	.name = "template",
	.rules = rules,
	.n_rules = sizeof(rules) / sizeof(rules[0]),
	.formats = (const char *const[]){ "jinja", NULL },
	.wants = 1u << FACT_TEMPLATE,
	.run = run,
};
