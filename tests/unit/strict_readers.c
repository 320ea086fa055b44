/* Reading to the letter: DER, canonical JSON, patterns of identities, files of keys. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/json.h"
#include "base/wildcard.h"
#include "trust/der.h"
#include "trust/public_key.h"
#include "trust/tuf/canonical.h"

#define COUNT(rows) (sizeof(rows) / sizeof(*(rows)))

/* X.690 sections 8 and 10. */
static const struct {
	struct span bytes;
	bool strict;
} ders[] = {
	{ SPAN("\x02\x01\x00"), true },
	{ SPAN("\x02\x02\x00\x80"), true },
	{ SPAN("\x02\x02\x00\x7f"), false }, /* a zero to spare */
	{ SPAN("\x02\x02\xff\x80"), false }, /* a sign to spare */
	{ SPAN("\x02\x00"), false },
	{ SPAN("\x01\x01\xff"), true },
	{ SPAN("\x01\x01\x01"), false }, /* true is ff */
	{ SPAN("\x05\x00"), true },
	{ SPAN("\x05\x01\x00"), false },
	{ SPAN("\x05\x81\x00"), false },     /* a long length for a short one */
	{ SPAN("\x30\x80\x00\x00"), false }, /* no length */
	{ SPAN("\x30\x03\x02\x01\x00"), true },
	{ SPAN("\x30\x03\x02\x01"), false },
	{ SPAN("\x30\x03\x02\x01\x00\x00"), false }, /* something behind it */
	{ SPAN("\x10\x00"), false },		     /* a sequence is made of others */
	{ SPAN("\x24\x03\x04\x01\x00"), false },     /* a string in pieces */
	{ SPAN("\x03\x02\x04\xf0"), true },
	{ SPAN("\x03\x02\x04\xf8"), false }, /* an unused bit that is set */
	{ SPAN("\x03\x01\x01"), false },
	{ SPAN("\x03\x02\x08\x00"), false },
	{ SPAN("\x06\x03\x2a\x03\x04"), true },
	{ SPAN("\x06\x03\x2a\x80\x04"), false }, /* a number with a zero in front */
	{ SPAN("\x06\x02\x2a\x83"), false },
	{ SPAN("\x1f\x01\x00"), false }, /* a tag that goes on */
	{ SPAN(""), false },
};

static void test_der(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(ders); i++)
		assert_int_equal(der_strict(ders[i].bytes), ders[i].strict);
}

static void test_der_depth(void **state)
{
	uint8_t bytes[2 * 64];

	(void)state;
	for (size_t i = 0; i < sizeof(bytes); i += 2) {
		bytes[i] = DER_SEQUENCE;
		bytes[i + 1] = (uint8_t)(sizeof(bytes) - i - 2);
	}
	assert_true(der_strict(span_of(bytes + sizeof(bytes) - 40, 40)));
	assert_false(der_strict(span_of(bytes, sizeof(bytes))));
}

static void test_der_write(void **state)
{
	static const size_t sizes[] = { 0, 1, 127, 128, 255, 256, 65535, 65536 };
	struct arena arena;

	(void)state;
	arena_init(&arena, MiB(4), NULL, NULL);
	for (size_t i = 0; i < COUNT(sizes); i++) {
		struct span body = span_of(arena_alloc(&arena, sizes[i] + 1), sizes[i]);
		struct span whole = der_write(DER_OCTET_STRING, &body, 1, &arena);
		struct reader r = reader_of(whole);

		assert_true(der_strict(whole));
		assert_int_equal(der_take(&r, DER_OCTET_STRING).n, sizes[i]);
	}
	arena_free(&arena);
}

/* RFC 5280 section 4.1.2.5. */
static const struct {
	uint8_t tag;
	const char *text;
	bool good;
	int64_t seconds;
} times[] = {
	{ DER_UTC_TIME, "700101000001Z", true, 1 },
	{ DER_UTC_TIME, "491231235959Z", true, 2524607999 },
	{ DER_GENERALIZED_TIME, "20500101000000Z", true, 2524608000 },
	{ DER_UTC_TIME, "7001010000Z", false, 0 },
	{ DER_UTC_TIME, "700101000001+0000", false, 0 },
	{ DER_UTC_TIME, "701301000001Z", false, 0 },
	{ DER_GENERALIZED_TIME, "20500101000000.5Z", false, 0 },
	{ DER_GENERALIZED_TIME, "20500101000000", false, 0 },
	{ DER_OCTET_STRING, "700101000001Z", false, 0 },
};

static void test_der_time(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(times); i++) {
		const struct der value = { .tag = times[i].tag, .body = span_str(times[i].text) };
		int64_t seconds = 0;

		assert_int_equal(der_time(&value, &seconds), times[i].good);
		if (times[i].good)
			assert_int_equal(seconds, times[i].seconds);
	}
}

static const struct {
	const char *pattern, *text;
	bool matches;
} identities[] = {
	{ "a", "a", true },
	{ "a", "ab", false },
	{ "a", "A", false },
	{ "", "", true },
	{ "", "a", false },
	{ "*", "", true },
	{ "a*", "ab/c", true },
	{ "*b", "ab", true },
	{ "*b", "abc", false },
	{ "a*c*e", "abcde", true },
	{ "a*c*e", "abcd", false },
	{ "*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaa", false },
	{ "https://x/*@refs/tags/*", "https://x/w.yml@refs/tags/v1", true },
	{ "https://x/*@refs/tags/*", "https://y/https://x/w.yml@refs/tags/v1", false },
	{ ".", "a", false },
	{ "a?", "ab", false },
};

static void test_identity(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(identities); i++)
		assert_int_equal(wildcard_fits(span_str(identities[i].pattern),
						  span_str(identities[i].text)),
				 identities[i].matches);
}

static const struct {
	const char *text, *canonical; /* NULL: it has none */
} canonicals[] = {
	{ "{\"b\":1,\"a\":[true,false,null]}", "{\"a\":[true,false,null],\"b\":1}" },
	{ " { \"a\" : -7 } ", "{\"a\":-7}" },
	{ "\"\\u0041\\n\\\"\\\\\\u00e9\"", "\"A\n\\\"\\\\\xc3\xa9\"" },
	{ "{\"ab\":1,\"a\":2,\"B\":3}", "{\"B\":3,\"a\":2,\"ab\":1}" },
	{ "1.0", NULL },
	{ "1e3", NULL },
	{ "-0", NULL },
};

static void test_canonical(void **state)
{
	struct arena arena;

	(void)state;
	arena_init(&arena, MiB(4), NULL, NULL);
	for (size_t i = 0; i < COUNT(canonicals); i++) {
		struct span out;
		struct json json;

		json_parse(&json, &arena, span_str(canonicals[i].text));
		assert_null(json.why);
		assert_int_equal(canonical_write(json.root, &arena, &out),
				 canonicals[i].canonical != NULL);
		if (canonicals[i].canonical)
			assert_true(span_is(out, canonicals[i].canonical));
	}
	arena_free(&arena);
}

#define DIGITS "AQID"
static const struct {
	const char *text;
	bool good;
} pems[] = {
	{ "-----BEGIN X-----\n" DIGITS "\n-----END X-----\n", true },
	{ "-----BEGIN X-----\r\n" DIGITS "\r\n-----END X-----", true },
	{ "\n-----BEGIN X-----\nAQ\nID\n-----END X-----\n\n", true },
	{ "-----BEGIN Y-----\n" DIGITS "\n-----END Y-----\n", false },
	{ "-----BEGIN X-----\n" DIGITS "\n", false },
	{ "text\n-----BEGIN X-----\n" DIGITS "\n-----END X-----\n", false },
	{ "-----BEGIN X-----\nA: b\n\n" DIGITS "\n-----END X-----\n", false },
	{ "-----BEGIN X-----\n" DIGITS "\n-----END X-----\n-----BEGIN X-----\n" DIGITS
	  "\n-----END X-----\n",
	  false },
	{ "", false },
};

static void test_pem(void **state)
{
	struct arena arena;

	(void)state;
	arena_init(&arena, MiB(1), NULL, NULL);
	for (size_t i = 0; i < COUNT(pems); i++) {
		struct span der;

		assert_int_equal(pem_read(span_str(pems[i].text), "X", &arena, &der), pems[i].good);
		if (pems[i].good)
			assert_true(span_is(der, "\1\2\3"));
	}
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_der),	  cmocka_unit_test(test_der_depth),
		cmocka_unit_test(test_der_write), cmocka_unit_test(test_der_time),
		cmocka_unit_test(test_identity),  cmocka_unit_test(test_canonical),
		cmocka_unit_test(test_pem),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
