/* What is verified of a release. */
#include "cmd/trust_release.h"

#include <stdlib.h>

#include "core/purl.h"
#include "sys/clock.h"
#include "sys/digest.h"
#include "sys/mapped.h"
#include "sys/whole.h"
#include "trust/sigstore/ask.h"

enum { BUNDLE_MAX = 32 << 20, ROOT_MAX = 8 << 20, KEY_MAX = 64 << 10 };

/* Seconds by which the clock here may be behind that of a log. */
enum { CLOCK_SLACK = 3600 };

enum err release_read_name(struct release *release, const char *word, bool has_version)
{
	struct arena *arena = release->call->arena;
	const char *why = NULL;
	struct purl purl;

	if (!purl_parse(&purl, arena, span_str(word), &why))
		return err_set(ERR_USAGE, "%s is no package URL: %s", word, why ? why : "?");
	if (has_version != (purl.version.n > 0))
		return err_set(ERR_USAGE, "%s: it takes a package URL %s a version", word,
			       has_version ? "with" : "without");
	release->version = purl.version;
	purl.version = purl.subpath = (struct span){ 0 };
	purl.n_qualifiers = 0;
	release->name = purl_text(&purl, arena);
	return OK;
}

/* Without a key it is by an identity: what is empty must not be taken for that. */
static enum err read_key(const char *path, struct arena *arena, struct sigstore_policy *policy)
{
	enum err e = whole_read(path, KEY_MAX, arena, &policy->key);

	if (e == OK && !policy->key.n)
		return err_set(ERR_FORMAT, "%s: it is empty, and no key", path);
	return e;
}

static enum err read_root(const struct trust_options *chosen, struct arena *arena,
			  struct sigstore_policy *policy, struct span *root)
{
	const char *path =
		chosen->trusted_root ? chosen->trusted_root : getenv("ASSAY_TRUSTED_ROOT");

	if (path && *path)
		return whole_read(path, ROOT_MAX, arena, root);
	policy->key_alone = chosen->key != NULL;
	return chosen->key ? OK
			   : err_set(ERR_USAGE, "which root is trusted? --trusted-root FILE, or "
						"the variable ASSAY_TRUSTED_ROOT");
}

static enum err read_files(const struct release *release, struct sigstore_policy *policy,
			   struct sigstore_case *question, struct span *root)
{
	const struct trust_options *chosen = release->options;
	struct arena *arena = release->call->arena;
	enum err e = whole_read(chosen->bundle, BUNDLE_MAX, arena, &question->bundle);

	if (e == OK && chosen->key)
		e = read_key(chosen->key, arena, policy);
	return e == OK ? read_root(chosen, arena, policy, root) : e;
}

/* Asks who signed the file. */
static enum err ask(struct release *release, struct span bytes)
{
	struct sigstore_policy policy = { .now = clock_wall() + CLOCK_SLACK };
	uint8_t digest[SHA256_SIZE];
	struct sigstore_artifact artifact = { .bytes = bytes,
					      .sha256 = { digest, sizeof(digest) } };
	struct sigstore_case question = { .artifact = &artifact };
	struct sigstore_ask ask = { .policy = &policy, .cases = &question, .n = 1 };
	struct sigstore_verdict verdict;
	struct tuf_answer tuf;
	bool by_key = release->options->key;
	enum err e = read_files(release, &policy, &question, &ask.root);

	if (e != OK)
		return e;
	digest_of_parts(&bytes, 1, digest);
	e = sigstore_ask(&ask, release->call->arena, &verdict, &tuf);
	if (e != OK)
		return e == ERR_FORMAT ? ERR_IO : e;
	release->reason = verdict.reason;
	release->is_verified = verdict.reason == REASON_NONE;
	release->publisher = (struct publisher){
		.how = by_key ? PUBLISHER_KEY : PUBLISHER_IDENTITY,
		.issuer = sigstore_fact(&verdict, "issuer"),
		.identity = sigstore_fact(&verdict, by_key ? "key" : "identity"),
	};
	return OK;
}

enum err release_verify(struct release *release, const char *file)
{
	struct mapped mapped;
	enum err e;

	if (!file)
		return err_set(ERR_USAGE, "what is the bundle about? name the file of the release");
	e = mapped_open(&mapped, file);
	if (e == OK)
		e = ask(release, mapped.bytes);
	mapped_close(&mapped);
	return e;
}
