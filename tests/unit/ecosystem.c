/* Every ecosystem of the OSV schema is known; packages and releases are the same however written.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "eco/ecosystem.h"
#include "eco/release.h"

static struct arena arena;

/* The OSV schema 1.7.5, docs/schema.md. */
static const char *const defined[] = {
	"AlmaLinux", "Alpaquita",    "Alpine",	       "Android",    "Azure Linux",
	"Bitnami",   "Bioconductor", "Chainguard",     "CleanStart", "ConanCenter",
	"CRAN",	     "crates.io",    "Debian",	       "Echo",	     "BellSoft Hardened Containers",
	"FreeBSD",   "GHC",	     "GitHub Actions", "Go",	     "Docker Hardened Images",
	"Hackage",   "Hex",	     "Julia",	       "Kubernetes", "Linux",
	"Mageia",    "Maven",	     "MinimOS",	       "npm",	     "NuGet",
	"opam",	     "openEuler",    "openSUSE",       "OSS-Fuzz",   "Packagist",
	"Photon OS", "Pub",	     "PyPI",	       "Red Hat",    "Rocky Linux",
	"RubyGems",  "SUSE",	     "SwiftURL",       "TuxCare",    "Ubuntu",
	"VSCode",    "Wolfi",	     "Root:Debian",
};

static void knows_every_ecosystem(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(defined) / sizeof(defined[0]); i++) {
		const struct ecosystem *e = ecosystem_of_osv(span_str(defined[i]), NULL);

		if (!e)
			fail_msg("%s", defined[i]);
		assert_ptr_equal(ecosystem_of_osv(ecosystem_osv(e), NULL), e);
		assert_ptr_equal(
			ecosystem_of_purl(ecosystem_purl_type(e), ecosystem_purl_namespace(e)), e);
	}
	assert_null(ecosystem_of_osv(span_str("Nothing"), NULL));
	assert_null(ecosystem_of_osv(span_str("Root:Root:npm"), NULL));
	assert_null(ecosystem_of_purl(span_str("nothing"), (struct span){ 0 }));
}

static void splits_the_release(void **state)
{
	struct span release;

	(void)state;
	assert_non_null(ecosystem_of_osv(span_str("Ubuntu:22.04:LTS"), &release));
	assert_true(span_is(release, "22.04:LTS"));
	assert_non_null(ecosystem_of_osv(span_str("Root:Alpine:3.18"), &release));
	assert_true(span_is(release, "3.18"));
	assert_non_null(ecosystem_of_osv(span_str("PyPI"), &release));
	assert_int_equal(release.n, 0);
}

static void knows_distributions(void **state)
{
	const struct ecosystem *other = ecosystem_of_purl(span_str("deb"), span_str("other"));

	(void)state;
	assert_true(ecosystem_is_distribution(other));
	assert_int_equal(ecosystem_osv(other).n, 0);
	assert_string_equal(ecosystem_order(other)->name, "debian");
	assert_true(span_is(ecosystem_osv(ecosystem_of_purl(span_str("npm"), span_str("@acme"))),
			    "npm"));
	assert_null(ecosystem_order(ecosystem_of_purl(span_str("docker"), span_str(""))));
}

struct spelled {
	const char *type, *namespace, *name, *key;
};

static void spells_names(void **state)
{
	static const struct spelled cases[] = {
		{ "pypi", "", "Zope._.Interface", "zope-interface" },
		{ "npm", "@Acme", "X", "@Acme/X" },
		{ "npm", "", "@Acme/X", "@Acme/X" },
		{ "golang", "github.com/A", "b", "github.com/A/b" },
		{ "maven", "org.a", "B", "org.a:B" },
		{ "composer", "Acme", "Pkg", "acme/pkg" },
		{ "cargo", "", "Serde_JSON", "serde-json" },
		{ "deb", "debian", "openssl", "openssl" },
		{ "swift", "", "https://GitHub.com/a/b.git", "github.com/a/b" },
		{ "swift", "github.com/a", "b", "github.com/a/b" },
		{ "vscode-extension", "MS-Python", "python", "ms-python.python" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct span namespace = span_str(cases[i].namespace);
		const struct ecosystem *e = ecosystem_of_purl(span_str(cases[i].type), namespace);
		struct span key = ecosystem_key(e, &arena, namespace, span_str(cases[i].name));

		if (!span_is(key, cases[i].key))
			fail_msg("%s: %.*s", cases[i].key, (int)key.n, (const char *)key.p);
	}
}

struct released {
	const char *release, *distro;
	bool same;
};

static void matches_releases(void **state)
{
	static const struct released cases[] = {
		{ "12", "debian-12", true },
		{ "12", "debian-12.5", true },
		{ "12", "bookworm", true },
		{ "1", "debian-12", false },
		{ "sid", "debian-sid", true },
		{ "sid", "debian-12", false },
		{ "22.04:LTS", "ubuntu-22.04", true },
		{ "Pro:22.04:LTS", "jammy", true },
		{ "22.04:LTS", "ubuntu-24.04", false },
		{ "v3.19", "alpine-3.19.1", true },
		{ "v3.19", "alpine-3.1", false },
		{ "enterprise_linux:9::appstream", "rhel-9.4", true },
		{ "rhel_aus:8.4::appstream", "rhel-8.6", false },
		{ "Leap 15.5", "opensuse-leap-15.5", true },
		{ "Tumbleweed", "opensuse-tumbleweed", true },
		{ "Linux Enterprise Server 15 SP5", "sles-15.5", true },
		{ "", "debian-12", true },
		{ "12", "", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (release_is_same(span_str(cases[i].release), span_str(cases[i].distro)) !=
		    cases[i].same)
			fail_msg("%s and %s", cases[i].release, cases[i].distro);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_every_ecosystem), cmocka_unit_test(splits_the_release),
		cmocka_unit_test(knows_distributions),	 cmocka_unit_test(spells_names),
		cmocka_unit_test(matches_releases),
	};
	int failed;

	arena_init(&arena, MiB(1), NULL, NULL);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(&arena);
	return failed;
}
