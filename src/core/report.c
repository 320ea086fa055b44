/* Building a report; ordering it so that it does not depend on how the work was spread. */
#include "core/report.h"

#include <assert.h>
#include <stdio.h>

#include "base/buf.h"
#include "core/component_order.h"
#include "core/sort_list.h"
#include "sys/clock.h"
#include "sys/digest.h"

enum { REPORT_BUDGET_MiB = 2048, MESSAGE_MAX = 4096, ID_INPUT_MAX = 64 << 10 };

static const char *const status_words[STATUS_COUNT] = {
	[STATUS_COMPLETE] = "complete",
	[STATUS_SKIPPED] = "skipped",
	[STATUS_INCONCLUSIVE] = "inconclusive",
	[STATUS_ERROR] = "error",
};

const char *status_word(enum status status)
{
	assert(status < STATUS_COUNT);
	return status_words[status];
}

void report_init(struct report *report)
{
	*report = (struct report){ .sandbox = "none", .observed_at = clock_now() };
	arena_init(&report->arena, MiB(REPORT_BUDGET_MiB), NULL, NULL);
	report->artifacts_end = &report->artifacts;
	report->findings_end = &report->findings;
	report->components_end = &report->components;
	report->acceptances_end = &report->acceptances;
	report->decisions = &decisions_usual;
}

void report_free(struct report *report)
{
	arena_free(&report->arena);
}

struct artifact *report_artifact(struct report *report)
{
	struct artifact *artifact = arena_alloc(&report->arena, sizeof(*artifact));

	artifact->order = report->n_artifacts++;
	*report->artifacts_end = artifact;
	report->artifacts_end = &artifact->next;
	return artifact;
}

struct component *report_component(struct report *report)
{
	struct component *component = arena_alloc(&report->arena, sizeof(*component));

	component->order = report->n_components++;
	*report->components_end = component;
	report->components_end = &component->next;
	return component;
}

static size_t rule_index(const struct report *report, const struct rule *rule)
{
	for (size_t i = 0; i < report->n_rules; i++)
		if (report->rules[i].rule == rule)
			return i;
	assert(false && "a finding of a rule that the report was not told of");
	return 0;
}

static bool past_cap(struct report *report, const struct rule *rule, struct artifact *artifact)
{
	size_t i = rule_index(report, rule);

	if (!artifact->shown)
		artifact->shown = arena_array(&report->arena, report->n_rules, sizeof(uint16_t));
	if (artifact->shown[i] == 0)
		report->rules[i].failed++;
	if (artifact->shown[i] >= rule_most(rule)) {
		report->rules[i].not_shown++;
		return true;
	}
	artifact->shown[i]++;
	return false;
}

struct finding *report_finding(struct report *report, const struct rule *rule,
			       struct artifact *artifact, const struct fact *fact)
{
	if (rule->verdict > artifact->verdict)
		artifact->verdict = rule->verdict;
	if (past_cap(report, rule, artifact))
		return NULL;

	struct finding *finding = arena_alloc(&report->arena, sizeof(*finding));

	finding->rule = rule;
	finding->artifact = artifact;
	finding->severity = rule->severity;
	finding->verdict = rule->verdict;
	finding->offset = fact ? fact->offset : OFFSET_NONE;
	finding->line = fact ? fact_number(fact, "line", 0) : 0;
	finding->count = fact ? fact->count : 1;
	finding->order = report->n_findings++;
	artifact->n_findings++;
	*report->findings_end = finding;
	report->findings_end = &finding->next;
	return finding;
}

void report_keep(struct report *report, const void *owner, struct artifact *artifact,
		 const struct fact *fact)
{
	struct kept_fact *kept = arena_alloc(&report->arena, sizeof(*kept));

	*kept = (struct kept_fact){ .owner = owner,
				    .artifact = artifact,
				    .fact = fact_copy(&report->arena, fact),
				    .before = report->kept };
	report->kept = kept;
}

void finding_about(struct finding *finding, struct component *component)
{
	if (!finding || !component)
		return;
	finding->component = component;
	component->n_findings++;
}

void finding_show(struct report *report, struct finding *finding, const char *key, struct span text)
{
	if (!finding)
		return;
	assert(finding->n_evidence < EVIDENCE_MAX);
	finding->evidence[finding->n_evidence++] =
		(struct evidence){ .key = key, .text = arena_copy(&report->arena, text) };
}

void finding_aside(struct report *report, struct finding *finding, const char *key,
		   struct span text)
{
	finding_show(report, finding, key, text);
	if (finding)
		finding->evidence[finding->n_evidence - 1].is_aside = true;
}

void finding_say(struct report *report, struct finding *finding, const char *fmt, ...)
{
	if (!finding)
		return;

	char text[MESSAGE_MAX];
	va_list ap;

	va_start(ap, fmt);
	int n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);

	size_t length = n < 0 ? 0 : (size_t)n;

	if (length >= sizeof(text))
		length = sizeof(text) - 1;
	finding->message = arena_copy(&report->arena, span_of(text, length));
}

struct acceptance *report_acceptance(struct report *report)
{
	struct acceptance *acceptance = arena_alloc(&report->arena, sizeof(*acceptance));

	*report->acceptances_end = acceptance;
	report->acceptances_end = &acceptance->next;
	return acceptance;
}

void finding_accept(struct finding *finding, struct acceptance *acceptance)
{
	if (finding->acceptance)
		return;
	finding->acceptance = acceptance;
	acceptance->n_findings++;
}

static int artifact_order(const void *a, const void *b)
{
	const struct artifact *x = *(struct artifact *const *)a, *y = *(struct artifact *const *)b;
	int order = span_cmp(x->path, y->path);

	return order ? order : (x->order > y->order) - (x->order < y->order);
}

static int finding_order(const void *a, const void *b)
{
	const struct finding *x = *(struct finding *const *)a, *y = *(struct finding *const *)b;
	int order = x->artifact == y->artifact ? 0 : artifact_order(&x->artifact, &y->artifact);

	if (order == 0)
		order = (x->offset > y->offset) - (x->offset < y->offset);
	if (order == 0)
		order = strcmp(x->rule->id, y->rule->id);
	return order ? order : (x->order > y->order) - (x->order < y->order);
}

static void add_field(struct buf *b, struct span text)
{
	buf_le(b, text.n, 8);
	buf_span(b, text);
}

/* The member path below the top-level file, outermost first. */
static void add_members(struct buf *b, const struct artifact *artifact)
{
	if (!artifact->parent)
		return;
	add_members(b, artifact->parent);
	add_field(b, artifact->name);
}

const struct artifact *artifact_top(const struct artifact *artifact)
{
	while (artifact->parent)
		artifact = artifact->parent;
	return artifact;
}

struct span report_below_target(const struct report *report, const struct artifact *artifact)
{
	struct span path = artifact->path, target = report->target;
	ptrdiff_t inside = span_byte(path, '!');
	const uint8_t *slash;

	if (target.n && target.n < path.n && span_eq(span_part(path, 0, target.n), target) &&
	    (target.p[target.n - 1] == '/' || path.p[target.n] == '/' || path.p[target.n] == '!'))
		return span_from(path, target.n);
	if (artifact->parent && inside != SPAN_NONE)
		return span_from(path, (uint64_t)inside);
	slash = path.n ? memrchr(path.p, '/', path.n) : NULL;
	return slash ? span_from(path, (uint64_t)(slash - path.p)) : path;
}

/* One without a package URL. */
static void add_component(struct buf *b, const struct component *component)
{
	add_field(b, component->namespace);
	add_field(b, component->name);
	add_field(b, component->version);
}

/* `twin` tells findings apart that are the same in everything that lasts. */
static void set_id(struct digest *digest, struct buf *b, struct finding *finding, unsigned twin)
{
	const struct artifact *top = artifact_top(finding->artifact);
	uint8_t sum[DIGEST_SIZE];

	buf_clear(b);
	add_field(b, span_str(finding->rule->id));
	if (finding->component && finding->component->purl.n) {
		add_field(b, finding->component->purl);
	} else {
		add_field(b, top->has_digest ? span_of(top->digest, DIGEST_SIZE) : top->path);
		add_members(b, finding->artifact);
		if (finding->component)
			add_component(b, finding->component);
	}
	for (size_t i = 0; i < finding->n_evidence; i++) {
		if (finding->evidence[i].is_aside)
			continue;
		add_field(b, span_str(finding->evidence[i].key));
		add_field(b, finding->evidence[i].text);
	}
	buf_le(b, twin, 4);
	digest_of(digest, buf_view(b), sum);
	digest_hex(sum, finding->id);
}

static int id_order(const void *a, const void *b)
{
	const struct finding *x = *(struct finding *const *)a, *y = *(struct finding *const *)b;
	int order = memcmp(x->id, y->id, sizeof(x->id));

	return order ? order : finding_order(a, b);
}

/* Of the findings of one artifact, which have the ids of first twins: those that are the same get
 * their own, in their order. */
static void part_twins(struct digest *digest, struct buf *b, struct finding **run, size_t n)
{
	qsort(run, n, sizeof(*run), id_order);
	for (size_t first = 0, next = 1; next < n; next++) {
		if (memcmp(run[next]->id, run[first]->id, sizeof(run[first]->id)) != 0)
			first = next;
		else
			set_id(digest, b, run[next], (unsigned)(next - first));
	}
}

static void set_ids(struct report *report)
{
	struct finding **run = mem_alloc((report->n_findings + 1) * sizeof(struct finding *));
	struct digest *digest = digest_new();
	struct buf b;
	size_t n = 0;

	buf_init(&b, ID_INPUT_MAX);
	for (struct finding *f = report->findings; f; f = f->next) {
		set_id(digest, &b, f, 0);
		run[n++] = f;
		if (!f->next || f->next->artifact != f->artifact) {
			part_twins(digest, &b, run, n);
			n = 0;
		}
	}
	buf_free(&b);
	digest_free(digest);
	mem_free(run);
}

/* What was found in a member counts for all it lies in. */
static void sum_up(struct report *report)
{
	for (struct artifact *a = report->artifacts; a; a = a->next) {
		bool raises = !a->parent || a->status != STATUS_SKIPPED;

		for (struct artifact *outer = a; outer; outer = outer->parent) {
			outer->n_within += a->n_findings;
			if (a->verdict > outer->worst)
				outer->worst = a->verdict;
			if (raises && a->status > outer->whole)
				outer->whole = a->status;
		}
	}
	for (const struct artifact *a = report->artifacts; a; a = a->next)
		if (!a->parent && (a->worst != VERDICT_CLEAN || a->whole == STATUS_COMPLETE))
			report->coverage.by_verdict[a->worst]++;
}

void report_sort(struct report *report)
{
	SORT_LIST(struct artifact, report->artifacts, artifact_order);
	components_sort(report);
	SORT_LIST(struct finding, report->findings, finding_order);
	set_ids(report);
	sum_up(report);
}

enum verdict report_verdict(const struct report *report)
{
	enum verdict worst = VERDICT_CLEAN;

	for (const struct artifact *a = report->artifacts; a; a = a->next)
		if (a->verdict > worst)
			worst = a->verdict;
	return worst;
}

enum status report_status(const struct report *report)
{
	const uint64_t *by_status = report->coverage.by_status;

	if (by_status[STATUS_ERROR])
		return STATUS_ERROR;
	return by_status[STATUS_INCONCLUSIVE] ? STATUS_INCONCLUSIVE : STATUS_COMPLETE;
}
