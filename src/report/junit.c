/*
 * The report as JUnit's XML, which build servers show: a file is a class, a finding a test. A
 * finding at or above the gate fails; one below it, or an accepted one, is skipped and says why; a
 * file that could not be examined is an error; a clean one passes.
 */
#include <inttypes.h>

#include "base/escape.h"
#include "report/accepted.h"
#include "report/markup.h"
#include "report/output.h"
#include "report/view.h"
#include "sys/clock.h"

struct suite {
	struct sink *out;
	const struct report *report;
	enum severity gate;
};

static bool fails(const struct suite *suite, const struct finding *finding)
{
	return !finding->acceptance && finding->severity >= suite->gate;
}

static bool passes(const struct artifact *artifact)
{
	return !artifact->parent && artifact->n_within == 0 && artifact->whole == STATUS_COMPLETE;
}

static void write_attribute(struct sink *out, const char *name, struct span text)
{
	sink_printf(out, " %s=\"", name);
	markup_xml(out, text);
	sink_byte(out, '"');
}

static void open_case(struct sink *out, const struct artifact *artifact, struct span name)
{
	sink_str(out, "    <testcase");
	write_attribute(out, "classname", artifact->path);
	write_attribute(out, "name", name);
	sink_str(out, " time=\"0\">");
}

/* Tests of one class should not have the same name. */
static void open_finding(struct sink *out, const struct finding *finding)
{
	struct buf name;

	buf_init(&name, 1 << 10);
	buf_printf(&name, "%s (%.12s)", finding->rule->id, finding->id);
	open_case(out, finding->artifact, buf_view(&name));
	buf_free(&name);
}

static void write_place(struct sink *out, const struct finding *finding)
{
	sink_printf(out, "%s: ", severity_word(finding->severity));
	markup_xml(out, finding->artifact->path);
	if (finding->line)
		sink_printf(out, ", line %" PRIu64, finding->line);
	else if (finding->offset != OFFSET_NONE)
		sink_printf(out, ", byte %" PRIu64, finding->offset);
	if (finding->count > 1)
		sink_printf(out, ", %" PRIu64 " times", finding->count);
	sink_byte(out, '\n');
}

static void write_body(struct sink *out, const struct finding *finding)
{
	write_place(out, finding);
	markup_xml(out, finding->message);
	for (size_t i = 0; i < finding->n_evidence; i++) {
		sink_printf(out, "\n%s: ", finding->evidence[i].key);
		markup_xml(out, finding->evidence[i].text);
	}
	sink_str(out, "\nWhat to do: ");
	markup_xml(out, span_str(finding->rule->help));
}

static void write_skip(const struct suite *suite, const struct finding *finding)
{
	struct buf why;

	buf_init(&why, ACCEPTED_MAX);
	if (finding->acceptance)
		accepted_sentence(&why, finding->acceptance);
	else
		buf_printf(&why, "%s is below the gate", severity_word(finding->severity));
	buf_str(&why, ": ");
	buf_span(&why, finding->message);
	sink_str(suite->out, "<skipped");
	write_attribute(suite->out, "message", buf_view(&why));
	sink_str(suite->out, "/>");
	buf_free(&why);
}

static void write_finding(const struct suite *suite, const struct finding *finding)
{
	struct sink *out = suite->out;

	open_finding(out, finding);
	if (fails(suite, finding)) {
		sink_str(out, "<failure");
		write_attribute(out, "type", span_str(finding->rule->id));
		write_attribute(out, "message", finding->message);
		sink_byte(out, '>');
		write_body(out, finding);
		sink_str(out, "</failure>");
	} else {
		write_skip(suite, finding);
	}
	sink_str(out, "</testcase>\n");
}

static void write_unseen(const struct suite *suite, const struct artifact *artifact)
{
	open_case(suite->out, artifact, span_str("examined"));
	sink_printf(suite->out, "<error type=\"%s\" message=\"%s\"/></testcase>\n",
		    status_word(artifact->status),
		    artifact->status == STATUS_ERROR ? "The file could not be read."
						     : "The file was not examined whole.");
}

static void write_groups(const struct suite *suite, const struct view *view)
{
	for (size_t i = 0; i < view->n_groups; i++) {
		const struct group *group = &view->groups[i];

		for (size_t j = 0; j < group->n; j++)
			write_finding(suite, group->findings[j]);
		if (group->n == 0)
			write_unseen(suite, group->artifact);
	}
	for (const struct artifact *a = suite->report->artifacts; a; a = a->next)
		if (passes(a)) {
			open_case(suite->out, a, span_str("examined"));
			sink_str(suite->out, "</testcase>\n");
		}
}

struct counts {
	uint64_t tests, failures, errors, skipped;
};

static struct counts count(const struct suite *suite, const struct view *view)
{
	struct counts counts = { .tests = view->n_findings };

	for (size_t i = 0; i < view->n_findings; i++)
		counts.failures += fails(suite, view->findings[i]);
	counts.skipped = view->n_findings - counts.failures;
	for (size_t i = 0; i < view->n_groups; i++)
		counts.errors += view->groups[i].n == 0;
	counts.tests += counts.errors;
	for (const struct artifact *a = suite->report->artifacts; a; a = a->next)
		counts.tests += passes(a);
	return counts;
}

static void write_counts(struct sink *out, struct counts counts)
{
	sink_printf(out,
		    " tests=\"%" PRIu64 "\" failures=\"%" PRIu64 "\" errors=\"%" PRIu64
		    "\" skipped=\"%" PRIu64 "\"",
		    counts.tests, counts.failures, counts.errors, counts.skipped);
}

static void write_property(struct sink *out, const char *name, const char *word)
{
	sink_printf(out, "      <property name=\"%s\" value=\"%s\"/>\n", name, word);
}

static void write_head(const struct suite *suite, struct counts counts)
{
	const struct report *report = suite->report;
	struct sink *out = suite->out;
	char observed[CLOCK_TEXT];
	double seconds = clock_fixed() ? 0 : report->seconds;

	clock_text(report->observed_at, observed);
	sink_str(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"assay\"");
	write_counts(out, counts);
	sink_printf(out, " time=\"%.3f\">\n  <testsuite name=\"assay scan\"", seconds);
	write_counts(out, counts);
	sink_printf(out, " time=\"%.3f\" timestamp=\"%.19s\" hostname=\"localhost\">\n", seconds,
		    observed);
	sink_str(out, "    <properties>\n");
	write_property(out, "verdict", verdict_word(report_verdict(report)));
	write_property(out, "status", status_word(report_status(report)));
	write_property(out, "decision", decision_word(report_decision(report)));
	sink_str(out, "    </properties>\n");
}

static void write(const struct report *report, struct sink *out,
		  const struct output_options *options)
{
	struct suite suite = { .out = out, .report = report, .gate = options->gate };
	struct view view;

	view_init(&view, report);
	write_head(&suite, count(&suite, &view));
	write_groups(&suite, &view);
	sink_str(out, "  </testsuite>\n</testsuites>\n");
	view_free(&view);
}

const struct output output_junit = {
	.name = "junit",
	.media_type = "application/xml",
	.write = write,
};
