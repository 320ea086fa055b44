/* Reading a baseline, and what it accepts. */
#include "policy/baseline.h"

#include "base/escape.h"
#include "base/json.h"
#include "base/set.h"
#include "sys/whole.h"

enum { TEXT_MAX = 64 << 20, ARENA_MiB = 2048, REASON_MAX = 16 << 10 };

/* The ids of the baseline's findings. */
static void read_ids(const struct value *findings, struct arena *arena, struct set *ids)
{
	uint32_t n = value_is_kind(findings, VALUE_LIST) ? findings->size : 0;
	struct span *slots = arena_array(arena, set_room(n), sizeof(*slots));

	set_init(ids, slots, n);
	value_each (finding, findings)
		(void)set_add(ids,
			      value_text(value_get(finding, "id"), arena)); /* once is enough */
}

static struct acceptance *acceptance_of(struct report *report, const char *path,
					const struct value *root, struct arena *arena)
{
	struct acceptance *a = report_acceptance(report);
	struct span observed = value_text(value_get(root, "observed_at"), arena);
	struct buf reason;

	buf_init(&reason, REASON_MAX);
	buf_str(&reason, "in the report of ");
	escape_text(&reason, observed);
	a->kind = ACCEPTED_BASELINE;
	a->what = span_str(arena_printf(&report->arena, "baseline %s", path));
	a->reason = arena_copy(&report->arena, buf_view(&reason));
	a->source = arena_copy(&report->arena, span_str(path));
	buf_free(&reason);
	return a;
}

/* What was past the cap then may be past it now, as many as there were. */
static void know_not_shown(struct report *report, const struct value *checks)
{
	value_each (check, checks)
		for (size_t i = 0; i < report->n_rules; i++) {
			struct rule_count *count = &report->rules[i];
			uint64_t n = 0;

			if (value_is(value_get(check, "rule"), count->rule->id) &&
			    value_u64(value_get(check, "not_shown"), &n))
				count->not_shown_before = n;
		}
}

static enum err accept(struct report *report, const char *path, struct span text,
		       struct arena *arena)
{
	struct json json;
	struct set ids;
	struct acceptance *a;

	json_parse(&json, arena, text);
	if (json.why)
		return err_set(ERR_FORMAT, "%s is not JSON: %s at byte %llu", path, json.why,
			       (unsigned long long)json.at);
	if (!value_is(value_get(json.root, "schema"), "assay.report/1"))
		return err_set(ERR_FORMAT, "%s is no JSON report of this program", path);
	read_ids(value_get(json.root, "findings"), arena, &ids);
	know_not_shown(report, value_get(json.root, "checks"));
	a = acceptance_of(report, path, json.root, arena);
	for (struct finding *f = report->findings; f; f = f->next)
		if (set_has(&ids, span_str(f->id)))
			finding_accept(f, a);
	return OK;
}

enum err baseline_accept(struct report *report, const char *path)
{
	struct arena arena;
	struct span text;
	enum err e;

	arena_init(&arena, MiB(ARENA_MiB), NULL, NULL);
	e = whole_read(path, TEXT_MAX, &arena, &text);
	if (e == OK)
		e = accept(report, path, text, &arena);
	arena_free(&arena);
	return e;
}
