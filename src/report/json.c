/* The report as JSON: schema assay.report/1 (docs/report.schema.json). */
#include "base/escape.h"
#include "base/jsonw.h"
#include "report/output.h"
#include "report/view.h"
#include "sys/clock.h"
#include "sys/digest.h"

enum { PLACE_TEXT_MAX = 64 << 10 };

static void write_date(struct jsonw *w, const char *key, int64_t seconds)
{
	char text[CLOCK_TEXT];

	clock_text(seconds, text);
	jsonw_text(w, key, span_of(text, sizeof("2026-11-24") - 1));
}

static void write_advisories(struct jsonw *w, const struct advisories *known)
{
	if (!known->digest) {
		jsonw_null(w, "advisories");
		return;
	}
	jsonw_map(w, "advisories");
	jsonw_word(w, "digest", known->digest);
	jsonw_bool(w, "built_in", known->is_built_in);
	jsonw_bool(w, "signed", known->is_signed);
	write_date(w, "built", known->built);
	write_date(w, "newest", known->newest);
	jsonw_number(w, "records", known->n_records);
	jsonw_list(w, "sources");
	for (const char *const *source = known->sources; *source; source++)
		jsonw_word(w, NULL, *source);
	jsonw_list_end(w);
	jsonw_map_end(w);
}

static void write_tool(struct jsonw *w, const struct report *report)
{
	jsonw_map(w, "tool");
	jsonw_word(w, "name", "assay");
	jsonw_word(w, "version", ASSAY_VERSION);
	jsonw_word(w, "rules", report->rules_digest);
	jsonw_word(w, "allowlist", report->allowlist_digest);
	jsonw_null(w, "model");
	jsonw_word(w, "policy", report->policy_digest);
	write_advisories(w, &report->advisories);
	jsonw_word(w, "sandbox", report->sandbox);
	jsonw_map_end(w);
}

static void write_summary(struct jsonw *w, const struct report *report)
{
	char observed[CLOCK_TEXT];

	clock_text(report->observed_at, observed);
	jsonw_text(w, "target", report->target);
	jsonw_null(w, "asset");
	jsonw_word(w, "observed_at", observed);
	jsonw_word(w, "verdict", verdict_word(report_verdict(report)));
	jsonw_word(w, "status", status_word(report_status(report)));
	jsonw_word(w, "decision", decision_word(report_decision(report)));
}

static void write_hex(struct jsonw *w, struct span bytes)
{
	struct buf hex;

	buf_init(&hex, PLACE_TEXT_MAX);
	for (size_t i = 0; i < bytes.n; i++)
		buf_printf(&hex, "%02x", bytes.p[i]);
	jsonw_text(w, NULL, buf_view(&hex));
	buf_free(&hex);
}

/* A name of the place: itself when it is UTF-8, with %XX for what is not otherwise. */
static void write_name(struct jsonw *w, struct span name)
{
	struct buf shown;

	if (utf8_valid(name)) {
		jsonw_text(w, NULL, name);
		return;
	}
	buf_init(&shown, PLACE_TEXT_MAX);
	escape_path(&shown, name);
	jsonw_text(w, NULL, buf_view(&shown));
	buf_free(&shown);
}

/* `path` for people, `place` for programs, and the raw names when they are not all UTF-8. */
static void write_place(struct jsonw *w, const struct artifact *artifact)
{
	struct span names[PLACE_MAX];
	size_t n = view_place(artifact, names, PLACE_MAX);
	bool valid = true;

	jsonw_text(w, "path", artifact->path);
	jsonw_list_flat(w, "place");
	for (size_t i = 0; i < n; i++) {
		write_name(w, names[i]);
		valid = valid && utf8_valid(names[i]);
	}
	jsonw_list_end(w);
	if (valid)
		return;
	jsonw_list_flat(w, "place_hex");
	for (size_t i = 0; i < n; i++)
		write_hex(w, names[i]);
	jsonw_list_end(w);
}

static void write_artifact(struct jsonw *w, const struct artifact *artifact)
{
	char hex[2 * DIGEST_SIZE + 1];

	if (artifact->has_digest)
		digest_hex(artifact->digest, hex);
	jsonw_map(w, NULL);
	write_place(w, artifact);
	jsonw_number(w, "size", artifact->size);
	jsonw_word(w, "sha256", artifact->has_digest ? hex : NULL);
	jsonw_list_flat(w, "formats");
	for (size_t i = 0; i < artifact->n_formats; i++)
		jsonw_word(w, NULL, artifact->formats[i]);
	jsonw_list_end(w);
	jsonw_word(w, "status", status_word(artifact->whole));
	jsonw_word(w, "verdict", verdict_word(artifact->worst));
	jsonw_map_end(w);
}

/* Components. */

static void write_optional(struct jsonw *w, const char *key, struct span text)
{
	if (text.n)
		jsonw_text(w, key, text);
}

static void write_or_null(struct jsonw *w, const char *key, struct span text)
{
	if (text.n)
		jsonw_text(w, key, text);
	else
		jsonw_null(w, key);
}

static void write_values(struct jsonw *w, const char *key, const struct property *list)
{
	if (!list)
		return;
	jsonw_list_flat(w, key);
	for (const struct property *p = list; p; p = p->next)
		jsonw_text(w, NULL, p->value);
	jsonw_list_end(w);
}

static void write_pairs(struct jsonw *w, const char *key, const struct property *list)
{
	if (!list)
		return;
	jsonw_list(w, key);
	for (const struct property *p = list; p; p = p->next) {
		jsonw_map_flat(w, NULL);
		jsonw_text(w, "name", p->key);
		jsonw_text(w, "value", p->value);
		jsonw_map_end(w);
	}
	jsonw_list_end(w);
}

static void write_occurrences(struct jsonw *w, const struct component *component)
{
	jsonw_list(w, "occurrences");
	for (const struct occurrence *o = component->occurrences; o; o = o->next) {
		jsonw_map_flat(w, NULL);
		jsonw_text(w, "path", o->artifact->path);
		if (o->line)
			jsonw_number(w, "line", o->line);
		write_optional(w, "method", o->method);
		write_optional(w, "scope", o->scope);
		write_optional(w, "range", o->range);
		if (o->removed)
			jsonw_bool(w, "removed", true);
		jsonw_map_end(w);
	}
	jsonw_list_end(w);
}

static void write_edges(struct jsonw *w, const char *key, const struct dependency *list)
{
	if (!list)
		return;
	jsonw_list_flat(w, key);
	for (const struct dependency *d = list; d; d = d->next)
		jsonw_number(w, NULL, d->component->order);
	jsonw_list_end(w);
}

static void write_component(struct jsonw *w, const struct component *c)
{
	jsonw_map(w, NULL);
	jsonw_number(w, "index", c->order);
	jsonw_word(w, "kind", component_kind_word(c->kind));
	write_or_null(w, "purl", c->purl);
	jsonw_text(w, "name", c->name);
	write_or_null(w, "version", c->version);
	jsonw_text(w, "path", c->occurrences->artifact->path);
	write_optional(w, "namespace", c->namespace);
	write_optional(w, "ecosystem", c->ecosystem);
	write_optional(w, "range", c->range);
	jsonw_word(w, "certainty", certainty_word(c->certainty));
	jsonw_bool(w, "root", c->is_root);
	if (c->removed)
		jsonw_bool(w, "removed", true);
	write_values(w, "licences", c->licences);
	write_pairs(w, "digests", c->digests);
	write_optional(w, "supplier", c->supplier);
	write_optional(w, "origin", c->origin);
	write_optional(w, "description", c->description);
	write_pairs(w, "properties", c->properties);
	write_occurrences(w, c);
	write_edges(w, "dependencies", c->dependencies);
	write_edges(w, "dependents", c->dependents);
	jsonw_map_end(w);
}

/* Findings. */

static bool seen_before(const struct finding *finding, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (strcmp(finding->evidence[j].key, finding->evidence[i].key) == 0)
			return true;
	return false;
}

/* A key that a finding shows once is a text, one that it shows more often a list of them. */
static void write_evidence(struct jsonw *w, const struct finding *finding, size_t i)
{
	const char *key = finding->evidence[i].key;
	size_t n = 0;

	for (size_t j = i; j < finding->n_evidence; j++)
		n += strcmp(finding->evidence[j].key, key) == 0;
	if (n == 1) {
		jsonw_text(w, key, finding->evidence[i].text);
		return;
	}
	jsonw_list(w, key);
	for (size_t j = i; j < finding->n_evidence; j++)
		if (strcmp(finding->evidence[j].key, key) == 0)
			jsonw_text(w, NULL, finding->evidence[j].text);
	jsonw_list_end(w);
}

static void write_references(struct jsonw *w, const struct rule *rule)
{
	jsonw_list_flat(w, "references");
	for (size_t i = 0; rule->references[i]; i++)
		jsonw_word(w, NULL, rule->references[i]);
	jsonw_list_end(w);
}

/* Acceptances. */

static void write_acceptance(struct jsonw *w, const char *key, const struct acceptance *a,
			     bool itself)
{
	jsonw_map_flat(w, key);
	jsonw_word(w, "by", acceptance_word(a->kind));
	write_optional(w, "what", a->what);
	write_optional(w, "owner", a->owner);
	write_optional(w, "reason", a->reason);
	write_optional(w, "expires", a->expires);
	write_optional(w, "source", a->source);
	if (itself) {
		jsonw_bool(w, "expired", a->expired);
		jsonw_number(w, "findings", a->n_findings);
	}
	jsonw_map_end(w);
}

static void write_finding(struct jsonw *w, const struct report *report,
			  const struct finding *finding)
{
	jsonw_map(w, NULL);
	jsonw_word(w, "id", finding->id);
	jsonw_word(w, "rule", finding->rule->id);
	jsonw_word(w, "severity", severity_word(finding->severity));
	jsonw_word(w, "verdict", verdict_word(finding->verdict));
	write_place(w, finding->artifact);
	if (finding->component)
		jsonw_number(w, "component", finding->component->order);
	if (finding->offset == OFFSET_NONE)
		jsonw_null(w, "offset");
	else
		jsonw_number(w, "offset", finding->offset);
	if (finding->line)
		jsonw_number(w, "line", finding->line);
	else
		jsonw_null(w, "line");
	jsonw_number(w, "count", finding->count);
	jsonw_word(w, "title", finding->rule->title);
	jsonw_text(w, "message", finding->message);
	jsonw_word(w, "decision", decision_word(finding_decision(report, finding)));
	write_optional(w, "decided_by", finding->decided_by);
	if (finding->acceptance)
		write_acceptance(w, "accepted", finding->acceptance, false);
	else
		jsonw_null(w, "accepted");
	jsonw_map(w, "evidence");
	for (size_t i = 0; i < finding->n_evidence; i++)
		if (!seen_before(finding, i))
			write_evidence(w, finding, i);
	jsonw_map_end(w);
	jsonw_word(w, "help", finding->rule->help);
	write_references(w, finding->rule);
	jsonw_map_end(w);
}

static void write_trait(struct jsonw *w, const struct trait *trait)
{
	jsonw_map(w, NULL);
	jsonw_word(w, "when", trait->when);
	jsonw_word(w, "class", trait->class);
	write_optional(w, "kind", trait->kind);
	write_optional(w, "how", trait->how);
	write_optional(w, "detail", trait->detail);
	jsonw_text(w, "path", trait->artifact->path);
	jsonw_number(w, "line", trait->line);
	jsonw_number(w, "count", trait->count);
	jsonw_map_end(w);
}

static void write_traits(struct jsonw *w, const struct report *report)
{
	if (!report->traits)
		return;
	jsonw_list(w, "behaviours");
	for (size_t i = 0; i < report->n_traits; i++)
		write_trait(w, &report->traits[i]);
	jsonw_list_end(w);
}

static void write_ruling(struct jsonw *w, const struct ruling *ruling)
{
	jsonw_map_flat(w, NULL);
	jsonw_text(w, "rule", ruling->id);
	jsonw_word(w, "on", ruling->on);
	jsonw_word(w, "action", ruling->action);
	jsonw_number(w, "asked", ruling->asked);
	jsonw_number(w, "fired", ruling->fired);
	jsonw_number(w, "unknown", ruling->unknown);
	jsonw_map_end(w);
}

static void write_check(struct jsonw *w, const struct rule_count *count)
{
	jsonw_map_flat(w, NULL);
	jsonw_word(w, "rule", count->rule->id);
	jsonw_bool(w, "applicable", count->ran > 0);
	jsonw_number(w, "ran", count->ran);
	jsonw_number(w, "failed", count->failed);
	jsonw_number(w, "not_shown", count->not_shown);
	jsonw_word(w, "not_run_why", count->not_run_why);
	jsonw_map_end(w);
}

static void write_coverage(struct jsonw *w, const struct coverage *coverage)
{
	jsonw_map(w, "coverage");
	jsonw_number(w, "files", coverage->files);
	jsonw_number(w, "bytes", coverage->bytes);
	jsonw_number(w, "complete", coverage->by_status[STATUS_COMPLETE]);
	jsonw_number(w, "inconclusive", coverage->by_status[STATUS_INCONCLUSIVE]);
	jsonw_number(w, "errors", coverage->by_status[STATUS_ERROR]);
	jsonw_number(w, "skipped", coverage->by_status[STATUS_SKIPPED]);
	jsonw_number(w, "clean", coverage->by_verdict[VERDICT_CLEAN]);
	jsonw_number(w, "review", coverage->by_verdict[VERDICT_REVIEW]);
	jsonw_number(w, "malicious", coverage->by_verdict[VERDICT_MALICIOUS]);
	jsonw_map_end(w);
}

static void write_lists(struct jsonw *w, const struct report *report, bool all)
{
	jsonw_list(w, "artifacts");
	for (const struct artifact *a = report->artifacts; a; a = a->next)
		if (view_lists(a, all))
			write_artifact(w, a);
	jsonw_list_end(w);
	jsonw_list(w, "components");
	for (const struct component *c = report->components; c; c = c->next)
		write_component(w, c);
	jsonw_list_end(w);
	jsonw_list(w, "findings");
	for (const struct finding *f = report->findings; f; f = f->next)
		write_finding(w, report, f);
	jsonw_list_end(w);
	jsonw_list(w, "acceptances");
	for (const struct acceptance *a = report->acceptances; a; a = a->next)
		write_acceptance(w, NULL, a, true);
	jsonw_list_end(w);
	jsonw_list(w, "rulings");
	for (size_t i = 0; i < report->n_rulings; i++)
		write_ruling(w, &report->rulings[i]);
	jsonw_list_end(w);
	jsonw_list(w, "checks");
	for (size_t i = 0; i < report->n_rules; i++)
		write_check(w, &report->rules[i]);
	jsonw_list_end(w);
}

static void write(const struct report *report, struct sink *out,
		  const struct output_options *options)
{
	struct jsonw w;

	jsonw_init(&w, out);
	jsonw_map(&w, NULL);
	jsonw_word(&w, "schema", "assay.report/1");
	write_tool(&w, report);
	write_summary(&w, report);
	write_lists(&w, report, options->all);
	write_traits(&w, report);
	write_coverage(&w, &report->coverage);
	jsonw_seconds(&w, "seconds", clock_fixed() ? 0 : report->seconds);
	jsonw_map_end(&w);
	jsonw_end(&w);
}

const struct output output_json = {
	.name = "json",
	.media_type = "application/json",
	.write = write,
};
