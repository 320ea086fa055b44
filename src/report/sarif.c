/*
 * The report as SARIF 2.1.0 (OASIS standard, section numbers below). Findings in members are placed
 * in the file on disk, which a viewer can open, with the member as a logical location.
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/jsonw.h"
#include "base/mem.h"
#include "report/accepted.h"
#include "report/output.h"
#include "report/uri.h"
#include "report/view.h"
#include "sys/clock.h"
#include "sys/digest.h"

enum {
	RESULTS_MAX = 5000, /* what code-scanning services take */
	NOTES_MAX = 1000,
	URI_MAX = 256 << 10,
	TEXT_MAX = 64 << 10,
};

struct log {
	struct jsonw w;
	const struct report *report;
	const struct output_options *options;
	struct view view;
	size_t n_results;  /* findings that are written */
	uint32_t *file_at; /* by artifact order: the index in `artifacts` + 1; 0: not there */
};

static const char *const levels[SEVERITY_COUNT] = {
	[SEVERITY_NONE] = "none",  [SEVERITY_LOW] = "note",	  [SEVERITY_MEDIUM] = "warning",
	[SEVERITY_HIGH] = "error", [SEVERITY_CRITICAL] = "error",
};

/* What GitHub's code scanning sorts by: above 9.0 critical, 7.0 high, 4.0 medium. */
static const char *const scores[SEVERITY_COUNT] = {
	[SEVERITY_NONE] = "0.0", [SEVERITY_LOW] = "2.0",      [SEVERITY_MEDIUM] = "5.5",
	[SEVERITY_HIGH] = "8.0", [SEVERITY_CRITICAL] = "9.5",
};

/* Text of a message: braces are doubled (section 3.11.5), and what an artifact says must not become
 * a link (section 3.11.6). */
static void write_message_text(struct jsonw *w, struct span text)
{
	struct buf b;

	buf_init(&b, TEXT_MAX);
	for (size_t i = 0; i < text.n; i++) {
		buf_byte(&b, text.p[i]);
		if (text.p[i] == '{' || text.p[i] == '}')
			buf_byte(&b, text.p[i]);
		else if (text.p[i] == ']' && i + 1 < text.n && text.p[i + 1] == '(')
			buf_byte(&b, ' ');
	}
	jsonw_text(w, "text", buf_view(&b));
	buf_free(&b);
}

static void write_message(struct jsonw *w, const char *key, struct span text)
{
	jsonw_map_flat(w, key);
	write_message_text(w, text);
	jsonw_map_end(w);
}

/* Section 3.4. A relative reference is one to the folder in which the scan was started. */
static void write_location_of_file(struct log *log, const char *key, const struct artifact *file)
{
	uint32_t at = log->file_at[file->order];
	struct buf uri;

	buf_init(&uri, URI_MAX);

	bool relative = uri_of_path(&uri, file->name, log->options->folder);

	jsonw_map_flat(&log->w, key);
	jsonw_text(&log->w, "uri", buf_view(&uri));
	if (relative)
		jsonw_word(&log->w, "uriBaseId", "%SRCROOT%");
	if (at)
		jsonw_number(&log->w, "index", at - 1);
	jsonw_map_end(&log->w);
	buf_free(&uri);
}

/* tool.driver.rules, section 3.49. */

static void write_rule_properties(struct jsonw *w, const struct rule *rule)
{
	jsonw_map(w, "properties");
	jsonw_list_flat(w, "tags");
	jsonw_word(w, NULL, "security");
	for (size_t i = 0; rule->references[i]; i++)
		jsonw_word(w, NULL, rule->references[i]);
	jsonw_list_end(w);
	jsonw_word(w, "security-severity", scores[rule->severity]);
	jsonw_word(w, "precision", rule->verdict == VERDICT_MALICIOUS ? "very-high" : "high");
	jsonw_word(w, "severity", severity_word(rule->severity));
	jsonw_word(w, "verdict", verdict_word(rule->verdict));
	jsonw_map_end(w);
}

static void write_rule(struct jsonw *w, const struct rule *rule)
{
	jsonw_map(w, NULL);
	jsonw_word(w, "id", rule->id);
	write_message(w, "shortDescription", span_str(rule->title));
	write_message(w, "fullDescription", span_str(rule->text));
	write_message(w, "help", span_str(rule->help));
	jsonw_map_flat(w, "defaultConfiguration");
	jsonw_word(w, "level", levels[rule->severity]);
	jsonw_map_end(w);
	write_rule_properties(w, rule);
	jsonw_map_end(w);
}

/* What toolExecutionNotifications refer to. */
enum note { NOTE_INCOMPLETE, NOTE_UNREADABLE, NOTE_LEFT_OUT, NOTE_COUNT };

static const struct {
	const char *id, *level, *text;
} notes[NOTE_COUNT] = {
	[NOTE_INCOMPLETE] = { "not-examined-whole", "warning", "A file was not examined whole." },
	[NOTE_UNREADABLE] = { "not-readable", "error", "A file could not be read." },
	[NOTE_LEFT_OUT] = { "left-out", "warning", "Something was counted but not listed." },
};

static void write_note_kinds(struct jsonw *w)
{
	jsonw_list(w, "notifications");
	for (size_t i = 0; i < NOTE_COUNT; i++) {
		jsonw_map(w, NULL);
		jsonw_word(w, "id", notes[i].id);
		write_message(w, "shortDescription", span_str(notes[i].text));
		jsonw_map_end(w);
	}
	jsonw_list_end(w);
}

static void write_tool(struct log *log)
{
	struct jsonw *w = &log->w;

	jsonw_map(w, "tool");
	jsonw_map(w, "driver");
	jsonw_word(w, "name", "assay");
	jsonw_word(w, "version", ASSAY_VERSION);
	jsonw_word(w, "semanticVersion", ASSAY_VERSION);
	jsonw_list(w, "rules");
	for (size_t i = 0; i < log->report->n_rules; i++)
		write_rule(w, log->report->rules[i].rule);
	jsonw_list_end(w);
	write_note_kinds(w);
	jsonw_map_end(w);
	jsonw_map_end(w);
}

/* run.invocations, section 3.20. */

static void write_note(struct log *log, enum note note, const struct artifact *file,
		       const char *text)
{
	struct jsonw *w = &log->w;

	jsonw_map(w, NULL);
	jsonw_map_flat(w, "descriptor");
	jsonw_word(w, "id", notes[note].id);
	jsonw_number(w, "index", note);
	jsonw_map_end(w);
	jsonw_word(w, "level", notes[note].level);
	write_message(w, "message", span_str(text));
	if (file) {
		jsonw_list(w, "locations");
		jsonw_map(w, NULL);
		jsonw_map(w, "physicalLocation");
		write_location_of_file(log, "artifactLocation", file);
		jsonw_map_end(w);
		jsonw_map_end(w);
		jsonw_list_end(w);
	}
	jsonw_map_end(w);
}

static void write_artifact_note(struct log *log, const struct artifact *artifact)
{
	bool error = artifact->status == STATUS_ERROR;
	enum note note = error ? NOTE_UNREADABLE : NOTE_INCOMPLETE;
	struct buf text;

	buf_init(&text, TEXT_MAX);
	buf_span(&text, artifact->path);
	buf_str(&text, error ? " could not be read." : " was not examined whole.");
	write_note(log, note, artifact_top(artifact), buf_text(&text));
	buf_free(&text);
}

static void write_left_out(struct log *log, uint64_t n, const char *what)
{
	char text[200];

	if (n == 0)
		return;
	(void)snprintf(text, sizeof(text), "%" PRIu64 " more %s.", n, what);
	write_note(log, NOTE_LEFT_OUT, NULL, text);
}

static uint64_t not_shown(const struct report *report)
{
	uint64_t n = 0;

	for (size_t i = 0; i < report->n_rules; i++)
		n += report->rules[i].not_shown;
	return n;
}

static void write_notes(struct log *log)
{
	uint64_t n = 0;

	jsonw_list(&log->w, "toolExecutionNotifications");
	for (const struct artifact *a = log->report->artifacts; a; a = a->next)
		if ((a->status == STATUS_INCONCLUSIVE || a->status == STATUS_ERROR) &&
		    n++ < NOTES_MAX)
			write_artifact_note(log, a);
	write_left_out(log, n > NOTES_MAX ? n - NOTES_MAX : 0,
		       "artifacts were not examined whole or could not be read");
	write_left_out(log, log->view.n_findings - log->n_results,
		       "findings of the report are not listed as results, the least severe ones");
	write_left_out(log, not_shown(log->report),
		       "findings are over the cap of one rule in one artifact");
	jsonw_list_end(&log->w);
}

static void write_invocation(struct log *log)
{
	char observed[CLOCK_TEXT];

	clock_text(log->report->observed_at, observed);
	jsonw_list(&log->w, "invocations");
	jsonw_map(&log->w, NULL);
	jsonw_bool(&log->w, "executionSuccessful", report_status(log->report) != STATUS_ERROR);
	jsonw_number(&log->w, "exitCode", (uint64_t)log->options->exit_code);
	jsonw_word(&log->w, "endTimeUtc", observed);
	write_notes(log);
	jsonw_map_end(&log->w);
	jsonw_list_end(&log->w);
}

/* run.artifacts, section 3.24: the files on disk that results lie in. */

static void find_files(struct log *log)
{
	uint32_t n = 0;

	for (size_t i = 0; i < log->n_results; i++)
		log->file_at[artifact_top(log->view.findings[i]->artifact)->order] = 1;
	for (const struct artifact *a = log->report->artifacts; a; a = a->next)
		if (log->file_at[a->order])
			log->file_at[a->order] = ++n;
}

static void write_file(struct log *log, const struct artifact *file)
{
	struct jsonw *w = &log->w;
	char hex[2 * DIGEST_SIZE + 1];

	jsonw_map(w, NULL);
	write_location_of_file(log, "location", file);
	jsonw_number(w, "length", file->size);
	jsonw_list_flat(w, "roles");
	jsonw_word(w, NULL, "analysisTarget");
	jsonw_list_end(w);
	if (file->has_digest) {
		digest_hex(file->digest, hex);
		jsonw_map_flat(w, "hashes");
		jsonw_word(w, "sha-256", hex);
		jsonw_map_end(w);
	}
	jsonw_map_end(w);
}

static void write_files(struct log *log)
{
	jsonw_list(&log->w, "artifacts");
	for (const struct artifact *a = log->report->artifacts; a; a = a->next)
		if (log->file_at[a->order])
			write_file(log, a);
	jsonw_list_end(&log->w);
}

/* run.results, section 3.27. */

static size_t rule_index(const struct report *report, const struct rule *rule)
{
	size_t i = 0;

	while (report->rules[i].rule != rule)
		i++;
	return i;
}

/* Offsets are the artifact's own: those of a member say nothing about the file on disk. */
static void write_region(struct jsonw *w, const struct finding *finding)
{
	if (finding->artifact->parent || (!finding->line && finding->offset == OFFSET_NONE))
		return;
	jsonw_map_flat(w, "region");
	if (finding->line)
		jsonw_number(w, "startLine", finding->line);
	else
		jsonw_number(w, "byteOffset", finding->offset);
	jsonw_map_end(w);
}

static void write_member(struct jsonw *w, const struct finding *finding)
{
	const struct artifact *artifact = finding->artifact;

	if (!artifact->parent)
		return;
	jsonw_list(w, "logicalLocations");
	jsonw_map(w, NULL);
	jsonw_text(w, "name", artifact->name);
	jsonw_text(w, "fullyQualifiedName", artifact->path);
	jsonw_word(w, "kind", "member");
	jsonw_map_end(w);
	jsonw_list_end(w);
}

static void write_places(struct log *log, const struct finding *finding)
{
	struct jsonw *w = &log->w;

	jsonw_list(w, "locations");
	jsonw_map(w, NULL);
	jsonw_map(w, "physicalLocation");
	write_location_of_file(log, "artifactLocation", artifact_top(finding->artifact));
	write_region(w, finding);
	jsonw_map_end(w);
	write_member(w, finding);
	jsonw_map_end(w);
	jsonw_list_end(w);
}

static void write_properties(struct jsonw *w, const struct finding *finding)
{
	jsonw_map(w, "properties");
	jsonw_word(w, "severity", severity_word(finding->severity));
	jsonw_word(w, "verdict", verdict_word(finding->verdict));
	jsonw_text(w, "path", finding->artifact->path);
	if (finding->offset != OFFSET_NONE)
		jsonw_number(w, "offset", finding->offset);
	if (finding->line)
		jsonw_number(w, "line", finding->line);
	jsonw_list(w, "evidence");
	for (size_t i = 0; i < finding->n_evidence; i++) {
		jsonw_map_flat(w, NULL);
		jsonw_word(w, "key", finding->evidence[i].key);
		jsonw_text(w, "text", finding->evidence[i].text);
		jsonw_map_end(w);
	}
	jsonw_list_end(w);
	jsonw_map_end(w);
}

/* Section 3.27.23: when one result has the list, each has. */
static void write_suppressions(struct log *log, const struct finding *finding)
{
	struct jsonw *w = &log->w;
	struct buf why;

	if (!log->report->acceptances)
		return;
	buf_init(&why, ACCEPTED_MAX);
	jsonw_list(w, "suppressions");
	if (finding->acceptance) {
		accepted_sentence(&why, finding->acceptance);
		jsonw_map(w, NULL);
		jsonw_word(w, "kind", "external");
		jsonw_word(w, "status", "accepted");
		jsonw_text(w, "justification", buf_view(&why));
		jsonw_map_end(w);
	}
	jsonw_list_end(w);
	buf_free(&why);
}

static void write_result(struct log *log, const struct finding *finding)
{
	struct jsonw *w = &log->w;

	jsonw_map(w, NULL);
	jsonw_word(w, "ruleId", finding->rule->id);
	jsonw_number(w, "ruleIndex", rule_index(log->report, finding->rule));
	jsonw_word(w, "level", levels[finding->severity]);
	write_message(w, "message", finding->message);
	write_places(log, finding);
	jsonw_map_flat(w, "partialFingerprints");
	jsonw_word(w, "assayFinding/v1", finding->id);
	jsonw_map_end(w);
	jsonw_number(w, "occurrenceCount", finding->count ? finding->count : 1);
	write_suppressions(log, finding);
	write_properties(w, finding);
	jsonw_map_end(w);
}

static void write_results(struct log *log)
{
	jsonw_list(&log->w, "results");
	for (size_t i = 0; i < log->n_results; i++)
		write_result(log, log->view.findings[i]);
	jsonw_list_end(&log->w);
}

static void write_bases(struct jsonw *w)
{
	jsonw_map(w, "originalUriBaseIds");
	jsonw_map(w, "%SRCROOT%");
	write_message(w, "description", span_str("The folder in which the scan was started."));
	jsonw_map_end(w);
	jsonw_map_end(w);
}

static void write_run_properties(struct log *log)
{
	const struct report *report = log->report;

	jsonw_map(&log->w, "properties");
	jsonw_word(&log->w, "verdict", verdict_word(report_verdict(report)));
	jsonw_word(&log->w, "status", status_word(report_status(report)));
	jsonw_word(&log->w, "decision", decision_word(report_decision(report)));
	jsonw_word(&log->w, "sandbox", report->sandbox);
	jsonw_number(&log->w, "resultsLeftOut", log->view.n_findings - log->n_results);
	jsonw_number(&log->w, "findingsNotShown", not_shown(report));
	jsonw_map_end(&log->w);
}

static void write_run(struct log *log)
{
	struct jsonw *w = &log->w;

	jsonw_map(w, NULL);
	write_tool(log);
	write_invocation(log);
	write_bases(w);
	write_files(log);
	write_results(log);
	write_run_properties(log);
	jsonw_map_end(w);
}

static void write(const struct report *report, struct sink *out,
		  const struct output_options *options)
{
	struct log log = { .report = report, .options = options };
	struct jsonw *w = &log.w;

	jsonw_init(w, out);
	view_init(&log.view, report);
	log.n_results = log.view.n_findings < RESULTS_MAX ? log.view.n_findings : RESULTS_MAX;
	log.file_at = mem_alloc((report->n_artifacts + 1) * sizeof(*log.file_at));
	find_files(&log);
	jsonw_map(w, NULL);
	jsonw_word(w, "$schema",
		   "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
		   "sarif-schema-2.1.0.json");
	jsonw_word(w, "version", "2.1.0");
	jsonw_list(w, "runs");
	write_run(&log);
	jsonw_list_end(w);
	jsonw_map_end(w);
	jsonw_end(w);
	mem_free(log.file_at);
	view_free(&log.view);
}

const struct output output_sarif = {
	.name = "sarif",
	.media_type = "application/sarif+json",
	.write = write,
};
