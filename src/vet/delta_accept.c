/* Findings that the previous release had too. */
#include "vet/delta.h"

#include "base/hash.h"
#include "base/set.h"

/* What a finding is about, whichever release it is of: its rule and its evidence; its place where
 * there is no evidence. */
static struct span key_of(const struct release *release, const struct finding *finding,
			  struct arena *arena)
{
	const struct member *member = release_member_of(release, finding->artifact);
	struct span key = span_str(finding->rule->id);
	size_t n = 0;

	for (size_t i = 0; i < finding->n_evidence; i++) {
		struct span text = finding->evidence[i].text;

		if (finding->evidence[i].is_aside)
			continue;
		key = span_str(arena_printf(arena, "%.*s %s=%016llx", (int)key.n,
					    (const char *)key.p, finding->evidence[i].key,
					    (unsigned long long)hash_span(text)));
		n++;
	}
	if (n == 0 && member)
		return span_str(arena_printf(arena, "%.*s %.*s", (int)key.n, (const char *)key.p,
					     (int)member->place.n, (const char *)member->place.p));
	return key;
}

static struct acceptance *acceptance_of(struct report *report, const struct release *before)
{
	struct acceptance *a = report_acceptance(report);

	a->kind = ACCEPTED_BASELINE;
	a->what = span_str("the previous release");
	a->reason = span_str("the previous release has it too");
	a->source = arena_copy(&report->arena, before->report->target);
	return a;
}

static void list_keys(const struct release *before, struct arena *arena, struct set *keys)
{
	uint64_t n = before->report->n_findings;

	set_init(keys, arena_array(arena, set_room(n), sizeof(struct span)), n);
	for (const struct finding *f = before->report->findings; f; f = f->next)
		(void)set_add(keys, key_of(before, f, arena)); /* once is enough */
}

static bool is_own(const struct finding *finding)
{
	return finding->rule >= release_rules && finding->rule < release_rules + RELEASE_RULES;
}

/* Whether a finding is left that would count. */
static bool any_counts(const struct report *report)
{
	for (const struct finding *f = report->findings; f; f = f->next)
		if (!is_own(f) && f->verdict > VERDICT_CLEAN && !f->acceptance)
			return true;
	return false;
}

static void accept(const struct delta *delta, const struct release *before,
		   struct acceptance **acceptance)
{
	struct set keys;

	list_keys(before, delta->arena, &keys);
	for (struct finding *f = delta->report->findings; f; f = f->next) {
		if (is_own(f) || !set_has(&keys, key_of(delta->now, f, delta->arena)))
			continue;
		if (!*acceptance)
			*acceptance = acceptance_of(delta->report, before);
		finding_accept(f, *acceptance);
	}
}

void delta_accept(const struct delta *delta)
{
	const struct release *(*const readings[])(void *) = { delta->changed, delta->whole };
	struct acceptance *acceptance = NULL;

	for (size_t i = 0; i < 2 && any_counts(delta->report); i++) {
		const struct release *before = readings[i](delta->context);

		if (before)
			accept(delta, before, &acceptance);
	}
}
