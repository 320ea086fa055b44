/*
 * The findings as a table (RFC 4180), a line each, for spreadsheets and databases; and a line for
 * each file that could not be examined and of which no finding says so. A cell that a spreadsheet
 * would take for a formula begins with an apostrophe.
 */
#include <inttypes.h>

#include "base/escape.h"
#include "report/accepted.h"
#include "report/output.h"
#include "report/view.h"

enum { CELL_MAX = 1 << 20 };

static const char header[] = "severity,verdict,rule,title,path,status,line,offset,count,message,"
			     "evidence,component,accepted,id\r\n";

/* Signs by which a cell becomes a formula, those of full width too, since some spreadsheets take
 * them for the same. */
static bool is_formula(struct span text)
{
	static const char *const signs[] = { "=",
					     "+",
					     "-",
					     "@",
					     "\t",
					     "\r",
					     "\n",
					     "\xef\xbc\x9d",
					     "\xef\xbc\x8b",
					     "\xef\xbc\x8d",
					     "\xef\xbc\xa0" };

	while (text.n && text.p[0] == ' ')
		text = span_from(text, 1);
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (span_starts(text, signs[i]))
			return true;
	return false;
}

static void write_cell(struct sink *out, struct span text, char end)
{
	struct buf shown;

	buf_init(&shown, CELL_MAX);
	if (is_formula(text))
		buf_byte(&shown, '\'');
	escape_text(&shown, text);
	sink_byte(out, '"');
	for (size_t i = 0; i < shown.n; i++) {
		if (shown.p[i] == '"')
			sink_byte(out, '"');
		sink_byte(out, (char)shown.p[i]);
	}
	sink_byte(out, '"');
	sink_byte(out, end);
	buf_free(&shown);
}

static void write_word(struct sink *out, const char *word)
{
	write_cell(out, span_str(word), ',');
}

static void write_number(struct sink *out, bool known, uint64_t number)
{
	if (known)
		sink_printf(out, "%" PRIu64, number);
	sink_byte(out, ',');
}

static void write_evidence(struct sink *out, const struct finding *finding)
{
	struct buf text;

	buf_init(&text, CELL_MAX);
	for (size_t i = 0; i < finding->n_evidence; i++) {
		buf_printf(&text, "%s%s: ", i ? "; " : "", finding->evidence[i].key);
		escape_text(&text, finding->evidence[i].text);
	}
	write_cell(out, buf_view(&text), ',');
	buf_free(&text);
}

static void write_accepted(struct sink *out, const struct finding *finding)
{
	struct buf text;

	buf_init(&text, ACCEPTED_MAX);
	if (finding->acceptance)
		accepted_sentence(&text, finding->acceptance);
	write_cell(out, buf_view(&text), ',');
	buf_free(&text);
}

static void write_component(struct sink *out, const struct component *component)
{
	struct buf text;

	buf_init(&text, CELL_MAX);
	if (component && component->purl.n)
		escape_text(&text, component->purl);
	else if (component)
		component_title(component, &text);
	write_cell(out, buf_view(&text), ',');
	buf_free(&text);
}

static void write_finding(struct sink *out, const struct finding *finding)
{
	write_word(out, severity_word(finding->severity));
	write_word(out, verdict_word(finding->verdict));
	write_word(out, finding->rule->id);
	write_word(out, finding->rule->title);
	write_cell(out, finding->artifact->path, ',');
	write_word(out, status_word(finding->artifact->status));
	write_number(out, finding->line > 0, finding->line);
	write_number(out, finding->offset != OFFSET_NONE, finding->offset);
	write_number(out, true, finding->count);
	write_cell(out, finding->message, ',');
	write_evidence(out, finding);
	write_component(out, finding->component);
	write_accepted(out, finding);
	write_cell(out, span_str(finding->id), '\r');
	sink_byte(out, '\n');
}

/* Not seen whole, without a finding that says so. */
static void write_unseen(struct sink *out, const struct artifact *artifact)
{
	sink_byte(out, ',');
	write_word(out, verdict_word(artifact->verdict));
	sink_str(out, ",,");
	write_cell(out, artifact->path, ',');
	write_word(out, status_word(artifact->status));
	sink_str(out, ",,,,,,,\r\n");
}

static void write(const struct report *report, struct sink *out,
		  const struct output_options *options)
{
	struct view view;

	(void)options;
	view_init(&view, report);
	sink_str(out, header);
	for (size_t i = 0; i < view.n_groups; i++) {
		const struct group *group = &view.groups[i];

		for (size_t j = 0; j < group->n; j++)
			write_finding(out, group->findings[j]);
		if (group->n == 0)
			write_unseen(out, group->artifact);
	}
	view_free(&view);
}

const struct output output_csv = {
	.name = "csv",
	.media_type = "text/csv",
	.write = write,
};
