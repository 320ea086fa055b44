/* Weight files whose readers do not agree on what they hold, or that carry more than weights. */
#include "check/check.h"

#include "base/buf.h"
#include "base/escape.h"

enum { DETAIL_MAX = 200, TEXT_MAX = 2048 }; /* bytes shown, escaped up to tenfold */

enum { AMBIGUOUS, TRAILING };

static const struct rule rules[] = {
	[AMBIGUOUS] = {
		.id = "weights-ambiguous",
		.title = "Weight file that loaders read differently",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "A tensor or a metadata key stands twice. Some loaders refuse the file, some take "
			"the first entry and some the last, so that a reviewed model and the loaded one "
			"can differ. No honest writer makes such a file.",
		.help = "Do not load it. Ask the publisher for a file written by the format's own "
			"library and compare digests.",
		.references = { "CWE-694", "AML.T0010.003", NULL },
	},
	[TRAILING] = {
		.id = "weights-trailing-data",
		.title = "Data behind the last tensor",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "Bytes follow the last tensor that no loader of the format reads. They can be "
			"another file that is read when this one is opened under another name or by "
			"another program.",
		.help = "Look at what the bytes are (they are also scanned as a file of their own). "
			"Prefer a file without them.",
		.references = { "CWE-506", "AML.T0010.003", NULL },
	},
};

/* What an anomaly is about, and the rest of the sentence. */
static const struct {
	const char *anomaly;
	int rule;
	const char *about, *message;
} table[] = {
	{ "weights-key-twice", AMBIGUOUS, "The key ",
	  " stands twice: which value counts depends on the loader. Do not load the file." },
	{ "weights-tensor-twice", AMBIGUOUS, "The tensor ",
	  " stands twice: which one counts depends on the loader. Do not load the file." },
	{ "weights-trailing-data", TRAILING, "Bytes follow the last tensor",
	  ": find out what they are before the file is passed on." },
};

static void say(const struct judge *judge, const struct fact *fact, size_t row)
{
	struct span detail = fact_text(fact, "detail");
	struct finding *finding =
		report_finding(judge->report, &rules[table[row].rule], judge->artifact, fact);
	struct buf text;

	buf_init(&text, TEXT_MAX);
	escape_text(&text, span_part(detail, 0, DETAIL_MAX));
	finding_show(judge->report, finding, "anomaly", span_str(table[row].anomaly));
	if (detail.n)
		finding_show(judge->report, finding, "name", detail);
	finding_say(judge->report, finding, "%s%s%s", table[row].about,
		    text.p ? (const char *)text.p : "", table[row].message);
	buf_free(&text);
}

static void run(const struct judge *judge, const struct fact *fact)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (fact_is(fact, "what", table[i].anomaly))
			say(judge, fact, i);
}

const struct check check_weights = {
	.name = "weights",
	.rules = rules,
	.n_rules = sizeof(rules) / sizeof(rules[0]),
	.formats = (const char *const[]){ "gguf", "safetensors", NULL },
	.wants = 1u << FACT_ANOMALY,
	.run = run,
};
