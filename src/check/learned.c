/* What the learned detector takes for malware. It adds findings and never clears one of a rule. */
#include "check/check.h"

#include <time.h>

#include "base/buf.h"
#include "base/escape.h"
#include "detect/model.h"

enum { TEXT_MAX = 4 << 10, DAY = 86400 };

static const struct rule rules[MODEL_LEVELS] = {
	[MODEL_REVIEW] = {
		.id = "learned-suspicious",
		.title = "Code that is like that of known malware",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "The learned detector gives a part of the source as many points as few harmless "
			"packages have in any part: about one of a hundred. It has learnt from packages "
			"that were taken off the Python Package Index as malicious, and sees tokens, not "
			"what they do.",
		.help = "Read the lines that are named. Small unpolished programs and installers are what it "
			"is wrong about most.",
		.references = { "CWE-506", "AML.T0010.001", "LLM03:2025", NULL },
	},
	[MODEL_BLOCK] = {
		.id = "learned-malicious",
		.title = "Code that only known malware is like",
		.severity = SEVERITY_HIGH,
		.verdict = VERDICT_MALICIOUS,
		.text = "The learned detector gives a part of the source more points than any part of the "
			"harmless packages that it was calibrated on. It has learnt from packages that were "
			"taken off the Python Package Index as malicious.",
		.help = "Do not install or import the package. Read the lines that are named; what it is "
			"wrong about, a waiver can accept.",
		.references = { "CWE-506", "AML.T0010.001", "LLM03:2025", NULL },
	},
};

/* "2025-05-01", of days since 1970. */
static void add_day(struct buf *text, uint64_t day)
{
	time_t seconds = (time_t)(day * DAY);
	struct tm date;
	char word[16];

	if (gmtime_r(&seconds, &date) && strftime(word, sizeof(word), "%Y-%m-%d", &date))
		buf_str(text, word);
}

static void add_lines(struct buf *text, const struct fact *fact)
{
	unsigned long long line = fact_number(fact, "line", 1);
	unsigned long long end = fact_number(fact, "end_line", 1);

	if (fact_number(fact, "layer", 0))
		buf_printf(text, "What line %llu decodes gets", line);
	else if (line == end)
		buf_printf(text, "Line %llu gets", line);
	else
		buf_printf(text, "Lines %llu to %llu get", line, end);
}

static void add_threshold(struct buf *text, const struct model_threshold *t)
{
	if (t->alarms)
		buf_printf(text, "%u of %u harmless packages have as many", t->alarms, t->of);
	else
		buf_printf(text, "none of %u harmless packages has as many", t->of);
}

static void add_campaign(struct buf *text, const struct fact *fact)
{
	uint64_t percent = fact_number(fact, "campaign_percent", 0);

	if (percent == 0)
		return;
	buf_printf(text, " About %u %% of it is as in campaign %u, first seen ", (unsigned)percent,
		   (unsigned)fact_number(fact, "campaign", 0));
	add_day(text, fact_number(fact, "campaign_day", 0));
	buf_str(text, ".");
}

static void say(const struct judge *judge, const struct fact *fact, enum model_level level,
		const struct model *model)
{
	struct finding *finding =
		report_finding(judge->report, &rules[level], judge->artifact, fact);
	unsigned points = (unsigned)fact_number(fact, "score", 0);
	struct buf text, number;

	buf_init(&text, TEXT_MAX);
	buf_init(&number, 32);
	buf_printf(&number, "%u", points);
	finding_aside(judge->report, finding, "score", buf_view(&number));
	finding_show(judge->report, finding, "most", fact_text(fact, "most"));
	add_lines(&text, fact);
	buf_printf(&text, " %u of %u points as malware (", points, MODEL_POINTS);
	add_threshold(&text, &model->thresholds[level]);
	buf_str(&text, "), most for ");
	escape_text(&text, fact_text(fact, "reasons"));
	buf_str(&text, ".");
	add_campaign(&text, fact);
	finding_say(judge->report, finding, "%s Read these lines before the package is used.",
		    buf_text(&text));
	buf_free(&number);
	buf_free(&text);
}

static void judge_score(const struct judge *judge, const struct fact *fact,
			const struct model *model)
{
	uint64_t points = fact_number(fact, "score", 0);
	bool aside = window_is_aside(report_below_target(judge->report, judge->artifact));

	if (points >= model->thresholds[MODEL_BLOCK].points)
		say(judge, fact, aside ? MODEL_REVIEW : MODEL_BLOCK, model);
	else if (points >= model->thresholds[MODEL_REVIEW].points && !aside)
		say(judge, fact, MODEL_REVIEW, model);
}

static void run(const struct judge *judge, const struct fact *fact)
{
	struct model built_in;

	if (judge->options && judge->options->model)
		judge_score(judge, fact, judge->options->model);
	else if (!model_built_in(&built_in))
		judge_score(judge, fact, &built_in);
}

static const char *const formats[] = { "python-score", NULL };

const struct check check_learned = {
	.name = "learned",
	.rules = rules,
	.n_rules = sizeof(rules) / sizeof(rules[0]),
	.formats = formats,
	.wants = 1u << FACT_SCORE,
	.run = run,
};
