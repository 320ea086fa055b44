/* Array files that say something else to one loader than to another. */
#include "check/check.h"

#include "base/buf.h"
#include "base/escape.h"

enum { DETAIL_MAX = 4096 };

/* A rule's id is the id of the anomaly that it judges. */
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
enum { RULE_COUNT = sizeof(rules) / sizeof(rules[0]) };

/* What the file does, in the order of the rules. */
static const char *const messages[RULE_COUNT] = {
	"goes on after its array",
	"goes on after its compressed data",
	"holds an array that joblib did not write",
	"takes an array from a file elsewhere",
};

static void say(const struct judge *judge, const struct fact *fact, size_t i)
{
	struct finding *finding = report_finding(judge->report, &rules[i], judge->artifact, fact);
	struct span path = judge->artifact->path, detail = fact_text(fact, "detail");
	struct buf text;

	buf_init(&text, DETAIL_MAX);
	if (detail.n) {
		finding_show(judge->report, finding, "name", detail);
		buf_str(&text, ": ");
		escape_text(&text, detail);
	}
	finding_say(judge->report, finding, "%.*s %s%s.", (int)path.n, (const char *)path.p,
		    messages[i], text.p ? (const char *)text.p : "");
	buf_free(&text);
}

static void run(const struct judge *judge, const struct fact *fact)
{
	for (size_t i = 0; i < RULE_COUNT; i++)
		if (fact_is(fact, "what", rules[i].id))
			say(judge, fact, i);
}

const struct check check_array = {
	.name = "array",
	.rules = rules,
	.n_rules = RULE_COUNT,
	.formats = (const char *const[]){ "npy", "joblib", "pickle", NULL },
	.wants = 1u << FACT_ANOMALY,
	.run = run,
};
