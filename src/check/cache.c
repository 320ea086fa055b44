/* Caches that keep files under their digests: whether each file is the one that its name promises.
 */
#include "check/anomaly.h"

static const struct rule rules[] = {
	{
		.id = "cache-blob-changed",
		.title = "File in a cache is not the one that its name promises",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "The cache names files by their digest. The bytes of this one have "
			"another: it was "
			"damaged or replaced after it was fetched, and every program that uses the "
			"cache "
			"takes it for the original.",
		.help = "Find out who can write to the cache, remove the file and fetch it again.",
		.references = { "CWE-354", "CWE-345", "AML.T0010.003", "LLM03:2025", NULL },
	},
	{
		.id = "cache-link-outside",
		.title = "Cache names a file that lies outside of it",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "The files of a snapshot are links to blobs of the same repository. This "
			"one leads "
			"somewhere else, so that what a program loads under the repository's name "
			"is not "
			"what was fetched from it.",
		.help = "Find out who can write to the cache; remove the snapshot and fetch it "
			"again.",
		.references = { "CWE-59", "CWE-61", "AML.T0010.003", NULL },
	},
	{
		.id = "cache-incomplete",
		.title = "Download in a cache was not finished",
		.severity = SEVERITY_LOW,
		.verdict = VERDICT_CLEAN,
		.text = "The file is the beginning of one that was being fetched. Nothing uses it.",
		.help = "Remove it, or let the download finish.",
		.references = { NULL },
	},
};

static const struct anomaly anomalies[] = {
	{ "cache-blob-changed", "{path} has content of another digest than its name: {detail}." },
	{ "cache-link-outside", "{path} leads to a file outside of its repository's folder." },
	{ "cache-incomplete", "{path} is a download that was not finished." },
	{ 0 },
};

/* The SHA-256 in hex that an artifact's name promises: blobs/HEX, blobs/sha256-HEX or
 * blobs/sha256/HEX; empty when it promises none. */
static struct span promised(struct span path)
{
	enum { HEX = 2 * DIGEST_SIZE };
	static const char digits[] = "0123456789abcdef";
	static const char *const folders[] = { "blobs/", "blobs/sha256-", "blobs/sha256/", NULL };
	struct span name = span_from(path, path.n > HEX ? path.n - HEX : path.n);
	struct span folder = span_part(path, 0, path.n - name.n);

	for (size_t i = 0; i < name.n; i++)
		if (!memchr(digits, name.p[i], 16))
			return (struct span){ 0 };
	for (size_t i = 0; folders[i]; i++)
		if (span_ends(folder, folders[i]))
			return name;
	return (struct span){ 0 };
}

static bool is_same(struct span hex, const uint8_t digest[DIGEST_SIZE])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < DIGEST_SIZE; i++)
		if (hex.p[2 * i] != digits[digest[i] >> 4] ||
		    hex.p[2 * i + 1] != digits[digest[i] & 15])
			return false;
	return true;
}

static void finish(const struct judge *judge)
{
	for (struct artifact *a = judge->report->artifacts; a; a = a->next) {
		struct span hex = promised(a->name);
		struct finding *finding;

		if (hex.n == 0 || !a->has_digest || is_same(hex, a->digest))
			continue;
		finding = report_finding(judge->report, &rules[0], a, NULL);
		finding_say(judge->report, finding,
			    "%.*s has content of another digest than its name promises.",
			    (int)a->path.n, (const char *)a->path.p);
	}
}

const struct check check_cache = {
	.name = "cache",
	.rules = rules,
	.n_rules = sizeof(rules) / sizeof(rules[0]),
	.anomalies = anomalies,
	.finish = finish,
};
