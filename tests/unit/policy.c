/* Expressions follow Kleene's tables, types are checked with a place, patterns are bounded,
 * licences are read as SPDX means them, and no policy that is wrong anywhere is taken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/buf.h"
#include "check/policy.h"
#include "policy/day.h"
#include "policy/glob.h"
#include "policy/licence_list.h"
#include "policy/policy.h"
#include "policy/waiver.h"

static struct arena arena;
static struct report report;

static struct component component(void)
{
	static struct property licence = { .key = SPAN("spdx"),
					   .value = SPAN("MIT OR GPL-3.0-only") };
	static struct property base = { .key = SPAN("base_model"), .value = SPAN("acme/bert") };
	static struct property uploaded = { .key = SPAN("uploaded"),
					    .value = SPAN("2026-11-04T10:00:00Z"),
					    .next = &base };
	static struct artifact file = { .path = SPAN("app/uv.lock") };
	static struct occurrence seen = { .artifact = &file,
					  .method = SPAN("lock"),
					  .scope = SPAN("dev") };

	return (struct component){ .kind = COMPONENT_MODEL,
				   .certainty = CERTAINTY_EXACT,
				   .ecosystem = SPAN("pypi"),
				   .name = SPAN("litellm"),
				   .version = SPAN("1.82.10"),
				   .origin = SPAN("https://user@files.example.com:8443/x"),
				   .licences = &licence,
				   .properties = &uploaded,
				   .occurrences = &seen };
}

static enum truth ask(const char *text)
{
	struct component c = component();
	struct subject subject = { .kind = SUBJECT_COMPONENT, .report = &report, .component = &c };
	struct expression_fault fault;
	const struct expression *e =
		expression_read(&arena, span_str(text), SUBJECT_COMPONENT, &fault);

	if (!e)
		fail_msg("%s: %s at %zu", text, fault.text, fault.at);
	return expression_ask(e, &subject, &arena);
}

static void joins_three_values(void **state)
{
	/* supplier is unknown. */
	static const char *const terms[] = { "false", "supplier == \"x\"", "true" };
	char text[200];

	(void)state;
	for (int a = 0; a < 3; a++) {
		(void)snprintf(text, sizeof(text), "not %s", terms[a]);
		assert_int_equal(ask(text), 2 - a);
		for (int b = 0; b < 3; b++) {
			(void)snprintf(text, sizeof(text), "%s and %s", terms[a], terms[b]);
			assert_int_equal(ask(text), a < b ? a : b);
			(void)snprintf(text, sizeof(text), "%s or %s", terms[a], terms[b]);
			assert_int_equal(ask(text), a > b ? a : b);
		}
	}
}

static void compares(void **state)
{
	static const struct {
		const char *text;
		enum truth truth;
	} rows[] = {
		{ "name == 'litellm'", TRUTH_YES },
		{ "name != \"litellm\"", TRUTH_NO },
		{ "name like 'lite*'", TRUTH_YES },
		{ "name like 'lite'", TRUTH_NO },
		{ "name in ['a', 'litellm']", TRUTH_YES },
		{ "kind == 'model' and kind in ['model']", TRUTH_YES },
		{ "version > '1.82.9'", TRUTH_YES },
		{ "version < '1.82.9'", TRUTH_NO },
		{ "version == '1.82.10.0'", TRUTH_YES },
		{ "version < 'no version'", TRUTH_UNKNOWN },
		{ "host == 'files.example.com'", TRUTH_YES },
		{ "pinned and not hashed", TRUTH_YES },
		{ "method has 'lock'", TRUTH_YES },
		{ "scope has 'required'", TRUTH_NO },
		{ "path like 'app/**'", TRUTH_YES },
		{ "path like '*.lock'", TRUTH_YES },
		{ "path like '*'", TRUTH_YES },
		{ "path like 'x/*'", TRUTH_NO },
		{ "age > 19d", TRUTH_YES },
		{ "age > 3w", TRUTH_NO },
		{ "dependents == 0", TRUTH_YES },
		{ "property['base_model'] has 'acme/bert'", TRUTH_YES },
		{ "property['none'] has 'x'", TRUTH_UNKNOWN },
		{ "known property['none']", TRUTH_NO },
		{ "known supplier or known name", TRUTH_YES },
		{ "licence within ['MIT']", TRUTH_YES },
		{ "licence within ['Apache-2.0']", TRUTH_NO },
		{ "licence needs ['GPL-*']", TRUTH_NO },
		{ "licence needs ['GPL-*', 'mit']", TRUTH_YES },
		{ "certainty >= 'range'", TRUTH_NO },
		/* and is stronger than or, not the strongest */
		{ "true or false and false", TRUTH_YES },
		{ "(true or false) and false", TRUTH_NO },
		{ "not false and false", TRUTH_NO },
		{ "\n\ttrue\n", TRUTH_YES },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (ask(rows[i].text) != rows[i].truth)
			fail_msg("%s is %s", rows[i].text, truth_word(ask(rows[i].text)));
}

static void refuses_expressions(void **state)
{
	static const struct {
		const char *text;
		size_t at;
		const char *why;
	} rows[] = {
		{ "", 0, "a field is missing before the end" },
		{ "nme == 'x'", 0, "a component has no field 'nme'; did you mean 'name'?" },
		{ "severity == 'high'", 0, "a component has no field 'severity'" },
		{ "name", 4, "an operator is missing between name and the end" },
		{ "name == 3", 8, "name '==' wants a text in quotes" },
		{ "name < 'x'", 0,
		  "'<' is for numbers, versions and words that have an order, which name is not" },
		{ "kind == 'modl'", 8, NULL },
		{ "age < 14", 6, "age '<' wants a time, as 30d" },
		{ "age < 14q", 8, NULL },
		{ "dependents > 99999999999999999999", 13, "the number is too large" },
		{ "name == 'x", 8, "a text has no closing quote" },
		{ "name in ['x' 'y']", 13,
		  "a list goes on with ',' or ends with ']', not with '''" },
		{ "name in 'x'", 8, "name 'in' wants a list of texts in brackets" },
		{ "(true", 5, "a ')' is missing before the end" },
		{ "true true", 5, "'and', 'or' or the end is missing before 'true'" },
		{ "true and", 8, "a field is missing before the end" },
		{ "property has 'x'", 9, NULL },
		{ "licence like 'MIT'", 0,
		  "'like' is for texts and lists of them, which licence is not" },
	};
	struct expression_fault fault;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (expression_read(&arena, span_str(rows[i].text), SUBJECT_COMPONENT, &fault))
			fail_msg("%s is taken", rows[i].text);
		if (fault.at != rows[i].at || (rows[i].why && strcmp(fault.text, rows[i].why) != 0))
			fail_msg("%s: %s at %zu", rows[i].text, fault.text, fault.at);
	}
}

static void ends_always(void **state)
{
	struct expression_fault fault;
	struct buf b;

	(void)state;
	buf_init(&b, MiB(1));
	for (int i = 0; i < 4000; i++)
		buf_byte(&b, '(');
	assert_null(expression_read(&arena, buf_view(&b), SUBJECT_COMPONENT, &fault));
	assert_string_equal(fault.text, "the expression is nested too deep");
	buf_clear(&b);
	for (int i = 0; i < 1000; i++)
		buf_str(&b, "true or ");
	assert_null(expression_read(&arena, buf_view(&b), SUBJECT_COMPONENT, &fault));
	buf_clear(&b);
	for (int i = 0; i < 10000; i++)
		buf_byte(&b, 'a');
	assert_null(expression_read(&arena, buf_view(&b), SUBJECT_COMPONENT, &fault));
	buf_free(&b);
}

static void fits_patterns(void **state)
{
	static const struct {
		const char *pattern, *text;
		bool path, text_too;
	} rows[] = {
		{ "*.pkl", "a/b/c.pkl", true, true },
		{ "*.pkl", "m.zip!x.pkl", true, true },
		{ "a/*", "a/b/c", false, true },
		{ "a/**", "a/b/c", true, true },
		{ "a/**/c", "a/b/x/c", true, true },
		{ "**/c", "a/b/c", true, true },
		{ "a?c", "abc", true, true },
		{ "a/?", "a//", false, true },
		{ "", "", true, true },
		{ "", "a", false, false },
		{ "***", "a/b", true, true },
		{ "pkg:pypi/torch@*", "pkg:pypi/torch@2.1", true, true },
		{ "a*b*c", "aXbYc", true, true },
		{ "a*b*c", "aXbYd", false, false },
	};
	struct buf pattern, text;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct span p = span_str(rows[i].pattern), t = span_str(rows[i].text);

		if (glob_fits(p, t, GLOB_PATH) != rows[i].path ||
		    glob_fits(p, t, GLOB_TEXT) != rows[i].text_too)
			fail_msg("%s, %s", rows[i].pattern, rows[i].text);
	}
	buf_init(&pattern, GLOB_MAX);
	buf_init(&text, GLOB_TEXT_MAX);
	for (int i = 0; i < GLOB_MAX / 2; i++)
		buf_str(&pattern, "*a");
	for (int i = 0; i < GLOB_TEXT_MAX - 1; i++)
		buf_byte(&text, 'a');
	buf_byte(&text, 'b');
	assert_false(glob_fits(buf_view(&pattern), buf_view(&text), GLOB_TEXT));
	buf_free(&pattern);
	buf_free(&text);
}

static enum truth licences(const char *text, const char *pattern, bool need)
{
	struct span texts[] = { span_str(text) }, patterns[] = { span_str(pattern) };
	struct licence_list list = { patterns, 1 };

	return need ? licences_need(texts, 1, &list) : licences_within(texts, 1, &list);
}

static void reads_licences(void **state)
{
	static const struct {
		const char *text, *pattern;
		enum truth within, need;
	} rows[] = {
		{ "MIT", "MIT", TRUTH_YES, TRUTH_YES },
		{ "mit", "MIT", TRUTH_YES, TRUTH_YES },
		{ "MIT OR GPL-3.0-only", "GPL-*", TRUTH_YES, TRUTH_NO },
		{ "MIT AND GPL-3.0-only", "GPL-*", TRUTH_NO, TRUTH_YES },
		{ "(MIT OR Apache-2.0) AND BSD-3-Clause", "MIT", TRUTH_NO, TRUTH_NO },
		{ "GPL-3.0", "GPL-3.0-only", TRUTH_YES, TRUTH_YES },
		{ "GPL-3.0+", "GPL-3.0-or-later", TRUTH_YES, TRUTH_YES },
		{ "GPL-2.0-only WITH Classpath-exception-2.0", "GPL-2.0-only", TRUTH_YES,
		  TRUTH_YES },
		{ "GPL-2.0-only", "GPL-2.0-only WITH Classpath-exception-2.0", TRUTH_NO, TRUTH_NO },
		{ "LicenseRef-own", "MIT", TRUTH_NO, TRUTH_NO },
		{ "do what you want", "MIT", TRUTH_UNKNOWN, TRUTH_UNKNOWN },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (licences(rows[i].text, rows[i].pattern, false) != rows[i].within ||
		    licences(rows[i].text, rows[i].pattern, true) != rows[i].need)
			fail_msg("%s, %s", rows[i].text, rows[i].pattern);
}

#define RULE "[[rule]]\nid = 'a'\non = 'component'\nwhen = 'pinned'\naction = 'hold'\n"
#define WAIVER                                                                                     \
	"[[waiver]]\nfinding = '0123456789ab'\nowner = 'o'\nreason = 'r'\nexpires = 2027-01-31\n"

static void refuses_policies(void **state)
{
	static const struct {
		const char *text, *why;
	} rows[] = {
		{ "", "p:1:1: version = 1 is missing: this program knows no other" },
		{ "version = 2", "p:1:11: version = 1 is missing: this program knows no other" },
		{ "version = 1\nverson = 1",
		  "p:2:1: a policy has no key 'verson'; did you mean 'version'?" },
		{ "version = 1\nversion = 1", "p:2:1: a key stands twice in one table" },
		{ "version = 1\n[decision]\nreview = 'alow'",
		  "p:3:10: review is one of \"allow\", \"hold\", \"block\"; did you mean "
		  "'allow'?" },
		{ "version = 1\n[rule]\nid = 'a'",
		  "p:2:2: [[rule]] is written in double brackets" },
		{ "version = 1\n" RULE RULE, "p:8:6: another rule has the id a" },
		{ "version = 1\n[[rule]]\nid = 'a'\non = 'component'\nwhen = 'pined'\naction = "
		  "'hold'",
		  "p:5:9: a component has no field 'pined'; did you mean 'pinned'?" },
		{ "version = 1\n[[rule]]\nid = 'a'\non = 'component'\nwhen = '''\n\n  age < 3'''\n"
		  "action = 'hold'",
		  "p:7:9: age '<' wants a time, as 30d" },
		{ "version = 1\n[[rule]]\nid = 'a'\non = 'component'\nwhen = 'pinned'\n"
		  "action = 'allow'",
		  "p:6:10: only a rule on findings can allow" },
		{ "version = 1\n[[waiver]]\nrule = 'policy-hold'\nowner = 'o'\nreason = 'r'\n"
		  "expires = 2027-01-31",
		  "p:2:3: [[waiver]] wants a finding, or a rule and a purl or a path" },
		{ "version = 1\n[[waiver]]\nrule = 'policy-hol'\npath = 'x'\nowner = 'o'\n"
		  "reason = 'r'\nexpires = 2027-01-31",
		  "p:3:8: there is no rule 'policy-hol'; did you mean 'policy-hold'?" },
		{ "version = 1\n[[waiver]]\nfinding = '0123456789ab'\nowner = 'o'\nreason = 'r'",
		  "p:2:3: [[waiver]] lacks expires" },
		{ "version = 1\n[[waiver]]\nfinding = '0123456789ab'\nowner = 'o'\nreason = 'r'\n"
		  "expires = '2027-02-30'",
		  "p:6:11: expires is a day: 2027-01-31" },
		{ "version = 1\n[waivers]\nmax_age = '10d'\n" WAIVER,
		  "p:8:11: it lasts longer than the 10 days of [waivers]" },
		{ "version = 1\n[advisories]\nmax_age = 30",
		  "p:3:11: max_age is a time: \"30d\", with s, h, d or w" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct policy policy;
		enum err e = policy_parse(&policy, span_str(rows[i].text), "p");

		policy_free(&policy);
		if (e == OK || strcmp(err_text(), rows[i].why) != 0)
			fail_msg("%s\n%s", rows[i].text, e == OK ? "taken" : err_text());
	}
}

static void takes_policies(void **state)
{
	static const char text[] = "version = 1\n[decision]\nreview = 'block'\n[advisories]\n"
				   "max_age = '30d'\nrequire_signature = true\n" RULE WAIVER;
	struct policy policy;

	(void)state;
	assert_int_equal(policy_parse(&policy, span_str(text), "p"), OK);
	assert_int_equal(policy.n_rules, 1);
	assert_int_equal(policy.n_waivers, 1);
	assert_int_equal(policy.decisions.of_verdict[VERDICT_REVIEW], DECISION_BLOCK);
	assert_int_equal(policy.decisions.of_verdict[VERDICT_MALICIOUS], DECISION_BLOCK);
	assert_int_equal(policy.max_age, 30 * DAY_SECONDS);
	assert_true(policy.require_signature);
	assert_false(policy.waivers[0].expired);
	policy_free(&policy);
}

static void counts_days(void **state)
{
	int64_t day = 0;

	(void)state;
	assert_true(day_parse(span_str("1970-01-01"), &day) && day == 0);
	assert_true(day_parse(span_str("2000-02-29T01:02:03Z"), &day) && day == 11016);
	assert_true(day_parse(span_str("2026-11-24"), &day) && day == day_of(1795500000));
	assert_false(day_parse(span_str("2100-02-29"), &day));
	assert_false(day_parse(span_str("2026-11-2"), &day));
	assert_false(day_parse(span_str("2026-11-24x"), &day));
	assert_int_equal(day_of(-1), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(joins_three_values),  cmocka_unit_test(compares),
		cmocka_unit_test(refuses_expressions), cmocka_unit_test(ends_always),
		cmocka_unit_test(fits_patterns),       cmocka_unit_test(reads_licences),
		cmocka_unit_test(refuses_policies),    cmocka_unit_test(takes_policies),
		cmocka_unit_test(counts_days),
	};
	int failed;

	(void)setenv("SOURCE_DATE_EPOCH", "1795500000", 1); /* 2026-11-24 */
	arena_init(&arena, MiB(256), NULL, NULL);
	report_init(&report);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	report_free(&report);
	arena_free(&arena);
	return failed;
}
