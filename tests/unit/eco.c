/* The helpers of the modules in eco/: places, addresses, digests, tables, npm's specs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "eco/index.h"
#include "eco/lines.h"
#include "eco/npm/spec.h"
#include "eco/origin.h"
#include "eco/place.h"

static void assert_span(struct span got, const char *want)
{
	if (!span_is(got, want))
		fail_msg("got '%.*s', wanted '%s'", (int)got.n, (const char *)got.p, want);
}

static void test_place(void **state)
{
	bool found;

	(void)state;
	assert_true(place_is(span_str("lib/apk/db/installed"), "lib/apk/db/installed"));
	assert_true(place_is(span_str("/x/lib/apk/db/installed"), "lib/apk/db/installed"));
	assert_false(place_is(span_str("mylib/apk/db/installed"), "lib/apk/db/installed"));
	assert_span(place_folder(span_str("a/b/c")), "a/b");
	assert_span(place_folder(span_str("c")), "");
	assert_span(place_name(span_str("a/b/c")), "c");
	assert_span(
		place_behind(span_str("node_modules/a/node_modules/b/x"), "node_modules", &found),
		"b/x");
	assert_true(found);
	assert_span(place_behind(span_str("my_node_modules/b"), "node_modules", &found),
		    "my_node_modules/b");
	assert_false(found);
	(void)place_behind(span_str("a/node_modules"), "node_modules", &found);
	assert_false(found);
}

static void test_origin(void **state)
{
	struct arena arena;
	struct entry entry = { .kind = FACT_COMPONENT };

	(void)state;
	arena_init(&arena, MiB(1), NULL, NULL);
	assert_span(origin_redacted(span_str("https://u:p@example.invalid/a?token=x"), &arena),
		    "https://example.invalid/a");
	assert_span(origin_redacted(span_str("git+ssh://git@example.invalid/a.git#c0"), &arena),
		    "git+ssh://git@example.invalid/a.git#c0");
	assert_span(origin_redacted(span_str("https://example.invalid?x@y"), &arena),
		    "https://example.invalid");
	assert_span(origin_redacted(span_str("file:../x"), &arena), "file:../x");
	assert_span(origin_host(span_str("https://u@example.invalid:8/a")), "example.invalid:8");
	assert_span(origin_host(span_str("../x")), "");
	assert_true(origin_integrity(&entry, span_str("sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk= md9-xx"),
				     &arena));
	assert_int_equal(entry.n, 1);
	assert_span(entry.attrs[0].text, "sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709");
	assert_false(
		origin_integrity(&entry, span_str("sha512-2jmj7l5rSw0yVb/vlWAYkK/YBwk="), &arena));
	assert_false(origin_hex(&entry, "sha1", span_str("zz"), &arena));
	assert_true(
		origin_hex(&entry, "md5", span_str("D41D8CD98F00B204E9800998ECF8427E"), &arena));
	assert_span(entry.attrs[1].text, "md5:d41d8cd98f00b204e9800998ecf8427e");
	arena_free(&arena);
}

static void test_index(void **state)
{
	struct arena arena;
	struct index index;

	(void)state;
	arena_init(&arena, MiB(1), NULL, NULL);
	index_init(&index, &arena, 3);
	assert_true(index_find(&index, span_str("a")) == INDEX_NONE);
	index_add(&index, span_str("b"), 1);
	index_add(&index, span_str("a"), 2);
	index_add(&index, span_str("a"), 3);
	index_add(&index, span_str("c"), 4);
	assert_int_equal(index_find(&index, span_str("a")), 2);
	assert_int_equal(index_find(&index, span_str("b")), 1);
	assert_true(index_find(&index, span_str("c")) == INDEX_NONE);
	arena_free(&arena);
}

static void test_lines(void **state)
{
	struct lines lines = lines_of(span_str("a\nb\n\nc"));

	(void)state;
	assert_int_equal(lines_at(&lines, 0), 1);
	assert_int_equal(lines_at(&lines, 2), 2);
	assert_int_equal(lines_at(&lines, 5), 4);
	assert_int_equal(lines_at(&lines, 2), 2);
	assert_int_equal(lines_at(&lines, 99), 4);
}

static void test_npm_spec(void **state)
{
	static const struct {
		const char *text;
		enum npm_spec_kind kind;
		const char *name, *rest;
	} rows[] = {
		{ "1.2.3", NPM_SPEC_EXACT, "", "1.2.3" },
		{ " =v1.2.3-rc.1+b ", NPM_SPEC_EXACT, "", "1.2.3-rc.1+b" },
		{ "1.2", NPM_SPEC_RANGE, "", "1.2" },
		{ "1.2.3-", NPM_SPEC_RANGE, "", "1.2.3-" },
		{ "1.2.3 || 2", NPM_SPEC_RANGE, "", "1.2.3 || 2" },
		{ "", NPM_SPEC_RANGE, "", "*" },
		{ "latest", NPM_SPEC_RANGE, "", "latest" },
		{ "npm:@s/real@^1", NPM_SPEC_RANGE, "@s/real", "^1" },
		{ "npm:real@1.0.0", NPM_SPEC_EXACT, "real", "1.0.0" },
		{ "npm:real", NPM_SPEC_RANGE, "real", "*" },
		{ "npm:^1.0.0", NPM_SPEC_RANGE, "", "^1.0.0" },
		{ "owner/repo#v1", NPM_SPEC_GIT, "", "owner/repo#v1" },
		{ "https://example.invalid/a.git#x", NPM_SPEC_GIT, "",
		  "https://example.invalid/a.git#x" },
		{ "https://example.invalid/a.tgz", NPM_SPEC_URL, "",
		  "https://example.invalid/a.tgz" },
		{ "workspace:*", NPM_SPEC_LOCAL, "", "workspace:*" },
		{ "../a", NPM_SPEC_LOCAL, "", "../a" },
		{ "catalog:", NPM_SPEC_CATALOG, "", "catalog:" },
	};
	struct span behind;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct npm_spec spec = npm_spec_of(span_str(rows[i].text));

		assert_int_equal(spec.kind, rows[i].kind);
		assert_span(spec.name, rows[i].name);
		assert_span(spec.text, rows[i].rest);
	}
	assert_span(npm_split(span_str("@s/a@1"), &behind), "@s/a");
	assert_span(behind, "1");
	assert_span(npm_split(span_str("a"), &behind), "a");
	assert_span(behind, "");
	assert_span(npm_split(span_str(""), &behind), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_place),	 cmocka_unit_test(test_origin),
		cmocka_unit_test(test_index),	 cmocka_unit_test(test_lines),
		cmocka_unit_test(test_npm_spec),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
