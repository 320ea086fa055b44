/*
 * What the learned detector makes of Python source. Only texts that have as many points as its
 * threshold for review are told, unless they only declare what a package is (declares.h):
 *
 *     score {score, of, line, end_line, layer, windows, most, reasons, campaign, campaign_day,
 *            campaign_percent}
 *
 * `reasons` are the tokens that weighed most, as they stand in the source, each in backquotes, and
 * `most` the first few of them: they stay the same when lines before them change. The lines are
 * those of the window with most points, of so many `windows` in all; where `layer` is not 0, it is
 * of text that the source decodes there, so many times.
 */
#include "base/ascii.h"
#include "base/buf.h"
#include "detect/score.h"
#include "eco/detect/declares.h"
#include "format/format.h"
#include "format/job.h"

enum { MOST = 3, REASON_MAX = 60, REASONS_TEXT_MAX = 2 << 10 };

static unsigned bid(const struct probe *probe)
{
	static const char *const endings[] = { ".py", ".pyw", ".pth", NULL };
	struct span line = span_part(probe->head, 0, 80);
	bool script = span_starts(line, "#!") && span_has(line, "python");

	return script || probe_named(probe, endings) ? BID_LIKELY : BID_NONE;
}

static uint64_t line_at(struct span text, uint64_t at)
{
	struct span before = span_part(text, 0, at);
	uint64_t line = 1;

	for (ptrdiff_t end; (end = span_byte(before, '\n')) != SPAN_NONE; line++)
		before = span_from(before, (uint64_t)end + 1);
	return line;
}

/* With one blank for many, cut to what can be read at a glance. */
static void add_reason(struct buf *out, struct span text)
{
	size_t start = out->n + 1;
	bool blank = false;

	buf_str(out, out->n ? " `" : "`");
	for (size_t i = 0; i < text.n && out->n - start < REASON_MAX; i++) {
		if (!ascii_is_blank(text.p[i]))
			buf_byte(out, text.p[i]);
		else if (!blank)
			buf_byte(out, ' ');
		blank = ascii_is_blank(text.p[i]);
	}
	buf_str(out, "`");
}

static void tell(struct job *job, struct span text, enum window_role role,
		 const struct score *score)
{
	struct explanation why;
	struct buf reasons;
	size_t most = 0;

	score_explain(job_model(job), text, role, job_arena(job), score, &why);
	buf_init(&reasons, REASONS_TEXT_MAX);
	for (size_t i = 0; i < why.n; i++) {
		add_reason(&reasons, why.reasons[i].text);
		most = i < MOST ? reasons.n : most;
	}
	JOB_FACT(job, FACT_SCORE, score->at, ATTR_NUMBER("score", score->points),
		 ATTR_NUMBER("of", MODEL_POINTS), ATTR_NUMBER("line", line_at(text, score->at)),
		 ATTR_NUMBER("end_line", line_at(text, score->end)),
		 ATTR_NUMBER("layer", score->depth), ATTR_NUMBER("windows", score->n),
		 ATTR_TEXT("most", span_part(buf_view(&reasons), 0, most)),
		 ATTR_TEXT("reasons", buf_view(&reasons)),
		 ATTR_NUMBER("campaign", why.campaign.number),
		 ATTR_NUMBER("campaign_day", why.campaign.day),
		 ATTR_NUMBER("campaign_percent", why.campaign.percent));
	buf_free(&reasons);
}

static void read(struct job *job, struct span bytes)
{
	const struct model *model = job_model(job);
	enum window_role role = window_role_of(job_path(job));
	struct score score;

	if (!model) {
		job_incomplete(job, "the learned detector has no model", OFFSET_NONE);
		return;
	}
	score = score_text(model, bytes, role, job_arena(job));
	if (score.cut)
		job_incomplete(job, "more is decoded in it than the learned detector reads",
			       OFFSET_NONE);
	/* The shortest setup scripts are all that many placeholders of malware have, too. */
	if (score.n && score.points >= model->thresholds[MODEL_REVIEW].points &&
	    !source_only_declares(bytes, job_arena(job)))
		tell(job, bytes, role, &score);
	else if (!score.cut)
		job_decline(job);
}

const struct format format_detect_score = {
	.name = "python-score",
	.bid = bid,
	.read = read,
	.behaviours = true,
};
