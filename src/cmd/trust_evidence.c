/* Gathering what vouches for a release. */
#include "cmd/trust_evidence.h"

#include <stdlib.h>

#include "sys/clock.h"
#include "sys/digest.h"
#include "sys/whole.h"
#include "trust/package/npm_attestation.h"
#include "trust/package/npm_keys.h"
#include "trust/package/npm_signature.h"
#include "trust/package/pypi.h"
#include "trust/sigstore/ask.h"

enum {
	BUNDLE_MAX = 32 << 20,
	ROOT_MAX = 8 << 20,
	KEY_MAX = 64 << 10,
	EVIDENCE_MAX = 2 + PYPI_ATTESTATIONS_MAX + NPM_ATTESTATIONS_MAX,

	/* Seconds by which the clock here may be behind that of a log. */
	CLOCK_SLACK = 3600,
};

/* Beside each piece of evidence: its bundle, and what is judged of it besides. */
struct beside {
	const struct pypi_attestation *pypi;
	const struct npm_attestation *npm;
	struct sigstore_policy policy; /* of the registry's key */
	bool is_settled;	       /* the verdict is there already */
};

struct gather {
	const struct release *release;
	const struct trust_options *options;
	struct arena *arena;
	struct sigstore_artifact artifact;
	struct npm_wanted wanted;
	struct span file, keys;
	struct sigstore_policy policy;
	struct evidence_list *list;
	struct sigstore_case *cases;
	struct beside *beside;
};

/* A locked child that ended early says nothing of what was verified. */
static enum err of_child(enum err e)
{
	return e == ERR_FORMAT ? ERR_IO : e;
}

static struct beside *add(struct gather *gather, enum publisher_how how, struct span bundle)
{
	size_t n = gather->list->n++;

	gather->list->all[n].how = how;
	gather->cases[n] =
		(struct sigstore_case){ .bundle = bundle, .artifact = &gather->artifact };
	return &gather->beside[n];
}

/* Bundles. */

/* Without a key it is by an identity: what is empty must not be taken for that. */
static enum err read_key(struct gather *gather)
{
	const char *path = gather->options->key;
	enum err e = whole_read(path, KEY_MAX, gather->arena, &gather->policy.key);

	if (e == OK && !gather->policy.key.n)
		return err_set(ERR_FORMAT, "%s: it is empty, and no key", path);
	return e;
}

static enum err read_bundle(struct gather *gather)
{
	const struct trust_options *chosen = gather->options;
	struct span bundle;
	enum err e = whole_read(chosen->bundle, BUNDLE_MAX, gather->arena, &bundle);

	if (e == OK && chosen->key)
		e = read_key(gather);
	if (e == OK)
		add(gather, chosen->key ? PUBLISHER_KEY : PUBLISHER_IDENTITY, bundle);
	return e;
}

/* Attestations of an index for Python. */

static enum err read_provenance(struct gather *gather)
{
	static const struct pypi_attestation other = { .reason = REASON_SUBJECT_NAME };
	struct pypi_answer answer;
	struct span document;
	enum err e = whole_read(gather->options->provenance, PYPI_PROVENANCE_MAX, gather->arena,
				&document);

	if (e == OK && !pypi_is_of(gather->file, gather->release->package)) {
		add(gather, PUBLISHER_IDENTITY, (struct span){ 0 })->pypi = &other;
		return OK;
	}
	if (e == OK)
		e = of_child(pypi_ask(document, gather->file, gather->arena, &answer));
	for (size_t i = 0; e == OK && i < answer.n; i++) {
		add(gather, PUBLISHER_IDENTITY, answer.all[i].bundle)->pypi = &answer.all[i];
		gather->list->all[gather->list->n - 1].is_first = answer.all[i].is_publication;
	}
	return e;
}

/* What a registry of npm has. */

static enum err add_attestation(struct gather *gather, const struct npm_attestation *attestation)
{
	struct beside *beside;

	if (attestation->reason == REASON_KEY_MISSING)
		return err_set(ERR_USAGE, "the registry has signed with a key: --keys FILE");
	beside = add(gather, attestation->is_keyed ? PUBLISHER_REGISTRY : PUBLISHER_IDENTITY,
		     attestation->bundle);
	beside->npm = attestation;
	if (!attestation->is_keyed)
		return OK;
	beside->policy = (struct sigstore_policy){ .key = attestation->key,
						   .times = 1,
						   .now = gather->policy.now };
	gather->cases[gather->list->n - 1].policy = &beside->policy;
	return OK;
}

static enum err read_attestations(struct gather *gather)
{
	struct npm_attestations_question question = { .keys = gather->keys,
						      .wanted = gather->wanted };
	struct npm_attestations answer;
	enum err e = whole_read(gather->options->attestations, NPM_ATTESTATIONS_SIZE_MAX,
				gather->arena, &question.document);

	gather->policy.pass_roots = true;
	if (e == OK)
		e = of_child(npm_attestations_ask(&question, gather->arena, &answer));
	for (size_t i = 0; e == OK && i < answer.n; i++)
		e = add_attestation(gather, &answer.all[i]);
	return e;
}

static enum err read_signatures(struct gather *gather)
{
	struct npm_signature_question question = { .keys = gather->keys,
						   .wanted = gather->wanted,
						   .archive = &gather->artifact,
						   .now = clock_wall() };
	size_t n = gather->list->n;
	enum err e = whole_read(gather->options->packument, NPM_PACKUMENT_MAX, gather->arena,
				&question.document);

	if (e != OK)
		return e;
	add(gather, PUBLISHER_REGISTRY, (struct span){ 0 })->is_settled = true;
	return of_child(npm_signature_ask(&question, gather->arena, &gather->list->all[n].verdict));
}

/* All of it. */

static enum err read_root(struct gather *gather, struct span *root)
{
	const struct trust_options *chosen = gather->options;
	const char *path =
		chosen->trusted_root ? chosen->trusted_root : getenv("ASSAY_TRUSTED_ROOT");

	if (path && *path)
		return whole_read(path, ROOT_MAX, gather->arena, root);
	gather->policy.key_alone = chosen->key != NULL;
	return chosen->key ? OK
			   : err_set(ERR_USAGE, "which root is trusted? --trusted-root FILE, or "
						"the variable ASSAY_TRUSTED_ROOT");
}

static enum err check_options(const struct trust_options *chosen)
{
	bool npm = chosen->attestations || chosen->packument;

	if ((chosen->bundle != NULL) + (chosen->provenance != NULL) + npm != 1)
		return err_set(ERR_USAGE, "it is vouched for in one way: by --bundle, "
					  "--provenance, or --attestations and --packument");
	if (chosen->key && !chosen->bundle)
		return err_set(ERR_USAGE, "--key goes with --bundle");
	if (chosen->keys && !npm)
		return err_set(ERR_USAGE, "--keys goes with --attestations and --packument");
	if (chosen->packument && !chosen->keys)
		return err_set(ERR_USAGE, "with which keys does the registry sign? --keys FILE");
	return OK;
}

static enum err read_all(struct gather *gather)
{
	const struct trust_options *chosen = gather->options;
	enum err e = OK;

	if (chosen->keys)
		e = whole_read(chosen->keys, NPM_KEYS_SIZE_MAX, gather->arena, &gather->keys);
	if (e == OK && chosen->keys && !gather->keys.n)
		e = err_set(ERR_FORMAT, "%s: it is empty, and holds no keys", chosen->keys);
	if (e == OK && chosen->bundle)
		e = read_bundle(gather);
	if (e == OK && chosen->provenance)
		e = read_provenance(gather);
	if (e == OK && chosen->attestations)
		e = read_attestations(gather);
	if (e == OK && chosen->packument)
		e = read_signatures(gather);
	return e;
}

static void judge(struct gather *gather, const struct sigstore_verdict *verdicts)
{
	for (size_t i = 0; i < gather->list->n; i++) {
		const struct beside *beside = &gather->beside[i];
		struct evidence *one = &gather->list->all[i];

		if (!beside->is_settled)
			one->verdict = verdicts[i];
		if (beside->pypi)
			pypi_judge(beside->pypi, &one->verdict);
		if (beside->npm)
			npm_attestation_judge(beside->npm, &one->verdict);
	}
}

/* Signatures of a registry alone need no root. */
static enum err ask(struct gather *gather)
{
	const struct trust_options *chosen = gather->options;
	struct sigstore_ask question = { .policy = &gather->policy,
					 .cases = gather->cases,
					 .n = gather->list->n };
	struct sigstore_verdict *verdicts =
		arena_array(gather->arena, gather->list->n, sizeof(*verdicts));
	struct tuf_answer tuf;
	enum err e = OK;

	if (chosen->bundle || chosen->provenance || chosen->attestations) {
		e = read_root(gather, &question.root);
		if (e == OK)
			e = of_child(sigstore_ask(&question, gather->arena, verdicts, &tuf));
	}
	if (e == OK)
		judge(gather, verdicts);
	return e;
}

static struct span take_digest(struct gather *gather, const char *algorithm)
{
	uint8_t digest[DIGEST_SIZE_MAX];
	size_t n = digest_named(span_str(algorithm), gather->artifact.bytes, digest);

	return arena_copy(gather->arena, span_of(digest, n));
}

enum err evidence_ask(const struct release *release, struct span file, struct span bytes,
		      struct evidence_list *list)
{
	struct arena *arena = release->call->arena;
	struct gather gather = {
		.release = release,
		.options = release->options,
		.arena = arena,
		.artifact = { .bytes = bytes },
		.wanted = { .name = release->package, .version = release->version, .file = file },
		.file = file,
		.policy = { .now = clock_wall() + CLOCK_SLACK },
		.list = list,
		.cases = arena_array(arena, EVIDENCE_MAX, sizeof(*gather.cases)),
		.beside = arena_array(arena, EVIDENCE_MAX, sizeof(*gather.beside)),
	};
	enum err e = check_options(release->options);

	if (e != OK)
		return e;
	*list = (struct evidence_list){ .all = arena_array(arena, EVIDENCE_MAX,
							   sizeof(*list->all)) };
	gather.artifact.sha256 = take_digest(&gather, "sha256");
	gather.artifact.sha384 = take_digest(&gather, "sha384");
	gather.artifact.sha512 = take_digest(&gather, "sha512");
	e = read_all(&gather);
	return e == OK ? ask(&gather) : e;
}
