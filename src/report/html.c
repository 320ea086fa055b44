/*
 * The report as one page that needs nothing else: no script, no font, no picture, nothing from
 * elsewhere, and a Content-Security-Policy that holds a browser to it. The filters are style alone.
 */
#include <inttypes.h>

#include "base/escape.h"
#include "base/mem.h"
#include "report/accepted.h"
#include "report/inventory.h"
#include "report/markup.h"
#include "report/output.h"
#include "report/view.h"
#include "sys/clock.h"

/* A page of more findings or components is of no use to people; what is left out is counted. */
enum { FINDINGS_MAX = 5000, COMPONENTS_MAX = 5000, FILES_OPEN = 50 };

/* html.css */
static const char style[] = {
#include "html_style.inc"
};

static void write_text(struct sink *out, const char *before, struct span text, const char *after)
{
	sink_str(out, before);
	markup_xml(out, text);
	sink_str(out, after);
}

static void write_head(struct sink *out, const struct report *report)
{
	sink_str(out, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		      "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
		      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		      "<meta name=\"referrer\" content=\"no-referrer\">\n");
	write_text(out, "<title>Assay: ", report->target, "</title>\n");
	sink_printf(out, "<style>\n%s</style>\n</head>\n<body>\n<main>\n", style);
}

static void write_title(struct sink *out, const struct report *report)
{
	const char *verdict = verdict_word(report_verdict(report));
	const char *decision = decision_word(report_decision(report));
	char observed[CLOCK_TEXT];

	clock_text(report->observed_at, observed);
	write_text(out, "<header>\n<div><h1>", report->target, "</h1>");
	sink_printf(out, "<span class=\"soft\">Assay report, %s</span></div>\n", observed);
	sink_printf(
		out,
		"<div><span class=\"stamp %s\">%s</span> <span class=\"stamp %s\">%s</span></div>\n"
		"</header>\n",
		verdict, verdict, decision, decision);
}

/* Numbers. */

static void write_tile(struct sink *out, uint64_t n, const char *word)
{
	sink_printf(out, "<div class=\"tile\"><b>%" PRIu64 "</b><span>%s</span></div>\n", n, word);
}

static void write_tiles(struct sink *out, const struct report *report)
{
	const struct coverage *coverage = &report->coverage;

	sink_str(out, "<section class=\"tiles\">\n");
	write_tile(out, coverage->files, "files");
	write_tile(out, coverage->by_verdict[VERDICT_MALICIOUS], "malicious");
	write_tile(out, coverage->by_verdict[VERDICT_REVIEW], "to review");
	write_tile(out, coverage->by_verdict[VERDICT_CLEAN], "clean");
	write_tile(out,
		   coverage->by_status[STATUS_INCONCLUSIVE] + coverage->by_status[STATUS_ERROR],
		   "not examined whole");
	write_tile(out, coverage->by_status[STATUS_SKIPPED], "skipped");
	write_tile(out, report->n_findings, "findings");
	write_tile(out, report->n_components, "components");
	sink_str(out, "</section>\n");
}

/* Findings. */

static void write_filter(struct sink *out, const char *word, uint64_t n)
{
	if (n)
		sink_printf(out,
			    "<label><input type=\"checkbox\" id=\"show-%s\" checked> %s %" PRIu64
			    "</label>\n",
			    word, word, n);
}

static void write_filters(struct sink *out, const struct view *view)
{
	uint64_t counts[SEVERITY_COUNT] = { 0 }, accepted = 0;

	for (size_t i = 0; i < view->n_findings; i++) {
		counts[view->findings[i]->severity]++;
		accepted += view->findings[i]->acceptance != NULL;
	}
	sink_str(out, "<fieldset aria-label=\"Show findings\">\n");
	for (unsigned severity = SEVERITY_COUNT; severity-- > SEVERITY_LOW;)
		write_filter(out, severity_word(severity), counts[severity]);
	write_filter(out, "accepted", accepted);
	sink_str(out, "</fieldset>\n");
}

static void write_where(struct sink *out, const struct finding *finding)
{
	sink_printf(out,
		    "<p><span class=\"label %s\">%s</span> <code>%s</code> <span class=\"soft\">",
		    severity_word(finding->severity), severity_word(finding->severity),
		    finding->rule->id);
	if (finding->line)
		sink_printf(out, "line %" PRIu64 ", ", finding->line);
	else if (finding->offset != OFFSET_NONE)
		sink_printf(out, "byte %" PRIu64 ", ", finding->offset);
	if (finding->count > 1)
		sink_printf(out, "%" PRIu64 " times, ", finding->count);
	sink_printf(out, "id <code>%.12s</code></span></p>\n", finding->id);
}

static void write_accepted(struct sink *out, const struct acceptance *acceptance)
{
	struct buf text;

	buf_init(&text, ACCEPTED_MAX);
	accepted_sentence(&text, acceptance);
	write_text(out, "<dt>accepted</dt><dd>", buf_view(&text), "</dd>\n");
	buf_free(&text);
}

static void write_evidence(struct sink *out, const struct finding *finding)
{
	if (finding->n_evidence == 0 && !finding->acceptance)
		return;
	sink_str(out, "<dl>\n");
	for (size_t i = 0; i < finding->n_evidence; i++) {
		sink_printf(out, "<dt>%s</dt>", finding->evidence[i].key);
		write_text(out, "<dd><code>", finding->evidence[i].text, "</code></dd>\n");
	}
	if (finding->acceptance)
		write_accepted(out, finding->acceptance);
	sink_str(out, "</dl>\n");
}

static void write_finding(struct sink *out, const struct finding *finding)
{
	sink_printf(out, "<article class=\"finding %s%s\">\n", severity_word(finding->severity),
		    finding->acceptance ? " accepted" : "");
	write_where(out, finding);
	write_text(out, "<p>", finding->message, "</p>\n");
	write_evidence(out, finding);
	sink_str(out, "</article>\n");
}

static void write_group(struct sink *out, const struct group *group, size_t n, bool open)
{
	const struct artifact *artifact = group->artifact;

	sink_printf(out, "<details class=\"file\"%s>\n", open ? " open" : "");
	write_text(out, "<summary><code>", artifact->path, "</code> <span class=\"soft\">");
	sink_str(out, verdict_word(artifact->verdict));
	if (artifact->status != STATUS_COMPLETE)
		sink_printf(out, ", %s", status_word(artifact->status));
	for (size_t i = 0; i < artifact->n_formats; i++)
		sink_printf(out, ", %s", artifact->formats[i]);
	sink_str(out, "</span></summary>\n");
	for (size_t i = 0; i < n; i++)
		write_finding(out, group->findings[i]);
	sink_str(out, "</details>\n");
}

static void write_findings(struct sink *out, const struct view *view)
{
	size_t left = FINDINGS_MAX;

	sink_str(out, "<h2>Findings</h2>\n");
	if (view->n_findings)
		write_filters(out, view);
	else if (view->n_groups == 0)
		sink_str(out, "<p>Nothing was found.</p>\n");
	for (size_t i = 0; i < view->n_groups && left > 0; i++) {
		const struct group *group = &view->groups[i];
		size_t n = group->n < left ? group->n : left;

		write_group(out, group, n, i < FILES_OPEN);
		left -= n;
	}
	if (view->n_findings > FINDINGS_MAX)
		sink_printf(out, "<p>%zu more findings are in the JSON report.</p>\n",
			    view->n_findings - FINDINGS_MAX);
}

/* What to do, and what is accepted. */

static void write_advice(struct sink *out, const struct report *report)
{
	const struct rule **rules = mem_alloc((report->n_rules + 1) * sizeof(*rules));
	size_t n = view_failed(report, rules);

	sink_str(out, n ? "<h2>What to do</h2>\n<ul>\n" : "");
	for (size_t i = 0; i < n; i++) {
		sink_printf(out, "<li><code>%s</code>: ", rules[i]->id);
		write_text(out, "", span_str(rules[i]->help), "</li>\n");
	}
	sink_str(out, n ? "</ul>\n" : "");
	mem_free(rules);
}

static void write_acceptances(struct sink *out, const struct report *report)
{
	struct buf text;

	if (!report->acceptances)
		return;
	buf_init(&text, ACCEPTED_MAX);
	sink_str(out, "<h2>Accepted</h2>\n<ul>\n");
	for (const struct acceptance *a = report->acceptances; a; a = a->next) {
		buf_clear(&text);
		accepted_line(&text, a);
		write_text(out, "<li>", buf_view(&text), "</li>\n");
	}
	sink_str(out, "</ul>\n");
	buf_free(&text);
}

static void write_rulings(struct sink *out, const struct report *report)
{
	if (report->n_rulings == 0)
		return;
	sink_str(out, "<h2>Policy</h2>\n<div class=\"wide\"><table>\n<thead><tr><th>Rule</th>"
		      "<th>Action</th><th>Asked of</th><th>Holds of</th><th>Unknown</th></tr>"
		      "</thead>\n<tbody>\n");
	for (size_t i = 0; i < report->n_rulings; i++) {
		const struct ruling *ruling = &report->rulings[i];

		write_text(out, "<tr><td><code>", ruling->id, "</code></td>");
		sink_printf(out,
			    "<td>%s</td><td>%" PRIu64 " %ss</td><td>%" PRIu64 "</td><td>%" PRIu64
			    "</td></tr>\n",
			    ruling->action, ruling->asked, ruling->on, ruling->fired,
			    ruling->unknown);
	}
	sink_str(out, "</tbody>\n</table></div>\n");
}

/* Components. */

static void write_component(struct sink *out, const struct component *component)
{
	struct inventory_row row;

	inventory_row_init(&row, component);
	sink_printf(out, "<tr><td>%s</td>", component_kind_word(component->kind));
	write_text(out, "<td class=\"mono\">", buf_view(&row.title), "</td>");
	write_text(out, "<td>", buf_view(&row.licence), "</td>");
	write_text(out, "<td class=\"mono\">", row.path, "</td>");
	sink_printf(out, "<td>%" PRIu64 "</td></tr>\n", component->n_findings);
	inventory_row_free(&row);
}

static void write_components(struct sink *out, const struct report *report)
{
	uint64_t n = 0;

	if (!report->components)
		return;
	sink_str(out, "<h2>Components</h2>\n");
	sink_str(out, "<p class=\"soft\">");
	inventory_sum(report, out);
	sink_str(out, "</p>\n");
	sink_str(out, "<div class=\"wide\"><table>\n<thead><tr><th>Kind</th><th>Component</th>"
		      "<th>Licence</th><th>Seen in</th><th>Findings</th></tr></thead>\n<tbody>\n");
	for (const struct component *c = report->components; c && n < COMPONENTS_MAX; c = c->next) {
		write_component(out, c);
		n++;
	}
	sink_str(out, "</tbody>\n</table></div>\n");
	if (report->n_components > n)
		sink_printf(out, "<p>%" PRIu64 " more components are in the JSON report.</p>\n",
			    report->n_components - n);
}

static void write_foot(struct sink *out, const struct report *report)
{
	sink_str(out, "<footer>assay " ASSAY_VERSION);
	if (report->rules_digest)
		sink_printf(out, ", rules <code>%s</code>", report->rules_digest);
	if (report->policy_digest)
		sink_printf(out, ", policy <code>%s</code>", report->policy_digest);
	write_text(out, ", sandbox ", span_str(report->sandbox),
		   "</footer>\n</main>\n</body>\n</html>\n");
}

static void write(const struct report *report, struct sink *out,
		  const struct output_options *options)
{
	struct view view;

	(void)options;
	view_init(&view, report);
	write_head(out, report);
	write_title(out, report);
	write_tiles(out, report);
	write_findings(out, &view);
	write_advice(out, report);
	write_acceptances(out, report);
	write_rulings(out, report);
	write_components(out, report);
	write_foot(out, report);
	view_free(&view);
}

const struct output output_html = {
	.name = "html",
	.media_type = "text/html",
	.write = write,
};
