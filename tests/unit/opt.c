/* Option tables: what fits is read, what does not is refused with a sentence that helps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/nearest.h"
#include "base/opt.h"
#include "base/wrap.h"

struct set {
	bool all, quiet;
	const char *name;
	uint32_t jobs;
	uint64_t most;
	unsigned form;
	struct opt_list skip;
};

static const struct opt table[] = {
	{ "all", 'a', OPT_FLAG(struct set, all), .help = "All" },
	{ "quiet", 'q', OPT_FLAG(struct set, quiet), .help = "Say less" },
	{ "name", 'n', OPT_TEXT(struct set, name), "NAME", "Name" },
	{ "two-words", 0, OPT_TEXT(struct set, name), "NAME", "The same" },
	OPT_HEADING("Limits"),
	{ "jobs", 'j', OPT_NUMBER(struct set, jobs, 1, 64), "N", "Jobs" },
	{ "most", 0, OPT_SIZE(struct set, most, 1024, UINT64_MAX), "SIZE", "Most" },
	{ "form", 'f', OPT_CHOICE(struct set, form), "text|json|sarif", "Form" },
	{ "skip", 0, OPT_LIST(struct set, skip), "GLOB",
	  "Skip what matches, however deep it lies in the tree" },
	{ 0 },
};

enum { WORDS_MAX = 32 };

static struct arena arena;
static struct set set;
static struct opt_rest rest;

/* Reads words that are separated by one blank. */
static enum err read_line(const char *line)
{
	char *argv[WORDS_MAX], *save = NULL;
	int argc = 0;

	set = (struct set){ .jobs = 2 };
	for (char *word = strtok_r(arena_text(&arena, span_str(line)), " ", &save);
	     word && argc < WORDS_MAX; word = strtok_r(NULL, " ", &save))
		argv[argc++] = word;
	return opt_parse(table, argc, argv, &arena, &set, &rest);
}

static void what_fits_is_read(void **state)
{
	(void)state;
	assert_int_equal(read_line("one -qa --name=x=y --jobs 7 -fsarif two --skip a --skip=b - "
				   "--most 3MiB --skip c -- --all"),
			 OK);
	assert_true(set.all && set.quiet);
	assert_string_equal(set.name, "x=y");
	assert_int_equal(set.jobs, 7);
	assert_int_equal(set.most, 3 << 20);
	assert_int_equal(set.form, 2);
	assert_int_equal(set.skip.n, 3);
	assert_string_equal(set.skip.words[2], "c");
	assert_int_equal(rest.operands.n, 4);
	assert_string_equal(rest.operands.words[2], "-");
	assert_string_equal(rest.operands.words[3], "--all");
	assert_false(rest.help);
}

static void the_last_one_counts(void **state)
{
	(void)state;
	assert_int_equal(read_line("-n a --name= -j3 --jobs=4"), OK);
	assert_string_equal(set.name, "");
	assert_int_equal(set.jobs, 4);
}

static void underscores_count_as_dashes(void **state)
{
	(void)state;
	assert_int_equal(read_line("--two_words=a_b"), OK);
	assert_string_equal(set.name, "a_b");
	assert_int_equal(read_line("--two+words=a"), ERR_USAGE);
	assert_int_equal(read_line("--na-me=a"), ERR_USAGE);
}

static void help_ends_the_line(void **state)
{
	(void)state;
	assert_int_equal(read_line("-qh --nonsense"), OK);
	assert_true(rest.help);
	assert_int_equal(read_line("--help --nonsense"), OK);
	assert_true(rest.help);
}

static void what_does_not_fit_is_refused(void **state)
{
	static const char *const cases[][2] = {
		{ "--qiet", "there is no option --qiet; did you mean --quiet?" },
		{ "--nam x", "there is no option --nam; did you mean --name?" },
		{ "--nonsense", "there is no option --nonsense" },
		{ "--\x1b[31m", "there is no option --\\x1b[31m" },
		{ "-x", "there is no option -x" },
		{ "-qxa", "there is no option -x" },
		{ "--all=1", "--all takes no value" },
		{ "--name", "--name needs a value: NAME" },
		{ "-aj", "--jobs needs a value: N" },
		{ "-j0", "--jobs: '0' is not a whole number from 1 to 64" },
		{ "-j65", "--jobs: '65' is not a whole number from 1 to 64" },
		{ "-j4x", "--jobs: '4x' is not a whole number from 1 to 64" },
		{ "-j-1", "--jobs: '-1' is not a whole number from 1 to 64" },
		{ "-j18446744073709551617",
		  "--jobs: '18446744073709551617' is not a whole number from 1 to 64" },
		{ "-fxml", "--form: 'xml' is none of text|json|sarif" },
		{ "--form=", "--form: '' is none of text|json|sarif" },
		{ "--form=text|json", "--form: 'text|json' is none of text|json|sarif" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(read_line(cases[i][0]), ERR_USAGE);
		assert_string_equal(err_text(), cases[i][1]);
	}
}

static void sizes_have_units(void **state)
{
	static const struct {
		const char *text;
		bool good;
		uint64_t size;
	} cases[] = {
		{ "0", true, 0 },
		{ "17", true, 17 },
		{ "2k", true, 2048 },
		{ "2KiB", true, 2048 },
		{ "3GB", true, UINT64_C(3) << 30 },
		{ "16777215T", true, UINT64_C(16777215) << 40 },
		{ "16777216T", false, 0 },
		{ "", false, 0 },
		{ "K", false, 0 },
		{ "1KK", false, 0 },
		{ "1i", false, 0 },
		{ "1P", false, 0 },
		{ "+1", false, 0 },
		{ " 1", false, 0 },
		{ "1.5G", false, 0 },
		{ "18446744073709551616", false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint64_t size = 0;

		assert_int_equal(opt_parse_size(cases[i].text, &size), cases[i].good);
		if (cases[i].good)
			assert_int_equal(size, cases[i].size);
	}
}

static void help_shows_the_table(void **state)
{
	struct sink_buf sink;
	struct buf text;

	(void)state;
	buf_init(&text, 1 << 16);
	sink_into_buf(&sink, &text);
	opt_help(table, &sink.sink);
	assert_int_equal(sink_flush(&sink.sink), OK);
	assert_non_null(strstr(buf_text(&text), "  -a, --all                   All\n"));
	assert_non_null(strstr(buf_text(&text), "\nLimits:\n"));
	assert_non_null(strstr(buf_text(&text), "      --skip GLOB             Skip what matches, "
						"however deep it lies in the\n"
						"                              tree\n"));
	buf_free(&text);
}

static void lines_are_wrapped(void **state)
{
	struct sink_buf sink;
	struct buf text;

	(void)state;
	buf_init(&text, 1 << 16);
	sink_into_buf(&sink, &text);
	sink_str(&sink.sink, "- ");
	wrap_text(&sink.sink, span_str("a\xc3\xa9\xc3\xa9 b  b a-word-longer-than-the-line c\n\nd"),
		  2, 2, 8);
	assert_int_equal(sink_flush(&sink.sink), OK);
	assert_string_equal(
		buf_text(&text),
		"- a\xc3\xa9\xc3\xa9 b\n  b\n  a-word-longer-than-the-line\n  c\n\n  d\n");
	buf_clear(&text);
	wrap_text(&sink.sink, span_str("a  b "), 0, 0, 8);
	assert_int_equal(sink_flush(&sink.sink), OK);
	assert_string_equal(buf_text(&text), "a  b\n");
	buf_free(&text);
}

static void a_name_is_guessed(void **state)
{
	static const char *const known[] = { "scan", "rules", "completion", "pickle-unknown-call" };
	static const char *const cases[][2] = {
		{ "scna", "scan" },
		{ "rule", "rules" },
		{ "compl", "completion" },
		{ "pickle-unknwon-call", "pickle-unknown-call" },
		{ "x", NULL },
		{ "frobnicate", NULL },
		{ "", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct nearest nearest = { .wanted = cases[i][0] };

		for (size_t j = 0; j < sizeof(known) / sizeof(known[0]); j++)
			nearest_try(&nearest, known[j]);
		if (cases[i][1])
			assert_string_equal(nearest.name, cases[i][1]);
		else
			assert_null(nearest.name);
	}
}

static int start(void **state)
{
	(void)state;
	arena_init(&arena, MiB(16), NULL, NULL);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_fits_is_read),
		cmocka_unit_test(the_last_one_counts),
		cmocka_unit_test(underscores_count_as_dashes),
		cmocka_unit_test(help_ends_the_line),
		cmocka_unit_test(what_does_not_fit_is_refused),
		cmocka_unit_test(sizes_have_units),
		cmocka_unit_test(help_shows_the_table),
		cmocka_unit_test(lines_are_wrapped),
		cmocka_unit_test(a_name_is_guessed),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
