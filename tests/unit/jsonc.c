/* JSON with comments: what becomes blank, and what stays a fault for the strict reader. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/jsonc.h"

static const struct {
	const char *in, *out;
} rows[] = {
	{ "{\"a\": 1}", NULL },
	{ "{\"a\": 1, // one\n}", "{\"a\": 1        \n}" },
	{ "[1,/* x */]", "[1        ]" },
	{ "[1,,]", NULL },
	{ "[,]", NULL },
	{ "{\"a\":,}", NULL },
	{ "{\"u\": \"http://x/*y*/\"}", NULL },
	{ "{\"u\": \"\\\"//\",}", "{\"u\": \"\\\"//\" }" },
	{ "[1, /* no end", "[1,          " },
	{ "\"no end \\", NULL },
	{ "/", NULL },
	{ "", NULL },
};

static void blanks(void **state)
{
	uint8_t out[64];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct span in = span_str(rows[i].in);
		bool changed = jsonc_blank(in, out);

		assert_int_equal(changed, rows[i].out != NULL);
		assert_true(span_is(span_of(out, in.n), rows[i].out ? rows[i].out : rows[i].in));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(blanks) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
