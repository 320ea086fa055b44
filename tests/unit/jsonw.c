/* JSON that is written: well formed whatever the text, the same for the same calls, and a failure
 * of the sink is not lost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/jsonw.h"
#include "sys/out.h"

static void texts_are_escaped(void **state)
{
	static const struct {
		struct span text;
		const char *json;
	} cases[] = {
		{ SPAN(""), "\"\"" },
		{ SPAN("a\"b\\c\n\r\t/"), "\"a\\\"b\\\\c\\n\\r\\t/\"" },
		{ SPAN("\0\x1b\x7f"), "\"\\u0000\\u001b\\u007f\"" },
		{ SPAN("\xc3\xa9\xf0\x9f\x98\x80"), "\"\xc3\xa9\xf0\x9f\x98\x80\"" },
		{ SPAN("\xe2\x80\xae\xf3\xa0\x81\x81"), "\"\\u202e\\udb40\\udc41\"" },
		{ SPAN("a\xff\xed\xa0\x80"), "\"a\\\\xff\\\\xed\\\\xa0\\\\x80\"" },
		{ SPAN("\xc3"), "\"\\\\xc3\"" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sink_buf sink;
		struct jsonw w;
		struct buf text;

		buf_init(&text, 1000);
		sink_into_buf(&sink, &text);
		jsonw_init(&w, &sink.sink);
		jsonw_text(&w, NULL, cases[i].text);
		assert_int_equal(sink_flush(&sink.sink), OK);
		assert_string_equal(buf_text(&text), cases[i].json);
		buf_free(&text);
	}
}

static void levels_are_laid_out(void **state)
{
	struct sink_buf sink;
	struct jsonw w;
	struct buf text;

	(void)state;
	buf_init(&text, 1000);
	sink_into_buf(&sink, &text);
	jsonw_init(&w, &sink.sink);
	jsonw_map(&w, NULL);
	jsonw_list(&w, "empty");
	jsonw_list_end(&w);
	jsonw_list_flat(&w, "flat");
	jsonw_number(&w, NULL, UINT64_MAX);
	jsonw_map(&w, NULL);
	jsonw_null(&w, "n");
	jsonw_bool(&w, "b", true);
	jsonw_map_end(&w);
	jsonw_list_end(&w);
	jsonw_list(&w, "lines");
	jsonw_seconds(&w, NULL, 1.25);
	jsonw_word(&w, NULL, NULL);
	jsonw_list_end(&w);
	jsonw_map_end(&w);
	jsonw_end(&w);
	assert_int_equal(sink_flush(&sink.sink), OK);
	assert_string_equal(buf_text(&text),
			    "{\n  \"empty\": [],\n"
			    "  \"flat\": [18446744073709551615, {\"n\": null, \"b\": true}],\n"
			    "  \"lines\": [\n    1.250000,\n    null\n  ]\n}\n");
	buf_free(&text);
}

static void a_full_disk_is_an_error(void **state)
{
	static const uint8_t much[3 * SINK_ROOM];
	struct out out;

	(void)state;
	assert_int_equal(out_create(&out, "/dev/full"), OK);
	sink_str(&out.sink, "small, still buffered");
	assert_int_equal(out_close(&out), ERR_IO);
	assert_string_equal(err_text(), "write /dev/full: No space left on device");

	assert_int_equal(out_create(&out, "/dev/full"), OK);
	sink_span(&out.sink, span_of(much, sizeof(much)));
	sink_str(&out.sink, "more");
	assert_int_equal(out.sink.n, 4);
	assert_int_equal(out_close(&out), ERR_IO); /* the failure stays */
	assert_int_equal(out_create(&out, "/nonexistent/file"), ERR_IO);
	assert_string_equal(err_text(), "create /nonexistent/file: No such file or directory");
}

static void put_file(const char *path, const char *text, enum err wanted)
{
	struct out out;

	assert_int_equal(out_create(&out, path), OK);
	sink_str(&out.sink, text);
	assert_int_equal(out_close(&out), wanted);
}

static void assert_file(const char *path, const char *wanted, mode_t mode)
{
	char room[64] = "";
	FILE *file = fopen(path, "r");
	struct stat st;

	assert_non_null(file);
	assert_true(fread(room, 1, sizeof(room) - 1, file) > 0);
	(void)fclose(file);
	assert_string_equal(room, wanted);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, mode);
}

static void what_is_not_whole_replaces_nothing(void **state)
{
	char folder[] = "/tmp/assay-out-XXXXXX", file[64], link[64];
	const struct rlimit small = { .rlim_cur = 8, .rlim_max = RLIM_INFINITY };
	struct rlimit before;

	(void)state;
	assert_non_null(mkdtemp(folder));
	(void)snprintf(file, sizeof(file), "%s/a", folder);
	(void)snprintf(link, sizeof(link), "%s/b", folder);
	put_file(file, "old", OK);
	assert_int_equal(chmod(file, 0640), 0);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	(void)signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	put_file(file, "longer than eight bytes", ERR_IO);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_file(file, "old", 0640);

	put_file(file, "new", OK);
	assert_file(file, "new", 0640);
	assert_int_equal(symlink("a", link), 0);
	put_file(link, "by a link", OK); /* which stays one */
	assert_file(file, "by a link", 0640);
	assert_int_equal(unlink(link), 0);
	assert_int_equal(unlink(file), 0);
	assert_int_equal(rmdir(folder), 0); /* nothing else is left in it */
}

static void large_and_small_keep_their_order(void **state)
{
	struct sink_buf sink;
	struct buf text, want;

	(void)state;
	buf_init(&text, 10 << 20);
	buf_init(&want, 10 << 20);
	sink_into_buf(&sink, &text);
	for (size_t n = 1; n < (size_t)4 * SINK_ROOM; n = 3 * n + 1) {
		struct buf run;

		buf_init(&run, 1 << 20);
		for (size_t i = 0; i < n; i++)
			buf_byte(&run, (uint8_t)(n + i));
		sink_span(&sink.sink, buf_view(&run));
		buf_span(&want, buf_view(&run));
		buf_free(&run);
	}
	assert_int_equal(sink_flush(&sink.sink), OK);
	assert_true(span_eq(buf_view(&text), buf_view(&want)));
	buf_free(&text);
	buf_free(&want);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_escaped),
		cmocka_unit_test(levels_are_laid_out),
		cmocka_unit_test(a_full_disk_is_an_error),
		cmocka_unit_test(what_is_not_whole_replaces_nothing),
		cmocka_unit_test(large_and_small_keep_their_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
