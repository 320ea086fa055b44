/* Scores of CVSS vectors: the examples that the standards' authors publish, and what is no vector.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "advisory/cvss.h"

struct example {
	const char *vector;
	unsigned tenths;
};

static void scores_as(const struct example *examples, size_t n, enum cvss_version version)
{
	struct cvss cvss;

	for (size_t i = 0; i < n; i++) {
		if (!cvss_score(span_str(examples[i].vector), &cvss))
			fail_msg("%s is refused", examples[i].vector);
		if (cvss.tenths != examples[i].tenths)
			fail_msg("%s scores %u", examples[i].vector, cvss.tenths);
		assert_int_equal(cvss.version, version);
	}
}

#define SCORES_AS(examples, version)                                                               \
	scores_as(examples, sizeof(examples) / sizeof((examples)[0]), version)

/* The guide to version 2, section 3.3. */
static void version_2(void **state)
{
	static const struct example examples[] = {
		{ "AV:N/AC:L/Au:N/C:N/I:N/A:C", 78 },
		{ "(AV:N/AC:L/Au:N/C:N/I:N/A:C)", 78 },
		{ "AV:N/AC:L/Au:N/C:N/I:N/A:C/E:F/RL:OF/RC:C", 78 },
		{ "AV:N/AC:L/Au:N/C:C/I:C/A:C", 100 },
		{ "AV:L/AC:H/Au:N/C:C/I:C/A:C", 62 },
		{ "AV:L/AC:H/Au:M/C:N/I:N/A:N", 0 },
	};

	(void)state;
	SCORES_AS(examples, CVSS_2);
}

/* "CVSS v3.1 Examples". */
static void version_31(void **state)
{
	static const struct example examples[] = {
		{ "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 61 },
		{ "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", 64 },
		{ "CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N", 31 },
		{ "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H", 99 },
		{ "CVSS:3.1/AV:L/AC:L/PR:H/UI:N/S:U/C:L/I:L/A:L", 42 },
		{ "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H", 88 },
		{ "CVSS:3.1/AV:L/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H", 78 },
		{ "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", 75 },
		{ "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 98 },
		{ "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:C/C:N/I:H/A:N", 68 },
		{ "CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 68 },
		{ "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:L/I:N/A:N", 58 },
		{ "CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:C/C:H/I:N/A:H", 93 },
		{ "CVSS:3.1/AV:N/AC:L/PR:L/UI:R/S:C/C:L/I:L/A:N", 54 },
		{ "CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N", 46 },
		{ "CVSS:3.1/S:U/AV:N/AC:L/PR:N/UI:N/C:N/I:N/A:N/E:P/MAV:X", 0 },
		{ "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 100 },
	};

	(void)state;
	SCORES_AS(examples, CVSS_31);
}

/* Where the two roundings differ. */
static void version_30(void **state)
{
	static const struct example examples[] = {
		{ "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 98 },
		{ "CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 61 },
	};

	(void)state;
	SCORES_AS(examples, CVSS_30);
}

/* "CVSS v4.0 Examples", and one for each way in which the score falls within a macro vector. */
static void version_40(void **state)
{
	static const struct example examples[] = {
		{ "CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 73 },
		{ "CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:P/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 77 },
		{ "CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:L/VA:L/SC:N/SI:N/SA:N", 83 },
		{ "CVSS:4.0/AV:L/AC:L/AT:N/PR:N/UI:A/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N", 46 },
		{ "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N", 87 },
		{ "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H", 100 },
		{ "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 93 },
		{ "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N", 0 },
		{ "CVSS:4.0/AV:P/AC:H/AT:P/PR:H/UI:N/VC:N/VI:N/VA:H/SC:N/SI:N/SA:L/E:U/MAV:L/MVA:L/"
		  "MSI:X/MSA:L",
		  2 },
		{ "CVSS:4.0/AV:P/AC:L/AT:N/PR:N/UI:P/VC:H/VI:N/VA:N/SC:L/SI:L/SA:L/AR:M/MAT:P/"
		  "MVC:L",
		  10 },
		{ "CVSS:4.0/AV:A/AC:H/AT:P/PR:L/UI:P/VC:H/VI:L/VA:N/SC:L/SI:L/SA:H/IR:H/AR:M/MVC:L/"
		  "MVI:L",
		  21 },
		{ "CVSS:4.0/AV:N/AC:H/AT:N/PR:N/UI:A/VC:N/VI:H/VA:N/SC:N/SI:H/SA:L/E:U/MSI:X", 37 },
		{ "CVSS:4.0/AV:N/AC:H/AT:N/PR:N/UI:A/VC:L/VI:L/VA:L/SC:N/SI:L/SA:H/AR:L/MPR:H/"
		  "MUI:P/MSI:H",
		  48 },
		{ "CVSS:4.0/AV:L/AC:L/AT:P/PR:N/UI:P/VC:H/VI:L/VA:N/SC:H/SI:H/SA:H/E:P/CR:X/MAT:N/"
		  "MPR:L",
		  54 },
		{ "CVSS:4.0/AV:A/AC:L/AT:N/PR:N/UI:A/VC:L/VI:L/VA:N/SC:H/SI:H/SA:L/MAC:L/MUI:N/"
		  "MVC:L/MSC:L",
		  64 },
		{ "CVSS:4.0/AV:P/AC:L/AT:N/PR:H/UI:N/VC:N/VI:H/VA:L/SC:N/SI:L/SA:L/E:P/IR:X/AR:X/"
		  "MSC:N/MSA:S",
		  70 },
		{ "CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:H/VI:N/VA:L/SC:H/SI:H/SA:L/IR:X/MAV:N/"
		  "MUI:N/MVC:X/MSI:N",
		  84 },
		{ "CVSS:4.0/AV:A/AC:L/AT:P/PR:H/UI:N/VC:H/VI:H/VA:N/SC:H/SI:H/SA:N/MVA:X/MSA:S",
		  94 },
		{ "CVSS:4.0/AV:L/AC:H/AT:N/PR:N/UI:N/VC:H/VI:H/VA:N/SC:L/SI:N/SA:L/MAV:N/MAC:L/"
		  "MVA:X/MSI:L/MSA:S",
		  100 },
	};

	(void)state;
	SCORES_AS(examples, CVSS_40);
}

static void refuses(void **state)
{
	static const char *const bad[] = {
		"",
		"CVSS:3.1/",
		"7.5",
		"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H",
		"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/A:H",
		"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:Q",
		"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/",
		"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/ZZ:N",
		"CVSS:3.2/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
		"AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
		"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:S/SI:H/SA:H",
		"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/MSC:S",
		"CVSS:4.0/AV:|/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H",
	};
	struct cvss cvss;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (cvss_score(span_str(bad[i]), &cvss))
			fail_msg("'%s' is taken for a vector", bad[i]);
}

static void rates(void **state)
{
	(void)state;
	assert_int_equal(cvss_severity(0), SEVERITY_NONE);
	assert_int_equal(cvss_severity(1), SEVERITY_LOW);
	assert_int_equal(cvss_severity(39), SEVERITY_LOW);
	assert_int_equal(cvss_severity(40), SEVERITY_MEDIUM);
	assert_int_equal(cvss_severity(70), SEVERITY_HIGH);
	assert_int_equal(cvss_severity(89), SEVERITY_HIGH);
	assert_int_equal(cvss_severity(90), SEVERITY_CRITICAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(version_2),  cmocka_unit_test(version_30),
		cmocka_unit_test(version_31), cmocka_unit_test(version_40),
		cmocka_unit_test(refuses),    cmocka_unit_test(rates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
