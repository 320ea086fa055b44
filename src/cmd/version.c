/* `assay version`: the version; with --verbose also what protects a scan and what it is built on.
 */
#include <bzlib.h>
#include <expat.h>
#include <lz4.h>
#include <lzma.h>
#include <openssl/crypto.h>
#include <seccomp.h>
#include <time.h>
#include <yaml.h>
#include <zlib.h>
#include <zstd.h>

#include "check/allowlist.h"
#include "check/check.h"
#include "check/knownbad.h"
#include "cmd/cmd.h"
#include "detect/model.h"
#include "format/format.h"
#include "sys/digest.h"
#include "sys/lock.h"

struct options {
	bool verbose;
};

static const struct opt options[] = {
	{ "verbose", 'v', OPT_FLAG(struct options, verbose),
	  .help = "Also the sandbox, the libraries and the digests of rules and lists" },
	{ 0 },
};

static void print_sandbox(struct sink *out)
{
	struct lock *lock;

	if (lock_prepare(&lock) != OK) {
		sink_printf(out, "sandbox    none: %s\n", err_text());
		return;
	}
	sink_printf(out, "sandbox    %s\n", lock_level(lock));
	lock_free(lock);
}

/* By the names that their makers give them; tools/release makes components of this line. */
static void print_libraries(struct sink *out)
{
	const struct scmp_version *seccomp = seccomp_version();
	XML_Expat_Version expat = XML_ExpatVersionInfo();
	const char *bzip2 = BZ2_bzlibVersion(); /* with its date behind */

	sink_printf(out, "libraries  openssl %s, zlib %s, zstd %s, xz %s, lz4 %s, bzip2 %.*s, ",
		    OpenSSL_version(OPENSSL_VERSION_STRING), zlibVersion(), ZSTD_versionString(),
		    lzma_version_string(), LZ4_versionString(), (int)strcspn(bzip2, ","), bzip2);
	if (seccomp)
		sink_printf(out, "libseccomp %u.%u.%u, ", seccomp->major, seccomp->minor,
			    seccomp->micro);
	sink_printf(out, "libyaml %s, expat %d.%d.%d\n", yaml_get_version_string(), expat.major,
		    expat.minor, expat.micro);
}

static void print_formats(struct sink *out)
{
	sink_str(out, "formats   ");
	for (size_t i = 0; formats[i]; i++)
		sink_printf(out, " %s", formats[i]->name);
	sink_byte(out, '\n');
}

static void print_digests(struct sink *out)
{
	char rules[2 * SHA256_SIZE + 1];

	checks_digest(rules);
	sink_printf(out, "rules      sha256:%s\n", rules);
	sink_printf(out, "allowlist  sha256:%s\n", allowlist_digest());
	sink_printf(out, "known bad  sha256:%s\n", knownbad_digest());
}

/* What it is made of, how old that is, and what its thresholds rest on. */
static void print_model(struct sink *out)
{
	const int64_t day = 24 * 60 * 60;
	char digest[2 * SHA256_SIZE + 1];
	struct model model;
	const char *why = model_built_in(&model);

	if (why) {
		sink_printf(out, "model      none: %s\n", why);
		return;
	}

	int64_t age = time(NULL) / day - model.day;

	digest_hex(model.digest.p, digest);
	sink_printf(out, "model      sha256:%s\n", digest);
	sink_printf(out,
		    "           %u campaigns of malware, the newest %lld days old; no false alarm "
		    "among %u packages%s\n",
		    model.campaigns, (long long)age, model.thresholds[MODEL_BLOCK].of,
		    age > MODEL_OLD_DAYS ? "; old: what is newer may look different" : "");
}

static int run(const struct call *call)
{
	const struct options *chosen = call->options;
	struct sink *out = &call->out->sink;

	sink_printf(out, "assay %s\n", ASSAY_VERSION);
	if (!chosen->verbose)
		return EXIT_NOTHING;
	print_sandbox(out);
	print_libraries(out);
	print_formats(out);
	print_digests(out);
	print_model(out);
	return EXIT_NOTHING;
}

const struct command command_version = {
	.name = "version",
	.summary = "version, sandbox, libraries and digests",
	.usage = "",
	.about = "Prints the version. With --verbose also the sandbox that scans reach on this "
		 "machine, the libraries in use, the formats that are read, and the digests of the "
		 "rules and lists that verdicts rest on.",
	.options = options,
	.size = sizeof(struct options),
	.run = run,
};
