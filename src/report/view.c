/* The worst first. */
#include "report/view.h"

#include <stdlib.h>

#include "base/mem.h"

static int by_offset(const struct finding *a, const struct finding *b)
{
	int order = (a->offset > b->offset) - (a->offset < b->offset);

	if (order == 0)
		order = (a->line > b->line) - (a->line < b->line);
	return order ? order : strcmp(a->id, b->id);
}

static int finding_order(const void *a, const void *b)
{
	const struct finding *x = *(const struct finding *const *)a;
	const struct finding *y = *(const struct finding *const *)b;

	if (x->severity != y->severity)
		return x->severity > y->severity ? -1 : 1;
	return by_offset(x, y);
}

static enum severity worst(const struct group *group)
{
	return group->n ? group->findings[0]->severity : SEVERITY_NONE;
}

/* Groups are made in order of path, which stands when they are otherwise equal. */
static int group_order(const void *a, const void *b)
{
	const struct group *x = a, *y = b;

	if (x->artifact->verdict != y->artifact->verdict)
		return x->artifact->verdict > y->artifact->verdict ? -1 : 1;
	if (worst(x) != worst(y))
		return worst(x) > worst(y) ? -1 : 1;
	if (x->artifact->status != y->artifact->status)
		return x->artifact->status > y->artifact->status ? -1 : 1;

	int order = span_cmp(x->artifact->path, y->artifact->path);

	return order ? order
		     : (x->artifact->order > y->artifact->order) -
			       (x->artifact->order < y->artifact->order);
}

/* Not seen whole, and no finding in it says so. */
static bool unexplained(const struct artifact *artifact)
{
	return artifact->n_within == 0 &&
	       (artifact->status == STATUS_INCONCLUSIVE || artifact->status == STATUS_ERROR);
}

static bool has_group(const struct artifact *artifact)
{
	return artifact->n_findings || unexplained(artifact);
}

static size_t count_groups(const struct report *report)
{
	size_t n = 0;

	for (const struct artifact *a = report->artifacts; a; a = a->next)
		n += has_group(a);
	return n;
}

/* Findings and artifacts are in the same order: each artifact's findings are a run of the list. */
static void fill_groups(struct view *view, const struct report *report)
{
	const struct finding *finding = report->findings;
	const struct finding **next = view->findings;

	for (const struct artifact *a = report->artifacts; a; a = a->next) {
		struct group *group = &view->groups[view->n_groups];

		if (!has_group(a))
			continue;
		*group = (struct group){ .artifact = a, .findings = next };
		for (; finding && finding->artifact == a; finding = finding->next)
			group->findings[group->n++] = finding;
		qsort(group->findings, group->n, sizeof(*next), finding_order);
		next += group->n;
		view->n_groups++;
	}
}

/* The findings in the order of the groups. */
static void line_up(struct view *view)
{
	const struct finding **lined = mem_alloc((view->n_findings + 1) * sizeof(*lined));
	size_t n = 0;

	for (size_t i = 0; i < view->n_groups; i++) {
		struct group *group = &view->groups[i];

		if (group->n)
			memcpy(lined + n, group->findings, group->n * sizeof(*lined));
		group->findings = lined + n;
		n += group->n;
	}
	mem_free(view->findings);
	view->findings = lined;
	view->n_findings = n;
}

void view_init(struct view *view, const struct report *report)
{
	*view = (struct view){ .n_findings = report->n_findings };
	view->groups = mem_alloc((count_groups(report) + 1) * sizeof(*view->groups));
	view->findings = mem_alloc((report->n_findings + 1) * sizeof(*view->findings));
	fill_groups(view, report);
	qsort(view->groups, view->n_groups, sizeof(*view->groups), group_order);
	line_up(view);
}

void view_free(struct view *view)
{
	mem_free(view->findings);
	mem_free(view->groups);
	*view = (struct view){ 0 };
}

bool view_lists(const struct artifact *artifact, bool all)
{
	return all || artifact->status != STATUS_SKIPPED;
}

size_t view_place(const struct artifact *artifact, struct span *names, size_t max)
{
	size_t depth = 0;

	for (const struct artifact *a = artifact; a; a = a->parent)
		depth++;
	for (size_t i = depth; artifact; artifact = artifact->parent)
		if (--i < max)
			names[i] = artifact->name;
	return depth < max ? depth : max;
}

size_t view_failed(const struct report *report, const struct rule **rules)
{
	size_t n = 0;

	for (unsigned severity = SEVERITY_COUNT; severity-- > 0;)
		for (size_t i = 0; i < report->n_rules; i++)
			if (report->rules[i].failed && report->rules[i].rule->severity == severity)
				rules[n++] = report->rules[i].rule;
	return n;
}
