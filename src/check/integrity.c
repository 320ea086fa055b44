/* What could not be read or not be seen whole: said for every format in the same words. */
#include "check/check.h"

#include "base/buf.h"
#include "base/escape.h"

enum { TEXT_MAX = 1024 };

enum { MALFORMED, INCOMPLETE };

static const struct rule rules[] = {
	[MALFORMED] = {
		.id = "malformed",
		.title = "File breaks its format's rules",
		.severity = SEVERITY_LOW,
		.verdict = VERDICT_CLEAN,
		.text = "The bytes do not follow the format that they claim to be. What a loader makes of "
			"them is unknown, so the file is not called clean.",
		.help = "Fetch the file again from its maker and compare digests. If it is the "
			"published file, do not load it.",
		.references = { "CWE-20", NULL },
	},
	[INCOMPLETE] = {
		.id = "incomplete",
		.title = "Part of the file was not examined",
		.severity = SEVERITY_LOW,
		.verdict = VERDICT_CLEAN,
		.text = "A limit, an encrypted part, a missing codec or missing data kept a part of the "
			"file from being examined. What was examined is reported; the rest is unknown, "
			"so the file is not called clean.",
		.help = "Do what the message names (raise the limit, decrypt, fetch the data) and scan "
			"again. Until then treat the file as not scanned.",
		.references = { "CWE-693", NULL },
	},
};

static void run(const struct judge *judge, const struct fact *fact)
{
	bool malformed = fact->kind == FACT_MALFORMED;
	struct span what = fact_text(fact, malformed ? "what" : "why");
	struct finding *finding = report_finding(
		judge->report, &rules[malformed ? MALFORMED : INCOMPLETE], judge->artifact, fact);
	struct buf text;

	buf_init(&text, TEXT_MAX);
	escape_text(&text, what);
	finding_show(judge->report, finding, malformed ? "what" : "why", what);
	finding_say(judge->report, finding,
		    malformed ? "Malformed: %s." : "Not examined whole: %s.",
		    text.p ? (const char *)text.p : "");
	buf_free(&text);
}

const struct check check_integrity = {
	.name = "integrity",
	.rules = rules,
	.n_rules = sizeof(rules) / sizeof(rules[0]),
	.wants = 1u << FACT_MALFORMED | 1u << FACT_INCOMPLETE,
	.run = run,
};
