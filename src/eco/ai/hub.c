/*
 * Caches of the Hugging Face hub (huggingface_hub, "Understand caching"):
 *
 *   models--ORG--NAME/refs/REF         the commit that a branch or tag meant when it was fetched
 *   models--ORG--NAME/blobs/DIGEST     a file under its SHA-256 or the SHA-1 git gives it
 *   .cache/huggingface/download/FILE.metadata   commit and digest of a file in a folder of its own
 *
 * Snapshots are read as what they hold. A blob whose SHA-1 is another is the anomaly
 * cache-blob-changed; that of SHA-256 is compared where all files' digests are known
 * (check/cache.c). Downloads that broke off are cache-incomplete.
 */
#include <stdio.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "eco/ai/say.h"
#include "eco/entry.h"
#include "eco/hub_cache.h"
#include "eco/place.h"
#include "format/format.h"
#include "sys/digest.h"

enum { REF_MAX = 1024, COMMIT_MIN = 7, COMMIT_MAX = 64 };

static const char *const refs[] = { "*--*/refs/*", "*--*/refs/*/*", NULL };
static const char *const blobs[] = { "models--*/blobs/*", "datasets--*/blobs/*",
				     "spaces--*/blobs/*", NULL };
static const char download[] = ".cache/huggingface/download/";

static bool is_metadata(struct span path)
{
	return span_ends(path, ".metadata") && span_has(path, download);
}

static unsigned bid(const struct probe *probe)
{
	if (is_metadata(probe->path) && probe->size <= HUB_METADATA_MAX)
		return BID_LIKELY;
	if (!span_has(probe->path, "--"))
		return BID_NONE; /* nearly always */
	if (place_like_any(probe->path, blobs))
		return BID_LIKELY;
	return place_like_any(probe->path, refs) && probe->size <= REF_MAX ? BID_READ : BID_NONE;
}

/* Refs. */

/* The repository's folder in a path, and what it is of: "models--a--b" is model a/b. */
static bool read_repository(struct span path, struct span *name, const char **kind,
			    struct span *behind)
{
	static const struct {
		const char *prefix, *kind;
	} kinds[] = { { "models--", "model" },
		      { "datasets--", "dataset" },
		      { "spaces--", "service" } };

	for (struct span rest = path; rest.n;) {
		ptrdiff_t slash = span_byte(rest, '/');
		struct span part = span_part(rest, 0, slash < 0 ? rest.n : (uint64_t)slash);

		rest = span_from(rest, part.n + 1);
		for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
			if (!span_starts(part, kinds[i].prefix) || !span_starts(rest, "refs/"))
				continue;
			*kind = kinds[i].kind;
			*name = span_from(part, strlen(kinds[i].prefix));
			*behind = span_from(rest, strlen("refs/"));
			return name->n > 0 && behind->n > 0;
		}
	}
	return false;
}

static void read_ref(struct job *job, struct span bytes)
{
	struct span name, ref, commit = ascii_trim(bytes);
	const char *kind;
	ptrdiff_t dashes;
	struct entry entry;

	if (!read_repository(job_path(job), &name, &kind, &ref) || !hub_is_hex(commit) ||
	    commit.n < COMMIT_MIN || commit.n > COMMIT_MAX) {
		job_decline(job);
		return;
	}
	dashes = span_find(name, span_str("--"));
	entry = entry_of(kind, dashes > 0 ? span_from(name, (uint64_t)dashes + 2) : name, "cache");
	entry_word(&entry, "ecosystem", "huggingface");
	entry_text(&entry, "namespace", span_part(name, 0, dashes > 0 ? (uint64_t)dashes : 0));
	entry_text(&entry, "version", commit);
	entry_text(&entry, "ref", ref);
	entry_emit(&entry, job, 0);
}

/* Blobs. */

static void check_git_digest(struct job *job, struct span bytes, struct span name)
{
	uint8_t digest[SHA1_SIZE];
	char hex[2 * SHA1_SIZE + 1];

	digest_git_blob(bytes, digest);
	for (size_t i = 0; i < SHA1_SIZE; i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", digest[i]);
	if (!span_is(name, hex))
		job_anomaly(job, "cache-blob-changed", span_str(hex), 0);
}

static void read_blob(struct job *job, struct span bytes)
{
	struct span name = job_name(job);
	const char *algorithm = hub_algorithm(name);

	if (span_ends(name, ".incomplete"))
		job_anomaly(job, "cache-incomplete", name, 0);
	else if (!algorithm)
		job_decline(job);
	else if (strcmp(algorithm, "git-sha1") == 0)
		check_git_digest(job, bytes, name);
	else
		say_text(job, "blob", algorithm, name, 0);
}

/* Folders that were downloaded into: commit, digest and time, a line each. */

/* The file as seen from the folder of its metadata: up to the folder that was downloaded into, and
 * down again. */
static struct span file_of(struct job *job)
{
	struct span path = job_path(job);
	ptrdiff_t at = span_find(path, span_str(download));
	struct span inner = span_from(path, (uint64_t)at + sizeof(download) - 1);
	struct buf text;
	struct span whole;

	inner.n -= strlen(".metadata");
	buf_init(&text, HUB_METADATA_MAX);
	for (struct span folder = inner; folder.n; folder = place_folder(folder))
		buf_str(&text, "../");
	buf_str(&text, "../../");
	buf_span(&text, inner);
	whole = arena_copy(job_arena(job), buf_view(&text));
	buf_free(&text);
	return whole;
}

static void read_metadata(struct job *job, struct span bytes)
{
	struct span commit, digest;
	const char *algorithm;

	if (!hub_metadata_read(bytes, &commit, &digest)) {
		job_decline(job);
		return;
	}
	algorithm = hub_algorithm(digest);
	say_text(job, "hub", "commit", commit, 0);
	if (algorithm)
		JOB_FACT(job, FACT_LISTED, commit.n + 1, ATTR_TEXT("path", file_of(job)),
			 ATTR_WORD("algorithm", algorithm), ATTR_TEXT("digest", digest));
}

static void read(struct job *job, struct span bytes)
{
	struct span path = job_path(job);

	if (is_metadata(path))
		read_metadata(job, bytes);
	else if (place_like_any(path, blobs))
		read_blob(job, bytes);
	else
		read_ref(job, bytes);
}

const struct format format_ai_hub = {
	.name = "hub",
	.bid = bid,
	.read = read,
	.examples =
		(const char *const[]){
			"models--a--b/refs/main",
			"models--a--b/blobs/0123456789012345678901234567890123456789",
			"x/.cache/huggingface/download/config.json.metadata", NULL },
};
