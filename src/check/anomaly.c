/* From an anomaly to a finding. */
#include "check/anomaly.h"

#include <assert.h>

#include "base/buf.h"
#include "base/escape.h"

enum { SHOWN_MAX = 400, TEXT_MAX = 16 << 10 };

static const struct rule *rule_of(const struct check *check, const struct anomaly *row)
{
	const char *id = row->rule ? row->rule : row->what;
	size_t i = 0;

	while (i < check->n_rules && strcmp(check->rules[i].id, id) != 0)
		i++;
	assert(i < check->n_rules);
	return &check->rules[i];
}

static bool skip_word(struct span *s, const char *word)
{
	if (!span_starts(*s, word))
		return false;
	*s = span_from(*s, strlen(word));
	return true;
}

static void add_detail(struct buf *out, struct span detail)
{
	escape_text(out, span_part(detail, 0, SHOWN_MAX));
	if (detail.n > SHOWN_MAX)
		buf_str(out, "...");
}

static void expand(struct buf *out, struct span sentence, struct span path, struct span detail)
{
	while (sentence.n) {
		if (detail.n == 0 && skip_word(&sentence, ": {detail}"))
			continue;
		if (skip_word(&sentence, "{detail}")) {
			add_detail(out, detail);
		} else if (skip_word(&sentence, "{path}")) {
			buf_span(out, path);
		} else {
			buf_byte(out, sentence.p[0]);
			sentence = span_from(sentence, 1);
		}
	}
}

static void say(const struct judge *judge, struct finding *finding, const char *sentence,
		struct span detail)
{
	struct buf text;

	buf_init(&text, TEXT_MAX);
	expand(&text, span_str(sentence), judge->artifact->path, detail);
	finding_say(judge->report, finding, "%s", buf_text(&text));
	buf_free(&text);
}

void anomaly_say(const struct judge *judge, const struct rule *rule, const struct fact *fact,
		 const char *key, const char *sentence)
{
	struct finding *finding = report_finding(judge->report, rule, judge->artifact, fact);
	struct span detail = fact_text(fact, key);

	if (fact->kind == FACT_ANOMALY && !fact_is(fact, "what", rule->id))
		finding_show(judge->report, finding, "anomaly", fact_text(fact, "what"));
	if (detail.n)
		finding_show(judge->report, finding, key, detail);
	say(judge, finding, sentence, detail);
}

void anomaly_judge(const struct judge *judge, const struct check *check, const struct fact *fact)
{
	for (const struct anomaly *row = check->anomalies; row->what; row++)
		if (fact_is(fact, "what", row->what))
			anomaly_say(judge, rule_of(check, row), fact, "detail", row->sentence);
}
