/* The table of ecosystems. */
#include "eco/ecosystem.h"

#include "base/ascii.h"
#include "eco/pypi/name.h"

/* How names are spelled for comparison. */
enum spelling {
	EXACT,
	LOWER,	/* case makes no difference */
	PEP503, /* nor do runs of '-', '_' and '.' */
	CRATE,	/* case, '-' and '_' make no difference (crates.io refuses names so alike) */
	URL,	/* an address without its scheme and .git, case makes no difference */
};

struct ecosystem {
	const char *osv;
	const char *type;
	const char *namespace; /* of a distribution; "" where any is meant */
	const char *order;     /* a name of version/, or NULL */
	enum spelling spelling;
	char joint; /* between namespace and name; 0 where the namespace is not part of the name */
	bool distribution;
};

/*
 * The ecosystems of the OSV schema (docs/schema.md, "Defined ecosystems"), then what only package
 * URLs know. Of several rows of a type, the one of its namespace counts, else that with "".
 * FreeBSD, Android and images without a version scheme have no order here: nothing is claimed.
 */
static const struct ecosystem table[] = {
	{ "PyPI", "pypi", "", "pep440", PEP503, 0, false },
	{ "npm", "npm", "", "npm", EXACT, '/', false },
	{ "crates.io", "cargo", "", "semver", CRATE, 0, false },
	{ "Go", "golang", "", "go", EXACT, '/', false },
	{ "Maven", "maven", "", "maven", EXACT, ':', false },
	{ "NuGet", "nuget", "", "nuget", LOWER, 0, false },
	{ "RubyGems", "gem", "", "gem", EXACT, 0, false },
	{ "Packagist", "composer", "", "packagist", LOWER, '/', false },
	{ "Pub", "pub", "", "pub", LOWER, 0, false },
	{ "Hex", "hex", "", "semver", LOWER, '/', false },
	{ "Hackage", "hackage", "", "hackage", EXACT, 0, false },
	{ "GHC", "generic", "ghc", "hackage", EXACT, 0, false },
	{ "CRAN", "cran", "", "cran", EXACT, 0, false },
	{ "Bioconductor", "bioconductor", "", "cran", EXACT, 0, false },
	{ "ConanCenter", "conan", "", "semver", EXACT, 0, false },
	{ "SwiftURL", "swift", "", "npm", URL, '/', false },
	{ "Julia", "julia", "", "semver", EXACT, 0, false },
	{ "opam", "opam", "", "debian", EXACT, 0, false },
	{ "VSCode", "vscode-extension", "", "npm", LOWER, '.', false },
	{ "GitHub Actions", "github", "", "npm", LOWER, '/', false },
	{ "Bitnami", "bitnami", "", "semver", LOWER, 0, false },
	{ "Kubernetes", "generic", "kubernetes", "go", EXACT, 0, false },
	{ "Linux", "generic", "linux", "nuget", EXACT, 0, false }, /* numbers, then -rcN */
	{ "Android", "generic", "android", NULL, EXACT, 0, false },
	{ "OSS-Fuzz", "generic", "oss-fuzz", NULL, EXACT, 0, false },

	{ "Debian", "deb", "debian", "debian", EXACT, 0, true },
	{ "Ubuntu", "deb", "ubuntu", "debian", EXACT, 0, true },
	{ "Echo", "deb", "echo", "debian", EXACT, 0, true },
	{ "Alpine", "apk", "alpine", "alpine", EXACT, 0, true },
	{ "Alpaquita", "apk", "alpaquita", "alpine", EXACT, 0, true },
	{ "BellSoft Hardened Containers", "apk", "bellsoft-hardened-containers", "alpine", EXACT, 0,
	  true },
	{ "Chainguard", "apk", "chainguard", "alpine", EXACT, 0, true },
	{ "MinimOS", "apk", "minimos", "alpine", EXACT, 0, true },
	{ "Wolfi", "apk", "wolfi", "alpine", EXACT, 0, true },
	{ "AlmaLinux", "rpm", "almalinux", "rpm", EXACT, 0, true },
	{ "Azure Linux", "rpm", "azurelinux", "rpm", EXACT, 0, true },
	{ "Mageia", "rpm", "mageia", "rpm", EXACT, 0, true },
	{ "openEuler", "rpm", "openeuler", "rpm", EXACT, 0, true },
	{ "openSUSE", "rpm", "opensuse", "rpm", EXACT, 0, true },
	{ "Photon OS", "rpm", "photon", "rpm", EXACT, 0, true },
	{ "Red Hat", "rpm", "redhat", "rpm", EXACT, 0, true },
	{ "Red Hat", "rpm", "rhel", "rpm", EXACT, 0, true },
	{ "Rocky Linux", "rpm", "rocky-linux", "rpm", EXACT, 0, true },
	{ "Rocky Linux", "rpm", "rocky", "rpm", EXACT, 0, true },
	{ "SUSE", "rpm", "suse", "rpm", EXACT, 0, true },
	{ "SUSE", "rpm", "sles", "rpm", EXACT, 0, true },
	{ "TuxCare", "rpm", "tuxcare", "rpm", EXACT, 0, true },
	{ "CleanStart", "generic", "cleanstart", NULL, EXACT, 0, true },
	{ "Docker Hardened Images", "generic", "dhi", NULL, EXACT, 0, true },
	{ "FreeBSD", "generic", "freebsd", NULL, EXACT, 0, true },

	{ "", "deb", "", "debian", EXACT, 0, true },
	{ "", "apk", "", "alpine", EXACT, 0, true },
	{ "", "rpm", "", "rpm", EXACT, 0, true },
	{ "", "alpm", "", "rpm", EXACT, 0, true },
	{ "", "bitbucket", "", "npm", LOWER, '/', false },
	{ "", "brew", "", NULL, LOWER, 0, false },
	{ "", "chrome-extension", "", "nuget", EXACT, 0, false },
	{ "", "cocoapods", "", "gem", EXACT, 0, false },
	{ "", "conda", "", NULL, LOWER, 0, false },
	{ "", "cpan", "", NULL, EXACT, 0, false },
	{ "", "docker", "", NULL, EXACT, '/', false },
	{ "", "generic", "", NULL, EXACT, '/', false },
	{ "", "git", "", NULL, EXACT, '/', false },
	{ "", "huggingface", "", NULL, EXACT, '/', false },
	{ "", "luarocks", "", NULL, LOWER, '/', false },
	{ "", "mlflow", "", NULL, EXACT, 0, false },
	{ "", "oci", "", NULL, LOWER, '/', false },
};

enum { ROWS = sizeof(table) / sizeof(table[0]) };

const struct ecosystem *ecosystem_of_purl(struct span type, struct span namespace)
{
	const struct ecosystem *found = NULL;

	for (size_t i = 0; i < ROWS; i++) {
		if (!span_is(type, table[i].type))
			continue;
		if (namespace.n && span_is(namespace, table[i].namespace))
			return &table[i];
		if (!table[i].namespace[0])
			found = &table[i];
	}
	return found;
}

static const struct ecosystem *find_osv(struct span name)
{
	for (size_t i = 0; i < ROWS; i++)
		if (table[i].osv[0] && ascii_same(name, table[i].osv))
			return &table[i];
	return NULL;
}

/* Root patches packages of others: "Root:Debian:12" is ordered and named as Debian is. */
const struct ecosystem *ecosystem_of_osv(struct span osv, struct span *release)
{
	for (int i = 0; i < 2; i++) {
		ptrdiff_t colon = span_byte(osv, ':');
		struct span name = colon == SPAN_NONE ? osv : span_part(osv, 0, (uint64_t)colon);
		struct span rest = span_from(osv, name.n + 1);

		if (!ascii_same(name, "Root")) {
			if (release)
				*release = rest;
			return find_osv(name);
		}
		osv = rest;
	}
	return NULL;
}

struct span ecosystem_osv(const struct ecosystem *ecosystem)
{
	return span_str(ecosystem->osv);
}

struct span ecosystem_purl_type(const struct ecosystem *ecosystem)
{
	return span_str(ecosystem->type);
}

struct span ecosystem_purl_namespace(const struct ecosystem *ecosystem)
{
	return span_str(ecosystem->namespace);
}

const struct version_order *ecosystem_order(const struct ecosystem *ecosystem)
{
	return ecosystem->order ? version_order_find(ecosystem->order) : NULL;
}

bool ecosystem_is_distribution(const struct ecosystem *ecosystem)
{
	return ecosystem->distribution;
}

static size_t spell_pep503(uint8_t *out, struct span name)
{
	size_t n = 0;

	for (int c = name_next(&name); c >= 0; c = name_next(&name))
		out[n++] = (uint8_t)c;
	return n;
}

static struct span without_scheme(struct span address)
{
	ptrdiff_t at = span_find(address, span_str("://"));

	if (at != SPAN_NONE)
		address = span_from(address, (uint64_t)at + 3);
	if (span_ends(address, ".git"))
		address.n -= 4;
	return address;
}

/* Spells into out, which has room for the name, and returns how many bytes it took. */
static size_t spell(enum spelling spelling, uint8_t *out, struct span name)
{
	if (spelling == PEP503)
		return spell_pep503(out, name);
	if (spelling == URL)
		name = without_scheme(name);
	for (size_t i = 0; i < name.n; i++) {
		int c = spelling == EXACT ? name.p[i] : ascii_lower(name.p[i]);

		out[i] = spelling == CRATE && c == '_' ? '-' : (uint8_t)c;
	}
	return name.n;
}

struct span ecosystem_key(const struct ecosystem *ecosystem, struct arena *arena,
			  struct span namespace, struct span name)
{
	bool joined = ecosystem->joint && namespace.n;
	uint8_t *out;
	size_t n = 0;

	if (!joined && ecosystem->spelling == EXACT)
		return name;
	out = arena_alloc(arena, namespace.n + 1 + name.n);
	if (joined) {
		n = spell(ecosystem->spelling, out, namespace);
		out[n++] = (uint8_t)ecosystem->joint;
	}
	n += spell(ecosystem->spelling, out + n, name);
	return span_of(out, n);
}
