/*
 * What a pickle makes its loader do. A use of a global is judged by the global and the operation:
 * allowed by analysis of its source, judged by its arguments, known to be bad, or unknown, and then
 * by whether it is a call.
 */
#include "check/anomaly.h"

#include "base/buf.h"
#include "base/escape.h"
#include "check/allowlist.h"
#include "check/knownbad.h"
#include "check/pickle_arguments.h"

enum { SHOWN_MAX = 160, TEXT_MAX = 4096 };

enum {
	KNOWN_BAD,
	UNKNOWN_CALL,
	LOADER_DEPENDENT,
	UNKNOWN_CLASS,
	ATTRIBUTE,
	PERSISTENT_ID,
	TRAILING_BYTES,
	NOTHING,
};

#define CODE_REFERENCES                                                                            \
	{                                                                                          \
		"CWE-502", "AML.T0010.003", "AML.T0011.000", "LLM03:2025", NULL                    \
	}

static const struct rule rules[] = {
	[KNOWN_BAD] = {
		.id = "pickle-known-bad",
		.title = "Pickle uses a function that attackers use",
		.severity = SEVERITY_CRITICAL,
		.verdict = VERDICT_MALICIOUS,
		.text = "Loading the file reaches a function that runs code, starts programs, opens "
			"connections or touches files. No model or data set needs it.",
		.help = "Do not load the file, anywhere. If it has been loaded, treat the machine as "
			"compromised. Report the file to whoever publishes it.",
		.references = CODE_REFERENCES,
	},
	[UNKNOWN_CALL] = {
		.id = "pickle-unknown-call",
		.title = "Pickle calls something that is not known to be safe",
		.severity = SEVERITY_HIGH,
		.verdict = VERDICT_MALICIOUS,
		.text = "Loading the file calls a function, or changes a module or class, about which "
			"nothing is known. What it does is up to whoever wrote the file.",
		.help = "Do not load the file. If the function belongs to a library that you trust, "
			"ask the publisher for the weights in a format without code, such as "
			"safetensors.",
		.references = CODE_REFERENCES,
	},
	[LOADER_DEPENDENT] = {
		.id = "pickle-loader-dependent",
		.title = "Pickle means different things to different loaders",
		.severity = SEVERITY_HIGH,
		.verdict = VERDICT_MALICIOUS,
		.text = "What the file does depends on which loader reads it, or on a registry of the "
			"program that loads it. No pickler writes such a file; it is a way to show a "
			"scanner something else than the victim gets.",
		.help = "Do not load the file.",
		.references = { "CWE-502", "CWE-436", "AML.T0010.003", "AML.T0011.000", NULL },
	},
	[UNKNOWN_CLASS] = {
		.id = "pickle-unknown-class",
		.title = "Pickle uses a class that is not known",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "The file imports a name, makes instances of a class or fills them without "
			"calling anything by itself. Whether that is harmless depends on the code of "
			"that name.",
		.help = "Look at the class: what do importing its module, its __setstate__ and its "
			"__new__ do? Load the file only if you trust both the class and the file.",
		.references = { "CWE-502", "AML.T0010.003", "LLM03:2025", NULL },
	},
	[ATTRIBUTE] = {
		.id = "pickle-attribute",
		.title = "Pickle keeps a function or reads an attribute by name",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "Loading the file reads an attribute of an object, or wraps a function that is "
			"called later. Reading an attribute can run the code of a property.",
		.help = "Look at which attribute of which class it is, and at who calls the function.",
		.references = { "CWE-470", "CWE-502", "AML.T0010.003", NULL },
	},
	[PERSISTENT_ID] = {
		.id = "pickle-persistent-id",
		.title = "Pickle refers to objects outside of it",
		.severity = SEVERITY_LOW,
		.verdict = VERDICT_CLEAN,
		.text = "The file asks its loader for objects by an id. pickle.load() refuses such a "
			"file; a program with a persistent_load() of its own decides what they are.",
		.help = "Find out which program the file is for, and what it takes such ids for.",
		.references = { "CWE-502", NULL },
	},
	[TRAILING_BYTES] = {
		.id = "pickle-trailing-bytes",
		.title = "Bytes follow the pickle",
		.severity = SEVERITY_LOW,
		.verdict = VERDICT_CLEAN,
		.text = "The file goes on after the last pickle with bytes that are none. pickle.load() "
			"never looks at them; another program may.",
		.help = "Ask the publisher what they are, or write the object anew.",
		.references = { "CWE-436", NULL },
	},
};

/* Judging a use. */

static unsigned allowed_by(struct span operation)
{
	if (span_is(operation, "import"))
		return ALLOW_IMPORT;
	if (span_is(operation, "new"))
		return ALLOW_NEW | ALLOW_CALL;
	if (span_is(operation, "build"))
		return ALLOW_BUILD;
	if (span_is(operation, "items"))
		return ALLOW_ITEMS;
	return ALLOW_CALL;
}

/* A build may run the hooks of classes that the object was made of by a function. */
static bool is_build_allowed(const struct fact *fact, unsigned letters)
{
	for (size_t i = 0; i < fact->n_attrs; i++)
		if (span_is(fact->attrs[i].key, "made") &&
		    !(allowlist_find(span_from(fact->attrs[i].text, 1)) & ALLOW_BUILD))
			return false;
	if (letters & ALLOW_BUILD << ALLOW_SHIFT_PROVED)
		return state_is_harmless(fact);
	return letters & ALLOW_BUILD;
}

static bool is_allowed(const struct fact *fact, unsigned letters, struct span operation)
{
	bool call = span_is(operation, "call") || span_is(operation, "new");

	if (span_is(operation, "build"))
		return is_build_allowed(fact, letters);
	if (letters & allowed_by(operation))
		return true;
	if (call && letters & ALLOW_CALL_DATA)
		return arguments_are_data(fact);
	/* A class without arguments: Python 3 makes an instance, and calls nothing. */
	return span_is(operation, "call") && letters & ALLOW_NEW &&
	       (fact_is(fact, "opcode", "INST") || fact_is(fact, "opcode", "OBJ")) &&
	       fact_number(fact, "count", 1) == 0;
}

/* The classes of a TorchScript archive, which PyTorch's own unpickler makes out of the archive's
 * code: Python cannot import them. */
static bool is_torchscript(struct span global, struct span operation)
{
	return span_starts(global, "__torch__.") && !span_is(operation, "call");
}

static int by_judgement(enum judgement judgement)
{
	static const int found[] = {
		[JUDGED_SAFE] = NOTHING, [JUDGED_REVIEW] = ATTRIBUTE, [JUDGED_BAD] = UNKNOWN_CALL
	};

	return found[judgement];
}

/* Whether a build gives the object a method that loaders call, or changes what class it is of. */
static bool sets_hook(const struct fact *fact)
{
	for (size_t i = 0; i < fact->n_attrs; i++) {
		if (span_is(fact->attrs[i].key, "hook"))
			return true;
		if (span_is(fact->attrs[i].key, "slot") &&
		    (span_starts(fact->attrs[i].text, "s__") ||
		     !span_starts(fact->attrs[i].text, "s")))
			return true;
	}
	return false;
}

/* Something of no name: the result of a call, an extension code, a name made at run time. */
static int judge_expression(const struct fact *fact)
{
	return fact_is(fact, "operation", "import") ? LOADER_DEPENDENT : UNKNOWN_CALL;
}

/* A listed reducer that runs nothing but __new__ of its first argument: with a class that is not
 * known it is what making an instance of that class is. */
static bool makes_unknown(const struct fact *fact, unsigned letters, struct span global)
{
	bool maker = span_has(global, ".__pyx_unpickle_") || span_ends(global, ".newObj") ||
		     span_ends(global, "._mareconstruct");

	return maker && (letters & ALLOW_CALL_DATA) && arguments_are_data_of_unknown(fact);
}

/* What is known neither as good nor as bad. */
static int judge_unknown(const struct fact *fact, unsigned letters, struct span operation)
{
	unsigned proved = letters >> ALLOW_SHIFT_PROVED;

	if (span_is(operation, "call"))
		return makes_unknown(fact, letters, fact_text(fact, "global")) ? UNKNOWN_CLASS
									       : UNKNOWN_CALL;
	if (proved & allowed_by(operation))
		return UNKNOWN_CALL;
	if (span_is(operation, "import"))
		return fact_text(fact, "also").n ? NOTHING : UNKNOWN_CLASS;
	if (span_is(operation, "new"))
		return arguments_are_data(fact) ? UNKNOWN_CLASS : UNKNOWN_CALL;
	return sets_hook(fact) ? UNKNOWN_CALL : UNKNOWN_CLASS;
}

static int judge_call(const struct judge *judge, const struct fact *fact, struct span *reason)
{
	struct span global = fact_text(fact, "global"), operation = fact_text(fact, "operation");

	if (fact_is(fact, "on", "expression"))
		return judge_expression(fact);

	unsigned letters = allowlist_find(global);
	bool on_itself = fact_is(fact, "on", "global");
	enum judgement judgement = on_itself ? JUDGED_NOT : judge_arguments(fact);

	if (judgement != JUDGED_NOT)
		return by_judgement(judgement);
	if (!on_itself && !sets_hook(fact) &&
	    (is_allowed(fact, letters, operation) || is_torchscript(global, operation)))
		return NOTHING;
	if (!judge->options->no_known_bad)
		*reason = knownbad_find(global);
	if (reason->n == 0 && !judge->options->no_known_bad)
		*reason = knownbad_find(fact_text(fact, "written"));
	if (reason->n && span_is(operation, "import") && fact_text(fact, "also").n)
		return NOTHING; /* what else is done with it is said */
	if (reason->n)
		return KNOWN_BAD;
	return on_itself ? UNKNOWN_CALL : judge_unknown(fact, letters, operation);
}

/* Saying it. */

static void add_escaped(struct buf *out, struct span text)
{
	escape_text(out, span_part(text, 0, SHOWN_MAX));
	if (text.n > SHOWN_MAX)
		buf_str(out, "...");
}

/* "calls posix.system('true')" */
static void add_deed(struct buf *out, const struct fact *fact)
{
	static const struct {
		const char *operation, *verb;
	} verbs[] = { { "import", "imports " },
		      { "call", "calls " },
		      { "new", "makes an instance of " },
		      { "build", "sets the state of an object from " },
		      { "items", "puts items into an object from " } };
	bool on_itself = fact_is(fact, "on", "global");

	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (fact_is(fact, "operation", verbs[i].operation))
			buf_str(out, on_itself ? "changes " : verbs[i].verb);
	add_escaped(out, fact_text(fact, "global"));
	if (fact_is(fact, "operation", "call") || fact_is(fact, "operation", "new"))
		add_escaped(out, fact_text(fact, "arguments"));
}

static const char *const advice[] = {
	[KNOWN_BAD] = "Do not load the file.",
	[UNKNOWN_CALL] = "It is not known to be safe: do not load the file.",
	[LOADER_DEPENDENT] = "What that is depends on the loader: do not load the file.",
	[UNKNOWN_CLASS] = "It is not known: look at its code before loading the file.",
	[ATTRIBUTE] = "Look at what that is before loading the file.",
};

static void show_call(const struct judge *judge, struct finding *finding, const struct fact *fact)
{
	static const char *const shown[] = { "arguments", "operation", "opcode",
					     "written",	  "via",       "view" };

	finding_show(judge->report, finding, "call", fact_text(fact, "global"));
	for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]); i++)
		if (fact_text(fact, shown[i]).n)
			finding_show(judge->report, finding, shown[i], fact_text(fact, shown[i]));
}

static void run_call(const struct judge *judge, const struct fact *fact)
{
	struct span reason = { 0 };
	int rule = judge_call(judge, fact, &reason);
	struct buf text;

	if (rule == NOTHING)
		return;

	struct finding *finding =
		report_finding(judge->report, &rules[rule], judge->artifact, fact);

	buf_init(&text, TEXT_MAX);
	buf_str(&text, "Loading ");
	add_deed(&text, fact);
	if (reason.n) {
		buf_str(&text, ", which ");
		buf_span(&text, reason);
	}
	if (fact_attr(fact, "broken"))
		buf_printf(&text, ", before the pickle breaks at byte %llu",
			   (unsigned long long)fact_number(fact, "broken", 0));
	buf_str(&text, ". ");
	buf_str(&text, advice[rule]);
	show_call(judge, finding, fact);
	finding_say(judge->report, finding, "%s", (const char *)text.p);
	buf_free(&text);
}

static const struct anomaly anomalies[] = {
	{ "pickle-frames-differ",
	  "Something in the pickle straddles its frames, so that loaders see different bytes.",
	  "pickle-loader-dependent" },
	{ "pickle-marks-differ",
	  "The pickle reaches below a mark on its stack, which only some loaders allow.",
	  "pickle-loader-dependent" },
	{ "pickle-memo-differs", "The pickle uses a memo key that is not the same to all loaders.",
	  "pickle-loader-dependent" },
	{ "pickle-persistent-id",
	  "The pickle refers to objects outside of it that only a loader of its own can know." },
	{ "pickle-trailing-bytes",
	  "Bytes follow the pickle that are none; pickle.load() ignores them." },
	{ 0 },
};

const struct check check_pickle = {
	.name = "pickle",
	.rules = rules,
	.n_rules = sizeof(rules) / sizeof(rules[0]),
	.anomalies = anomalies,
	.wants = 1u << FACT_CALL,
	.run = run_call,
};
