/* Array files that say something else to one loader than to another. */
#include "check/check.h"

#include "base/buf.h"
#include "base/escape.h"

enum { DETAIL_MAX = 512 };

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
};

static const char *const messages[] = { "goes on after its array" };

static void run(const struct judge *judge, const struct fact *fact)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		if (!fact_is(fact, "what", rules[i].id))
			continue;

		struct finding *finding =
			report_finding(judge->report, &rules[i], judge->artifact, fact);

		finding_say(judge->report, finding, "%.*s %s.", (int)judge->artifact->path.n,
			    (const char *)judge->artifact->path.p, messages[i]);
	}
}

const struct check check_array = {
	.name = "array",
	.rules = rules,
	.n_rules = sizeof(rules) / sizeof(rules[0]),
	.formats = (const char *const[]){ "npy", NULL },
	.wants = 1u << FACT_ANOMALY,
	.run = run,
};
