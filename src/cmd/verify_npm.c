/* Verifying npm packages by what their registry serves beside them: attestations, each a bundle of
 * its own, and the registry's signatures over its releases. All have to hold. */
#include "cmd/verify_cases.h"
#include "eco/place.h"
#include "sys/clock.h"
#include "sys/digest.h"
#include "sys/whole.h"
#include "trust/package/npm_attestation.h"
#include "trust/package/npm_keys.h"
#include "trust/package/npm_signature.h"

/* What stands beside a case: an attestation, or the verdict on signatures of the registry. */
struct row {
	const struct npm_attestation *attestation; /* NULL: signatures */
	struct sigstore_policy policy;		   /* of one by the registry's key */
	struct sigstore_verdict verdict;	   /* on signatures */
};

struct asked {
	struct cases cases;
	struct span keys;
	struct row *rows;
};

static const struct npm_attestation no_identity = { .reason = REASON_ATTESTATION_IDENTITY };

static bool is_meant(const struct verify_options *options)
{
	return options->attestations.n > 0 || options->packuments.n > 0;
}

static struct npm_wanted wanted_of(const struct verify_options *options, const char *word,
				   const struct sigstore_artifact *artifact)
{
	return (struct npm_wanted){
		.name = span_str(options->package_name),
		.version = span_str(options->package_version),
		.file = artifact->bytes.p ? place_name(span_str(word)) : (struct span){ 0 },
	};
}

/* Attestations. */

static enum err add_attestation(struct asked *asked, const char *word,
				const struct sigstore_artifact *artifact,
				const struct npm_attestation *attestation)
{
	struct cases *cases = &asked->cases;
	size_t n = cases_add(cases, word, artifact, attestation->bundle);
	struct row *row = &asked->rows[n];

	row->attestation = attestation;
	if (attestation->reason == REASON_KEY_MISSING)
		return err_set(ERR_USAGE, "the registry has signed with a key: --keys FILE");
	if (attestation->reason != REASON_NONE)
		return OK;
	if (attestation->is_keyed) {
		row->policy = (struct sigstore_policy){ .key = attestation->key,
							.times = 1,
							.now = cases->policy.now };
		cases->all[n].policy = &row->policy;
	} else if (!cases->policy.identity.n) {
		return err_set(ERR_USAGE, "an attestation is by an identity: by which? "
					  "--certificate-identity and --certificate-oidc-issuer");
	}
	return OK;
}

static bool has_identity(const struct npm_attestations *answer)
{
	for (size_t i = 0; i < answer->n; i++)
		if (answer->all[i].reason != REASON_NONE || !answer->all[i].is_keyed)
			return true; /* or is refused anyway */
	return false;
}

static enum err read_attestations(struct asked *asked, size_t operand,
				  const struct sigstore_artifact *artifact)
{
	struct cases *cases = &asked->cases;
	const char *word = cases->call->operands.words[operand];
	struct npm_attestations_question question = {
		.keys = asked->keys,
		.wanted = wanted_of(cases->options, word, artifact),
	};
	struct npm_attestations answer;
	enum err e = whole_read(cases->options->attestations.words[operand],
				NPM_ATTESTATIONS_SIZE_MAX, cases->arena, &question.document);

	if (e == OK)
		e = npm_attestations_ask(&question, cases->arena, &answer);
	for (size_t i = 0; e == OK && i < answer.n; i++)
		e = add_attestation(asked, word, artifact, &answer.all[i]);
	if (e == OK && cases->policy.identity.n && !has_identity(&answer))
		e = add_attestation(asked, word, artifact, &no_identity);
	return e;
}

/* Signatures of the registry. */

static struct span digest_by(const struct sigstore_artifact *artifact, const char *algorithm,
			     struct arena *arena)
{
	uint8_t digest[DIGEST_SIZE_MAX];
	size_t n = digest_named(span_str(algorithm), artifact->bytes, digest);

	return arena_copy(arena, span_of(digest, n));
}

static enum err read_signatures(struct asked *asked, size_t operand,
				const struct sigstore_artifact *artifact)
{
	struct cases *cases = &asked->cases;
	const char *word = cases->call->operands.words[operand];
	struct sigstore_artifact archive = *artifact;
	struct npm_signature_question question = {
		.keys = asked->keys,
		.wanted = wanted_of(cases->options, word, artifact),
		.archive = &archive,
		.now = clock_wall(),
	};
	size_t n = cases_add(cases, word, artifact, (struct span){ 0 });
	enum err e = whole_read(cases->options->packuments.words[operand], NPM_PACKUMENT_MAX,
				cases->arena, &question.document);

	if (archive.bytes.p) {
		archive.sha512 = digest_by(artifact, "sha512", cases->arena);
		archive.sha384 = digest_by(artifact, "sha384", cases->arena);
	}
	return e == OK ? npm_signature_ask(&question, cases->arena, &asked->rows[n].verdict) : e;
}

/* All of it. */

static enum err read_operand(struct asked *asked, size_t operand,
			     struct sigstore_artifact *artifact)
{
	struct cases *cases = &asked->cases;
	const struct verify_options *options = cases->options;
	enum err e = cases_read_artifact(cases, cases->call->operands.words[operand], artifact);

	if (e == OK && options->packuments.n)
		e = read_signatures(asked, operand, artifact);
	if (e == OK && options->attestations.n)
		e = read_attestations(asked, operand, artifact);
	return e;
}

/* Nobody looks at identities and roots where there is no attestation. */
static enum err check_options(const struct verify_options *options)
{
	static const char *const takes[] = {
		"packument",   "keys", "package-name", "package-version", "attestations",
		CASES_OPTIONS, NULL
	};
	static const char *const alone[] = { "packument", "keys", "package-name", "package-version",
					     NULL };

	return options->attestations.n ? verify_takes(options, takes, "--attestations")
				       : verify_takes(options, alone, "--packument");
}

static enum err check_words(const struct cases *cases)
{
	const struct verify_options *options = cases->options;
	const size_t n = cases->call->operands.n;

	if (options->attestations.n && options->attestations.n != n)
		return err_set(ERR_USAGE, "there are %zu files of attestations for %zu operands",
			       options->attestations.n, n);
	if (options->packuments.n && options->packuments.n != n)
		return err_set(ERR_USAGE, "there are %zu documents of packages for %zu operands",
			       options->packuments.n, n);
	if (options->packuments.n && !options->keys)
		return err_set(ERR_USAGE, "with which keys does the registry sign? --keys FILE");
	if ((options->package_name || options->package_version) && n != 1)
		return err_set(ERR_USAGE,
			       "--package-name and --package-version are of one operand");
	return check_options(options);
}

static enum err prepare(struct asked *asked)
{
	struct cases *cases = &asked->cases;
	const struct verify_options *options = cases->options;
	enum err e = check_words(cases);

	if (e == OK)
		e = cases_read_signer(cases, options->keys ? CASES_BY_ANYBODY : CASES_BY_SOMEBODY);
	cases->policy.pass_roots = true;
	if (e == OK && options->attestations.n)
		e = cases_read_root(cases);
	if (e == OK && options->keys)
		e = whole_read(options->keys, NPM_KEYS_SIZE_MAX, cases->arena, &asked->keys);
	if (e == OK && options->keys && !asked->keys.n)
		e = err_set(ERR_FORMAT, "%s: it is empty, and holds no keys", options->keys);
	/* Beside its attestations an operand may have a row of its own, and signatures. */
	if (e == OK)
		e = cases_room(cases, cases->call->operands.n * (NPM_ATTESTATIONS_MAX + 2));
	if (e == OK)
		asked->rows = arena_array(cases->arena, cases->room, sizeof(*asked->rows));
	return e;
}

static void judge(struct asked *asked)
{
	for (size_t i = 0; i < asked->cases.n; i++) {
		if (asked->rows[i].attestation)
			npm_attestation_judge(asked->rows[i].attestation,
					      &asked->cases.verdicts[i]);
		else
			asked->cases.verdicts[i] = asked->rows[i].verdict;
	}
}

static enum err examine(struct asked *asked)
{
	struct cases *cases = &asked->cases;
	const size_t n = cases->call->operands.n;
	struct sigstore_artifact *artifacts = arena_array(cases->arena, n, sizeof(*artifacts));
	enum err e = prepare(asked);

	for (size_t i = 0; i < n && e == OK; i++)
		e = read_operand(asked, i, &artifacts[i]);
	if (e == OK && cases->options->attestations.n)
		e = cases_ask(cases);
	if (e != OK)
		return e;
	judge(asked);
	return cases_judge(cases);
}

static int run(const struct call *call)
{
	struct asked asked = { .cases = cases_of(call) };

	return cases_end(&asked.cases, examine(&asked));
}

const struct verify_way verify_way_npm = { is_meant, run };
