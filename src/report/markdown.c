/*
 * The report in Markdown, for comments on changes and for wikis: CommonMark, with tables of
 * GitHub's dialect. Names from artifacts are code, and so is every word of a sentence that a reader
 * of Markdown could act on.
 */
#include <inttypes.h>

#include "base/mem.h"
#include "report/accepted.h"
#include "report/inventory.h"
#include "report/markup.h"
#include "report/output.h"
#include "report/view.h"

/* A comment on GitHub holds 65,536 characters; what is left out is counted. */
enum { FINDINGS_MAX = 5000, COMPONENTS_MAX = 500 };

static void write_row(struct sink *out, const char *key, const char *word)
{
	sink_printf(out, "| %s | %s |\n", key, word);
}

static void write_count(struct sink *out, const char *key, uint64_t n)
{
	if (n)
		sink_printf(out, "| %s | %" PRIu64 " |\n", key, n);
}

static void write_summary(struct sink *out, const struct report *report)
{
	const struct coverage *coverage = &report->coverage;

	sink_printf(out, "# Assay: %s\n\n| | |\n|---|---|\n| Target | ",
		    verdict_word(report_verdict(report)));
	markup_code(out, report->target, true);
	sink_str(out, " |\n");
	write_row(out, "Verdict", verdict_word(report_verdict(report)));
	write_row(out, "Examined", status_word(report_status(report)));
	write_row(out, "Decision", decision_word(report_decision(report)));
	write_count(out, "Files", coverage->files);
	write_count(out, "Malicious", coverage->by_verdict[VERDICT_MALICIOUS]);
	write_count(out, "To review", coverage->by_verdict[VERDICT_REVIEW]);
	write_count(out, "Clean", coverage->by_verdict[VERDICT_CLEAN]);
	write_count(out, "Not examined whole", coverage->by_status[STATUS_INCONCLUSIVE]);
	write_count(out, "Unreadable", coverage->by_status[STATUS_ERROR]);
	write_count(out, "Skipped", coverage->by_status[STATUS_SKIPPED]);
	write_count(out, "Components", report->n_components);
}

static void write_accepted(struct sink *out, const struct acceptance *acceptance)
{
	struct buf text;

	buf_init(&text, ACCEPTED_MAX);
	accepted_sentence(&text, acceptance);
	sink_str(out, "  - accepted: ");
	markup_prose(out, buf_view(&text));
	sink_byte(out, '\n');
	buf_free(&text);
}

static void write_finding(struct sink *out, const struct finding *finding)
{
	sink_printf(out, "- **%s** `%s`", severity_word(finding->severity), finding->rule->id);
	if (finding->line)
		sink_printf(out, ", line %" PRIu64, finding->line);
	else if (finding->offset != OFFSET_NONE)
		sink_printf(out, ", byte `%" PRIu64 "`", finding->offset);
	if (finding->count > 1)
		sink_printf(out, ", %" PRIu64 " times", finding->count);
	sink_printf(out, ", id `%.12s`: ", finding->id);
	markup_prose(out, finding->message);
	sink_byte(out, '\n');
	for (size_t i = 0; i < finding->n_evidence; i++) {
		sink_printf(out, "  - %s: ", finding->evidence[i].key);
		markup_code(out, finding->evidence[i].text, false);
		sink_byte(out, '\n');
	}
	if (finding->acceptance)
		write_accepted(out, finding->acceptance);
}

static void write_group(struct sink *out, const struct group *group, size_t n)
{
	const struct artifact *artifact = group->artifact;

	sink_str(out, "\n### ");
	markup_code(out, artifact->path, false);
	sink_printf(out, "\n\n%s", verdict_word(artifact->verdict));
	if (artifact->status != STATUS_COMPLETE)
		sink_printf(out, ", %s", status_word(artifact->status));
	for (size_t i = 0; i < artifact->n_formats; i++)
		sink_printf(out, ", `%s`", artifact->formats[i]);
	sink_str(out, "\n\n");
	for (size_t i = 0; i < n; i++)
		write_finding(out, group->findings[i]);
}

static void write_findings(struct sink *out, const struct view *view)
{
	size_t left = FINDINGS_MAX;

	if (view->n_groups)
		sink_str(out, "\n## Findings\n");
	for (size_t i = 0; i < view->n_groups && left > 0; i++) {
		const struct group *group = &view->groups[i];
		size_t n = group->n < left ? group->n : left;

		write_group(out, group, n);
		left -= n;
	}
	if (view->n_findings > FINDINGS_MAX)
		sink_printf(out, "\n%zu more findings are in the JSON report.\n",
			    view->n_findings - FINDINGS_MAX);
}

static void write_advice(struct sink *out, const struct report *report)
{
	const struct rule **rules = mem_alloc((report->n_rules + 1) * sizeof(*rules));
	size_t n = view_failed(report, rules);

	sink_str(out, n ? "\n## What to do\n\n" : "");
	for (size_t i = 0; i < n; i++) {
		sink_printf(out, "- `%s`: ", rules[i]->id);
		markup_prose(out, span_str(rules[i]->help));
		sink_byte(out, '\n');
	}
	mem_free(rules);
}

static void write_acceptances(struct sink *out, const struct report *report)
{
	struct buf text;

	buf_init(&text, ACCEPTED_MAX);
	if (report->acceptances)
		sink_str(out, "\n## Accepted\n\n");
	for (const struct acceptance *a = report->acceptances; a; a = a->next) {
		buf_clear(&text);
		accepted_line(&text, a);
		sink_str(out, "- ");
		markup_prose(out, buf_view(&text));
		sink_byte(out, '\n');
	}
	buf_free(&text);
}

static void write_rulings(struct sink *out, const struct report *report)
{
	if (report->n_rulings)
		sink_str(out, "\n## Policy\n\n| Rule | Action | Asked of | Holds of | Unknown |\n"
			      "|---|---|---|---|---|\n");
	for (size_t i = 0; i < report->n_rulings; i++) {
		const struct ruling *ruling = &report->rulings[i];

		sink_str(out, "| ");
		markup_code(out, ruling->id, true);
		sink_printf(out, " | %s | %" PRIu64 " %ss | %" PRIu64 " | %" PRIu64 " |\n",
			    ruling->action, ruling->asked, ruling->on, ruling->fired,
			    ruling->unknown);
	}
}

static void write_component(struct sink *out, const struct component *component)
{
	struct inventory_row row;

	inventory_row_init(&row, component);
	sink_printf(out, "| %s | ", component_kind_word(component->kind));
	markup_code(out, buf_view(&row.title), true);
	sink_str(out, " | ");
	markup_code(out, buf_view(&row.licence), true);
	sink_str(out, " | ");
	markup_code(out, row.path, true);
	sink_str(out, " |\n");
	inventory_row_free(&row);
}

static void write_components(struct sink *out, const struct report *report)
{
	size_t n = 0;

	if (!report->components)
		return;
	sink_str(out, "\n## Components\n\n| Kind | Component | Licence | Seen in |\n"
		      "|---|---|---|---|\n");
	for (const struct component *c = report->components; c && n < COMPONENTS_MAX; c = c->next) {
		write_component(out, c);
		n++;
	}
	if (report->n_components > n)
		sink_printf(out, "\n%" PRIu64 " more components are in the JSON report.\n",
			    report->n_components - n);
}

static void write(const struct report *report, struct sink *out,
		  const struct output_options *options)
{
	struct view view;

	(void)options;
	view_init(&view, report);
	write_summary(out, report);
	write_findings(out, &view);
	write_advice(out, report);
	write_acceptances(out, report);
	write_rulings(out, report);
	write_components(out, report);
	view_free(&view);
}

const struct output output_markdown = {
	.name = "markdown",
	.media_type = "text/markdown",
	.write = write,
};
