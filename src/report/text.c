/* The report for people: the worst first, then what to do, then one line that sums up. */
#include <inttypes.h>

#include "base/escape.h"
#include "base/mem.h"
#include "base/wrap.h"
#include "report/accepted.h"
#include "report/inventory.h"
#include "report/output.h"
#include "report/view.h"
#include "sys/clock.h"

enum {
	SEVERITY_COLUMN = 2,
	TEXT_COLUMN = 12, /* behind the longest severity */
	KEY_WIDTH = 10,
	WIDTH_LEAST = 40,
	WIDTH_MOST = 110,
	ADVICE_INDENT = 2,
	IDS_MAX = 64 << 10,
	SAID_LEAST = 10,      /* bytes of evidence that a message does not hold by chance */
	EVIDENCE_SHOWN = 600, /* bytes of one piece of evidence; JSON has all of it */
};

struct page {
	const struct report *report;
	struct sink *out;
	const struct output_options *options;
	size_t width;
};

/* Colours: ECMA-48 section 8.3.117. */
static const char bold[] = "1", dim[] = "2";

static const char *const severity_colours[SEVERITY_COUNT] = {
	[SEVERITY_NONE] = "2",	[SEVERITY_LOW] = "36",	      [SEVERITY_MEDIUM] = "33",
	[SEVERITY_HIGH] = "31", [SEVERITY_CRITICAL] = "1;31",
};

static const char *const verdict_colours[VERDICT_COUNT] = {
	[VERDICT_CLEAN] = "32",
	[VERDICT_REVIEW] = "33",
	[VERDICT_MALICIOUS] = "1;31",
};

static void colour(struct page *page, const char *code)
{
	if (page->options->colour)
		sink_printf(page->out, "\x1b[%sm", code);
}

static void painted(struct page *page, const char *code, struct span text)
{
	colour(page, code);
	sink_span(page->out, text);
	colour(page, "0");
}

/* Sizes. */

static void write_size(struct sink *out, uint64_t size)
{
	static const char units[] = "KMGTPE";
	double shown = (double)size;
	size_t unit = 0;

	if (size < 1024) {
		sink_printf(out, "%" PRIu64 " B", size);
		return;
	}
	for (shown /= 1024; shown >= 1023.95 && units[unit + 1]; unit++)
		shown /= 1024;
	sink_printf(out, "%.1f %ciB", shown, units[unit]);
}

/* "s" unless there is one. */
static const char *plural(uint64_t n)
{
	return n == 1 ? "" : "s";
}

/* One artifact. */

static const char *status_note(enum status status)
{
	static const char *const notes[STATUS_COUNT] = {
		[STATUS_COMPLETE] = "",
		[STATUS_SKIPPED] = "skipped",
		[STATUS_INCONCLUSIVE] = "not examined whole",
		[STATUS_ERROR] = "could not be read",
	};

	return notes[status];
}

/* What was made of it: the verdict, unless it was not seen whole and nothing was found. */
static void write_state(struct page *page, const struct artifact *artifact)
{
	const char *note = status_note(artifact->status);
	bool judged = artifact->verdict != VERDICT_CLEAN || !*note;

	if (judged)
		painted(page, verdict_colours[artifact->verdict],
			span_str(verdict_word(artifact->verdict)));
	if (judged && *note)
		sink_str(page->out, ", ");
	if (*note)
		painted(page, severity_colours[SEVERITY_MEDIUM], span_str(note));
}

static void write_kind(struct page *page, const struct artifact *artifact)
{
	colour(page, dim);
	sink_str(page->out, " (");
	for (size_t i = 0; i < artifact->n_formats; i++)
		sink_printf(page->out, "%s, ", artifact->formats[i]);
	write_size(page->out, artifact->size);
	sink_byte(page->out, ')');
	colour(page, "0");
}

static void write_heading(struct page *page, const struct artifact *artifact)
{
	painted(page, bold, artifact->path);
	sink_str(page->out, ": ");
	write_state(page, artifact);
	write_kind(page, artifact);
	sink_byte(page->out, '\n');
}

/* One finding. */

static void write_where(struct page *page, const struct finding *finding)
{
	struct sink *out = page->out;

	sink_fill(out, ' ', TEXT_COLUMN);
	colour(page, dim);
	sink_str(out, finding->rule->id);
	if (finding->line)
		sink_printf(out, ", line %" PRIu64, finding->line);
	else if (finding->offset != OFFSET_NONE)
		sink_printf(out, ", byte %" PRIu64, finding->offset);
	if (finding->count > 1)
		sink_printf(out, ", %" PRIu64 " times", finding->count);
	sink_printf(out, ", id %.12s", finding->id);
	colour(page, "0");
	sink_byte(out, '\n');
}

/* Whether the message says the same words already. */
static bool said(struct span message, struct span text)
{
	return text.n >= SAID_LEAST && span_find(message, text) != SPAN_NONE;
}

static void write_evidence(struct page *page, const struct evidence *evidence, struct span message)
{
	struct span shown = span_part(evidence->text, 0, EVIDENCE_SHOWN);
	struct buf text;

	buf_init(&text, (size_t)16 * EVIDENCE_SHOWN);
	escape_text(&text, shown);
	if (shown.n < evidence->text.n)
		buf_printf(&text, " ... (%zu bytes in all)", evidence->text.n);
	if (said(message, buf_view(&text))) {
		buf_free(&text);
		return;
	}
	sink_fill(page->out, ' ', TEXT_COLUMN);
	sink_printf(page->out, "%-*s ", KEY_WIDTH, evidence->key);
	wrap_text(page->out, buf_view(&text), TEXT_COLUMN + KEY_WIDTH + 1,
		  TEXT_COLUMN + KEY_WIDTH + 1, page->width);
	buf_free(&text);
}

static void write_accepted(struct page *page, const struct acceptance *acceptance)
{
	struct buf text;

	buf_init(&text, ACCEPTED_MAX);
	accepted_sentence(&text, acceptance);
	sink_fill(page->out, ' ', TEXT_COLUMN);
	sink_printf(page->out, "%-*s ", KEY_WIDTH, "accepted");
	wrap_text(page->out, buf_view(&text), TEXT_COLUMN + KEY_WIDTH + 1,
		  TEXT_COLUMN + KEY_WIDTH + 1, page->width);
	buf_free(&text);
}

static void write_finding(struct page *page, const struct finding *finding)
{
	const char *severity = severity_word(finding->severity);

	sink_fill(page->out, ' ', SEVERITY_COLUMN);
	painted(page, severity_colours[finding->severity], span_str(severity));
	sink_fill(page->out, ' ', TEXT_COLUMN - SEVERITY_COLUMN - strlen(severity));
	wrap_text(page->out, finding->message, TEXT_COLUMN, TEXT_COLUMN, page->width);
	write_where(page, finding);
	for (size_t i = 0; i < finding->n_evidence; i++)
		write_evidence(page, &finding->evidence[i], finding->message);
	if (finding->acceptance)
		write_accepted(page, finding->acceptance);
}

static void write_group(struct page *page, const struct group *group)
{
	write_heading(page, group->artifact);
	for (size_t i = 0; i < group->n; i++) {
		write_finding(page, group->findings[i]);
		sink_byte(page->out, '\n');
	}
	if (group->n == 0)
		sink_byte(page->out, '\n');
}

/* What the code does, when somebody asked. */

static void write_trait(struct page *page, const struct trait *trait)
{
	struct buf text;

	buf_init(&text, IDS_MAX);
	buf_printf(&text, "%s", trait->says);
	if (trait->kind.n) {
		buf_str(&text, " (");
		escape_text(&text, trait->kind);
		buf_byte(&text, ')');
	}
	if (trait->count > 1)
		buf_printf(&text, ", %" PRIu64 " times", trait->count);
	buf_str(&text, ": ");
	buf_span(&text, trait->artifact->path);
	buf_printf(&text, ", line %" PRIu64, trait->line);
	if (trait->detail.n) {
		buf_str(&text, ": ");
		escape_text(&text, span_part(trait->detail, 0, EVIDENCE_SHOWN));
	}
	sink_fill(page->out, ' ', ADVICE_INDENT);
	wrap_text(page->out, buf_view(&text), ADVICE_INDENT, 2 * ADVICE_INDENT, page->width);
	buf_free(&text);
}

static void write_traits(struct page *page)
{
	const struct report *report = page->report;

	if (!report->traits)
		return;
	painted(page, bold,
		span_str(report->n_traits ? "What its code does"
					  : "Its code does nothing of note"));
	sink_byte(page->out, '\n');
	for (size_t i = 0; i < report->n_traits; i++)
		write_trait(page, &report->traits[i]);
	sink_byte(page->out, '\n');
}

/* What to do: once a rule, the worst first. */

/* The ids of all rules with the help of the first one, and the help. They leave the list. */
static void write_advice(struct page *page, const struct rule **rules, size_t n)
{
	const char *help = rules[0]->help;
	struct buf ids;

	buf_init(&ids, IDS_MAX);
	for (size_t i = 0; i < n; i++) {
		if (!rules[i] || strcmp(rules[i]->help, help) != 0)
			continue;
		buf_printf(&ids, "%s%s", ids.n ? ", " : "", rules[i]->id);
		rules[i] = NULL;
	}
	sink_fill(page->out, ' ', ADVICE_INDENT);
	colour(page, bold);
	wrap_text(page->out, buf_view(&ids), ADVICE_INDENT, ADVICE_INDENT, page->width);
	colour(page, "0");
	sink_fill(page->out, ' ', 2 * ADVICE_INDENT);
	wrap_text(page->out, span_str(help), 2 * ADVICE_INDENT, 2 * ADVICE_INDENT, page->width);
	buf_free(&ids);
}

static void write_advices(struct page *page)
{
	const struct report *report = page->report;
	const struct rule **rules = mem_alloc((report->n_rules + 1) * sizeof(*rules));
	size_t n = view_failed(report, rules);

	if (n) {
		painted(page, bold, span_str("What to do"));
		sink_byte(page->out, '\n');
	}
	for (size_t i = 0; i < n; i++)
		if (rules[i])
			write_advice(page, rules + i, n - i);
	if (n)
		sink_byte(page->out, '\n');
	mem_free(rules);
}

static void write_not_shown(struct page *page)
{
	const struct report *report = page->report;
	bool any = false;

	for (size_t i = 0; i < report->n_rules; i++) {
		const struct rule_count *count = &report->rules[i];

		if (count->not_shown == 0)
			continue;
		sink_printf(page->out,
			    "Not shown: %" PRIu64
			    " more finding%s of %s, over the first %u of a file.\n",
			    count->not_shown, plural(count->not_shown), count->rule->id,
			    rule_most(count->rule));
		any = true;
	}
	if (any)
		sink_byte(page->out, '\n');
}

/* Everything, when it was asked for. */

static void write_all(struct page *page)
{
	const struct artifact *first = page->report->artifacts;

	if (!page->options->all || !first)
		return;
	for (const struct artifact *a = first; a; a = a->next)
		write_heading(page, a);
	sink_byte(page->out, '\n');
}

/* What findings were accepted by, and waivers that accept nothing. */
static void write_acceptances(struct page *page)
{
	struct buf text;

	buf_init(&text, ACCEPTED_MAX);
	if (page->report->acceptances) {
		painted(page, bold, span_str("Accepted"));
		sink_byte(page->out, '\n');
	}
	for (const struct acceptance *a = page->report->acceptances; a; a = a->next) {
		buf_clear(&text);
		accepted_line(&text, a);
		sink_fill(page->out, ' ', ADVICE_INDENT);
		wrap_text(page->out, buf_view(&text), ADVICE_INDENT, 2 * ADVICE_INDENT,
			  page->width);
	}
	if (page->report->acceptances)
		sink_byte(page->out, '\n');
	buf_free(&text);
}

/* An unknown is not a no: what a rule could not decide is said. */
static void write_undecided(struct page *page)
{
	bool any = false;

	for (size_t i = 0; i < page->report->n_rulings; i++) {
		const struct ruling *ruling = &page->report->rulings[i];

		if (ruling->unknown == 0)
			continue;
		sink_printf(page->out,
			    "Policy rule %.*s: too little is known of %" PRIu64 " of %" PRIu64
			    " %ss.\n",
			    (int)ruling->id.n, (const char *)ruling->id.p, ruling->unknown,
			    ruling->asked, ruling->on);
		any = true;
	}
	if (any)
		sink_byte(page->out, '\n');
}

/* The line that sums up. */

static void write_opinion(struct page *page)
{
	static const char *const found[VERDICT_COUNT] = {
		[VERDICT_CLEAN] = "Clean",
		[VERDICT_REVIEW] = "To review",
		[VERDICT_MALICIOUS] = "Malicious",
	};
	enum verdict verdict = report_verdict(page->report);
	const struct coverage *coverage = &page->report->coverage;
	bool whole = report_status(page->report) == STATUS_COMPLETE;
	const char *opinion = found[verdict], *paint = verdict_colours[verdict];

	if (coverage->files == coverage->by_status[STATUS_SKIPPED] && verdict == VERDICT_CLEAN) {
		opinion = "Nothing to examine";
		paint = bold;
	} else if (!whole && verdict == VERDICT_CLEAN) {
		opinion = "Not clean: not everything could be examined";
		paint = verdict_colours[VERDICT_REVIEW];
	}
	painted(page, paint, span_str(opinion));
	if (!whole && verdict != VERDICT_CLEAN)
		sink_str(page->out, ", and not everything could be examined");
	sink_str(page->out, ".\n");
}

/* Verdicts first; then, behind a semicolon, how the same files were read. */
static void write_counts(struct page *page)
{
	const struct coverage *coverage = &page->report->coverage;
	const struct {
		uint64_t n;
		const char *word, *gap;
	} counts[] = {
		{ coverage->by_verdict[VERDICT_MALICIOUS], "malicious", ", " },
		{ coverage->by_verdict[VERDICT_REVIEW], "to review", ", " },
		{ coverage->by_verdict[VERDICT_CLEAN], "clean", ", " },
		{ coverage->by_status[STATUS_INCONCLUSIVE], "not examined whole", "; " },
		{ coverage->by_status[STATUS_ERROR], "unreadable", "; " },
		{ coverage->by_status[STATUS_SKIPPED], "skipped", "; " },
	};
	const char *before = NULL;

	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		const char *gap = counts[i].gap;

		if (counts[i].n == 0)
			continue;
		if (before && strcmp(before, gap) == 0)
			gap = ", ";
		sink_printf(page->out, "%s%" PRIu64 " %s", before ? gap : ": ", counts[i].n,
			    counts[i].word);
		before = counts[i].gap;
	}
}

static void write_summary(struct page *page)
{
	const struct report *report = page->report;

	write_opinion(page);
	sink_printf(page->out, "%" PRIu64 " file%s, ", report->coverage.files,
		    plural(report->coverage.files));
	write_size(page->out, report->coverage.bytes);
	if (!clock_fixed())
		sink_printf(page->out, ", %.2f s", report->seconds);
	write_counts(page);
	sink_str(page->out, ".\n");
	if (report->components && !page->options->decides) {
		sink_str(page->out, "Made of ");
		inventory_sum(report, page->out);
		sink_str(page->out, ".\n");
	}
	if (report->policy_digest || page->options->decides)
		sink_printf(page->out, "%s: %s.\n",
			    report->policy_digest ? "The policy decides" : "Decision",
			    decision_word(report_decision(report)));
	if (strcmp(report->sandbox, "none") == 0)
		sink_str(page->out, "The files were read without a sandbox.\n");
}

static size_t page_width(size_t wanted)
{
	if (wanted == 0)
		return WRAP_WIDTH;
	if (wanted < WIDTH_LEAST)
		return WIDTH_LEAST;
	return wanted < WIDTH_MOST ? wanted : WIDTH_MOST;
}

static void write(const struct report *report, struct sink *out,
		  const struct output_options *options)
{
	struct page page = { report, out, options, page_width(options->width) };
	struct view view;

	view_init(&view, report);
	write_all(&page);
	for (size_t i = 0; i < view.n_groups; i++)
		write_group(&page, &view.groups[i]);
	write_traits(&page);
	write_advices(&page);
	write_acceptances(&page);
	write_not_shown(&page);
	write_undecided(&page);
	write_summary(&page);
	view_free(&view);
}

const struct output output_text = {
	.name = "text",
	.media_type = "text/plain",
	.write = write,
};
