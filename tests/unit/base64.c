/* Base64 to the letter: one text for each sequence of bytes, and no other is read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/base64.h"

/* RFC 4648 section 10. */
static const struct {
	const char *bytes, *text;
} vectors[] = {
	{ "", "" },
	{ "f", "Zg==" },
	{ "fo", "Zm8=" },
	{ "foo", "Zm9v" },
	{ "foob", "Zm9vYg==" },
	{ "fooba", "Zm9vYmE=" },
	{ "foobar", "Zm9vYmFy" },
};

static const char *const refused[] = {
	"Zg",	   "Zg=",      "Zg===", "Zg==Zg==", "Zh==",	"Zm9=", "Zm 9v", "Zm9v\n",
	"\nZm9v",  "Zm9v====", "====",	"=m9v",	    "Z===",	"Zm-v", "Zm_v",	 "Zg=A",
	"Zm\x80v", "Zm9vYg",   "Zm9v=", "Zm9vZ",    "Zm9v Zg=", "=",	"==",
};

static struct arena arena;

static void reads_and_writes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(vectors) / sizeof(*vectors); i++) {
		struct span bytes;

		assert_true(base64_read(span_str(vectors[i].text), &arena, &bytes));
		assert_true(span_is(bytes, vectors[i].bytes));
		assert_true(span_is(base64_write(bytes, &arena), vectors[i].text));
	}
}

static void refuses_other_spellings(void **state)
{
	struct span bytes = SPAN("as it was");

	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++)
		assert_false(base64_read(span_str(refused[i]), &arena, &bytes));
	assert_false(base64_read(span_of("Zm9\0", 4), &arena, &bytes));
	assert_true(span_is(bytes, "as it was"));
}

static void all_digits_come_back(void **state)
{
	uint8_t bytes[256];
	struct span back;

	(void)state;
	for (unsigned i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i * 167);
	for (size_t n = 0; n <= sizeof(bytes); n++) {
		struct span text = base64_write(span_of(bytes, n), &arena);

		assert_true(base64_read(text, &arena, &back));
		assert_true(span_eq(back, span_of(bytes, n)));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_and_writes),
		cmocka_unit_test(refuses_other_spellings),
		cmocka_unit_test(all_digits_come_back),
	};
	int failed;

	arena_init(&arena, MiB(8), NULL, NULL);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(&arena);
	return failed;
}
