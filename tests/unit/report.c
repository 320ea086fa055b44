/* Findings of a report: each has an id of its own, whatever it has in common with others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "core/report.h"

enum { MANY = 100000, KINDS = 1000 };

static const struct rule rules[] = {
	{ .id = "one", .most = MANY },
	{ .id = "two", .most = MANY },
};

static void start(struct report *report)
{
	report_init(report);
	report->n_rules = sizeof(rules) / sizeof(*rules);
	report->rules = arena_array(&report->arena, report->n_rules, sizeof(*report->rules));
	for (size_t i = 0; i < report->n_rules; i++)
		report->rules[i].rule = &rules[i];
}

static struct finding *find(struct report *report, struct artifact *artifact, unsigned rule,
			    uint64_t offset, struct span text)
{
	const struct fact fact = { .offset = offset, .count = 1 };
	struct finding *finding = report_finding(report, &rules[rule], artifact, &fact);

	finding_show(report, finding, "text", text);
	return finding;
}

static struct artifact *add(struct report *report, const char *path)
{
	struct artifact *artifact = report_artifact(report);

	artifact->name = artifact->path = span_str(path);
	return artifact;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Also in reasonable time, of which a loop over all pairs of them would be the end. */
static void twins_have_their_own_ids(void **state)
{
	static const char *ids[2 * MANY];
	struct report report;
	size_t n = 0;

	(void)state;
	start(&report);
	for (unsigned i = 0; i < 2; i++) {
		struct artifact *artifact = add(&report, i ? "b" : "a");

		for (unsigned k = 0; k < MANY; k++) {
			unsigned kind = k % KINDS;

			(void)find(&report, artifact, k & 1, k, span_of(&kind, sizeof(kind)));
		}
	}
	report_sort(&report);
	for (const struct finding *f = report.findings; f; f = f->next)
		ids[n++] = f->id;
	assert_int_equal(n, 2 * MANY);
	qsort(ids, n, sizeof(*ids), by_text);
	for (size_t i = 1; i < n; i++)
		assert_string_not_equal(ids[i - 1], ids[i]);
	report_free(&report);
}

/* The first of twins has the id that it has alone, in whatever order they were found. */
static void twins_are_told_apart_by_their_places(void **state)
{
	struct report one, two;
	struct finding *first, *second, *other;
	char id[sizeof(first->id)];

	(void)state;
	start(&one);
	first = find(&one, add(&one, "a"), 0, 10, span_str("x"));
	report_sort(&one);
	memcpy(id, first->id, sizeof(id));
	report_free(&one);

	start(&two);
	second = find(&two, add(&two, "a"), 0, 20, span_str("x"));
	other = find(&two, second->artifact, 0, 15, span_str("y"));
	first = find(&two, second->artifact, 0, 10, span_str("x"));
	report_sort(&two);
	assert_string_equal(first->id, id);
	assert_string_not_equal(second->id, id);
	assert_string_not_equal(other->id, id);
	report_free(&two);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(twins_have_their_own_ids),
		cmocka_unit_test(twins_are_told_apart_by_their_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
