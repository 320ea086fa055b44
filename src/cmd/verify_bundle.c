/* Verifying by sigstore bundles. */
#include <stdlib.h>
#include <unistd.h>

#include "base/decimal.h"
#include "base/hex.h"
#include "cmd/verification.h"
#include "eco/place.h"
#include "sys/clock.h"
#include "sys/digest.h"
#include "sys/mapped.h"
#include "sys/whole.h"
#include "trust/attest/judge.h"
#include "trust/package/pypi.h"
#include "trust/sigstore/ask.h"
#include "trust/sigstore/identity.h"
#include "trust/tuf/repository.h"

enum {
	BUNDLE_SIZE_MAX = 32 << 20,
	ROOT_SIZE_MAX = 8 << 20,
	KEY_SIZE_MAX = 64 << 10,
	POLICY_SIZE_MAX = 1 << 20,
	SECONDS_PER_DAY = 86400,
	CLOCK_SLACK = 3600, /* seconds by which the clock here may be behind that of a log */
};

struct ask {
	const struct call *call;
	const struct verify_options *options;
	struct arena *arena;
	struct sigstore_policy policy;
	struct span root;
	struct tuf_question tuf;
	struct tuf_answer tuf_answer;
	struct tuf_memory memory;
	struct sigstore_artifact *artifacts;
	struct sigstore_case *cases;
	struct sigstore_verdict *verdicts;
	const char **names; /* of the operands */
	size_t n;

	/* Of attestations on an index, beside each case; NULL: they are bundles. */
	const struct pypi_attestation **attestations;
};

static bool is_meant(const struct verify_options *options)
{
	return options->bundles.n > 0 || options->provenance.n > 0;
}

/* What is asked. */

static enum err read_claims(struct ask *ask)
{
	const struct opt_list *words = &ask->options->claims;
	struct sigstore_claim *claims = arena_array(ask->arena, words->n, sizeof(*claims));

	for (size_t i = 0; i < words->n; i++) {
		struct span word = span_str(words->words[i]);
		ptrdiff_t at = span_byte(word, '=');

		if (at == SPAN_NONE)
			return err_set(ERR_USAGE, "--claim takes NAME=VALUE, not '%s'",
				       words->words[i]);
		claims[i].name = span_part(word, 0, (uint64_t)at);
		claims[i].pattern = span_from(word, (uint64_t)at + 1);
	}
	ask->policy.claims = claims;
	ask->policy.n_claims = words->n;
	return OK;
}

static enum err read_key(struct ask *ask, const char *path)
{
	enum err e = whole_read(path, KEY_SIZE_MAX, ask->arena, &ask->policy.key);

	if (e == OK && !ask->policy.key.n)
		return err_set(ERR_FORMAT, "%s: it is empty, and no key", path);
	return e;
}

static bool is_said(const char *text)
{
	return text && *text;
}

static enum err read_policy(struct ask *ask)
{
	const struct verify_options *options = ask->options;
	bool keyless = options->certificate_identity || options->certificate_oidc_issuer;

	if (options->key && (keyless || options->claims.n))
		return err_set(ERR_USAGE, "it is by a key or by an identity, not by both");
	if (options->key)
		return read_key(ask, options->key);
	/* What is empty would be anybody: a variable of a script that was never set. */
	if (!is_said(options->certificate_identity) || !is_said(options->certificate_oidc_issuer))
		return err_set(ERR_USAGE, "by whom? --certificate-identity and "
					  "--certificate-oidc-issuer, or --key");
	ask->policy.identity = span_str(options->certificate_identity);
	ask->policy.issuer = span_str(options->certificate_oidc_issuer);
	if (!clock_fixed())
		ask->policy.now = clock_now() + CLOCK_SLACK;
	return read_claims(ask);
}

static enum err read_tuf(struct ask *ask)
{
	const struct verify_options *options = ask->options;
	const int64_t grace = (int64_t)options->tuf_grace * SECONDS_PER_DAY;
	struct span first;
	enum err e;

	if (!options->tuf_root)
		return err_set(ERR_USAGE, "--tuf takes --tuf-root FILE: nothing is trusted for "
					  "being there first");
	ask->tuf.now = clock_now() - grace;
	e = whole_read(options->tuf_root, ROOT_SIZE_MAX, ask->arena, &first);
	if (e == OK)
		e = tuf_repository_read(options->tuf, "trusted_root.json", ask->arena, &ask->tuf);
	if (e == OK)
		e = tuf_memory_open(&ask->memory, options->tuf_state, first, ask->arena, &ask->tuf);
	return e;
}

static enum err read_root(struct ask *ask)
{
	const char *path = ask->options->trusted_root;

	if (path && ask->options->tuf)
		return err_set(ERR_USAGE, "the trusted root is --trusted-root or in --tuf, not "
					  "both");
	if (ask->options->tuf)
		return read_tuf(ask);
	if (!path)
		path = getenv("ASSAY_TRUSTED_ROOT");
	if ((!path || !*path) && ask->options->key) {
		ask->policy.key_alone = true;
		return OK;
	}
	if (!path || !*path)
		return err_set(ERR_USAGE, "which root is trusted? --trusted-root FILE, "
					  "ASSAY_TRUSTED_ROOT, or --tuf DIR");
	return whole_read(path, ROOT_SIZE_MAX, ask->arena, &ask->root);
}

/* Artifacts. */

static enum err read_file(struct ask *ask, const char *path, struct sigstore_artifact *artifact)
{
	struct mapped file; /* for as long as the program runs */
	uint8_t digest[SHA256_SIZE];
	enum err e = mapped_open(&file, path);

	if (e != OK)
		return e;
	artifact->bytes = file.bytes;
	digest_of_parts(&artifact->bytes, 1, digest);
	artifact->sha256 = arena_copy(ask->arena, span_of(digest, sizeof(digest)));
	return OK;
}

/* "sha256:HEX" and the like, unless there is a file of that name. */
static bool read_digest(struct ask *ask, const char *word, struct sigstore_artifact *artifact)
{
	static const struct {
		const char *prefix;
		size_t size, at;
	} rows[] = {
		{ "sha256:", 32, offsetof(struct sigstore_artifact, sha256) },
		{ "sha384:", 48, offsetof(struct sigstore_artifact, sha384) },
		{ "sha512:", 64, offsetof(struct sigstore_artifact, sha512) },
	};
	struct span text = span_str(word), bytes;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (!span_starts(text, rows[i].prefix) || access(word, F_OK) == 0)
			continue;
		if (!hex_read(span_from(text, strlen(rows[i].prefix)), ask->arena, &bytes) ||
		    bytes.n != rows[i].size)
			continue;
		*(struct span *)(void *)((uint8_t *)artifact + rows[i].at) = bytes;
		return true;
	}
	return false;
}

static void make_room(struct ask *ask, size_t n)
{
	ask->artifacts = arena_array(ask->arena, n, sizeof(*ask->artifacts));
	ask->cases = arena_array(ask->arena, n, sizeof(*ask->cases));
	ask->verdicts = arena_array(ask->arena, n, sizeof(*ask->verdicts));
	ask->names = arena_array(ask->arena, n, sizeof(*ask->names));
}

static enum err read_artifact(struct ask *ask, const char *word, struct sigstore_artifact *artifact)
{
	return read_digest(ask, word, artifact) ? OK : read_file(ask, word, artifact);
}

static enum err read_cases(struct ask *ask)
{
	const struct opt_list *bundles = &ask->options->bundles;
	const struct opt_list *operands = &ask->call->operands;
	enum err e = OK;

	if (bundles->n != operands->n)
		return err_set(ERR_USAGE, "there are %zu bundles for %zu operands", bundles->n,
			       operands->n);
	ask->n = operands->n;
	make_room(ask, ask->n);
	for (size_t i = 0; i < ask->n && e == OK; i++) {
		ask->names[i] = operands->words[i];
		ask->cases[i].artifact = &ask->artifacts[i];
		e = whole_read(bundles->words[i], BUNDLE_SIZE_MAX, ask->arena,
			       &ask->cases[i].bundle);
		if (e == OK)
			e = read_artifact(ask, operands->words[i], &ask->artifacts[i]);
	}
	return e;
}

/* Attestations on an index: each is a case of its own, and all have to hold. */

/* What cannot be read as a whole stands as one attestation, which is refused. */
static void refuse_document(struct ask *ask, struct pypi_answer *answer)
{
	if (answer->reason == REASON_NONE)
		return;
	answer->n = 1;
	answer->all = arena_alloc(ask->arena, sizeof(*answer->all));
	answer->all->reason = answer->reason;
	answer->all->detail = answer->detail;
}

static enum err read_provenance(struct ask *ask, size_t operand)
{
	const char *word = ask->call->operands.words[operand];
	struct sigstore_artifact artifact = { 0 };
	struct span document, name = { 0 };
	struct pypi_answer answer;
	enum err e;

	if (!read_digest(ask, word, &artifact)) {
		name = place_name(span_str(word));
		e = read_file(ask, word, &artifact);
		if (e != OK)
			return e;
	}
	e = whole_read(ask->options->provenance.words[operand], PYPI_PROVENANCE_MAX, ask->arena,
		       &document);
	if (e == OK)
		e = pypi_ask(document, name, ask->arena, &answer);
	if (e != OK)
		return e;
	refuse_document(ask, &answer);
	ask->artifacts[operand] = artifact;
	for (size_t i = 0; i < answer.n; i++, ask->n++) {
		ask->names[ask->n] = word;
		ask->attestations[ask->n] = &answer.all[i];
		ask->cases[ask->n].artifact = &ask->artifacts[operand];
		ask->cases[ask->n].bundle = answer.all[i].bundle;
	}
	return OK;
}

static enum err read_provenances(struct ask *ask)
{
	const size_t n = ask->call->operands.n;
	size_t room;
	enum err e = OK;

	if (ask->options->provenance.n != n)
		return err_set(ERR_USAGE, "there are %zu files of attestations for %zu operands",
			       ask->options->provenance.n, n);
	if (ask->options->bundles.n || ask->options->key)
		return err_set(ERR_USAGE, "attestations of a package are by an identity: "
					  "--provenance goes with neither --bundle nor --key");
	if (__builtin_mul_overflow(n, PYPI_ATTESTATIONS_MAX, &room))
		return err_set(ERR_LIMIT, "there are too many operands");
	make_room(ask, room);
	ask->attestations = arena_array(ask->arena, room, sizeof(struct pypi_attestation *));
	for (size_t i = 0; i < n && e == OK; i++)
		e = read_provenance(ask, i);
	return e;
}

/* The form comes first; then the publisher that the index shows has to be who has signed. */
static void judge_attestations(struct ask *ask)
{
	for (size_t i = 0; i < ask->n; i++) {
		const struct pypi_attestation *said = ask->attestations[i];
		struct sigstore_verdict *verdict = &ask->verdicts[i];
		struct span identity = sigstore_fact(verdict, "identity");

		if (said->reason != REASON_NONE) {
			*verdict = (struct sigstore_verdict){ .reason = said->reason,
							      .detail = said->detail };
		} else if (verdict->reason == REASON_NONE && said->identity.n &&
			   (!identity_matches(said->identity, identity) ||
			    !span_eq(said->issuer, sigstore_fact(verdict, "issuer")))) {
			verdict->reason = REASON_PUBLISHER_UNSIGNED;
			verdict->detail = identity;
			verdict->n_facts = 0;
		}
	}
}

/* What is said. */

/* Not for people: the payload, which may be long and is any bytes. */
static bool is_told(const struct sigstore_fact *fact)
{
	return !span_is(fact->name, "payload");
}

/* As people read it: times are dates. */
static struct span value_shown(struct arena *arena, const struct sigstore_fact *fact)
{
	uint64_t seconds;
	char text[CLOCK_TEXT];

	if (!span_is(fact->name, "time") || !decimal_read(fact->text, &seconds) ||
	    seconds > INT64_MAX)
		return fact->text;
	clock_text((int64_t)seconds, text);
	return arena_copy(arena, span_str(text));
}

static void print_facts(const void *context, size_t i, struct sink *out)
{
	const struct ask *ask = context;
	const struct sigstore_verdict *verdict = &ask->verdicts[i];

	for (size_t k = 0; k < verdict->n_facts; k++)
		if (is_told(&verdict->facts[k]))
			verification_row(out, verdict->facts[k].name,
					 value_shown(ask->arena, &verdict->facts[k]));
}

static void write_facts(const void *context, size_t i, struct jsonw *w)
{
	const struct ask *ask = context;
	const struct sigstore_verdict *verdict = &ask->verdicts[i];

	jsonw_list(w, "facts");
	for (size_t k = 0; k < verdict->n_facts; k++) {
		if (!is_told(&verdict->facts[k]))
			continue;
		jsonw_map_flat(w, NULL);
		jsonw_text(w, "name", verdict->facts[k].name);
		jsonw_text(w, "value", value_shown(ask->arena, &verdict->facts[k]));
		jsonw_map_end(w);
	}
	jsonw_list_end(w);
}

/* How old what is trusted may be. */
static void print_tuf(const void *context, struct sink *out)
{
	const struct ask *ask = context;

	for (unsigned role = 0; role < TUF_ROLES; role++) {
		char text[CLOCK_TEXT];

		if (!ask->tuf_answer.versions[role])
			continue;
		clock_text(ask->tuf_answer.expires[role], text);
		sink_printf(out, "%s of the trusted root: version %llu, %s %s\n",
			    tuf_role_name((enum tuf_role)role),
			    (unsigned long long)ask->tuf_answer.versions[role],
			    ask->tuf_answer.expires[role] <= clock_now() ? "expired" : "expires",
			    text);
	}
}

static void write_tuf(const void *context, struct jsonw *w)
{
	const struct ask *ask = context;

	jsonw_map(w, "tuf");
	for (unsigned role = 0; role < TUF_ROLES; role++) {
		char text[CLOCK_TEXT];

		if (!ask->tuf_answer.versions[role])
			continue;
		clock_text(ask->tuf_answer.expires[role], text);
		jsonw_map_flat(w, tuf_role_name((enum tuf_role)role));
		jsonw_number(w, "version", ask->tuf_answer.versions[role]);
		jsonw_word(w, "expires", text);
		jsonw_map_end(w);
	}
	jsonw_map_end(w);
}

static int answer(const struct ask *ask)
{
	struct verification *all = arena_array(ask->arena, ask->n, sizeof(*all));
	const bool tuf = ask->options->tuf != NULL;

	for (size_t i = 0; i < ask->n; i++)
		all[i] = (struct verification){ ask->names[i], ask->verdicts[i].reason,
						ask->verdicts[i].detail };
	return verifications_say(
		ask->call, &(const struct verifications){ .all = all,
							  .n = ask->n,
							  .context = ask,
							  .print = print_facts,
							  .json = write_facts,
							  .print_end = tuf ? print_tuf : NULL,
							  .json_end = tuf ? write_tuf : NULL });
}

/* What the statements say, held against the policy (trust/attest/policy.h). */

static enum err judge_statement(const struct ask *ask, const struct attest_policy *policy,
				struct sigstore_verdict *verdict)
{
	const struct attest_question question = {
		.policy = policy,
		.payload = sigstore_fact(verdict, "payload"),
		.identity = sigstore_fact(verdict, "identity"),
		.issuer = sigstore_fact(verdict, "issuer"),
		.repository = sigstore_fact(verdict, "source-repository-uri"),
		.ref = sigstore_fact(verdict, "source-repository-ref"),
	};

	if (!question.payload.n) {
		verdict->reason = REASON_STATEMENT_MISSING;
		return OK;
	}
	return attest_ask(&question, ask->arena, &verdict->reason, &verdict->detail);
}

static enum err judge_statements(struct ask *ask)
{
	const char *path = ask->options->policy;
	struct attest_policy policy;
	struct span text;
	enum err e = whole_read(path, POLICY_SIZE_MAX, ask->arena, &text);

	if (e == OK)
		e = attest_policy_read(text, path, ask->arena, &policy);
	for (size_t i = 0; e == OK && i < ask->n; i++)
		if (ask->verdicts[i].reason == REASON_NONE)
			e = judge_statement(ask, &policy, &ask->verdicts[i]);
	return e;
}

static enum err put(struct ask *ask)
{
	const struct sigstore_ask question = {
		.root = ask->root,
		.tuf = ask->options->tuf ? &ask->tuf : NULL,
		.policy = &ask->policy,
		.cases = ask->cases,
		.n = ask->n,
	};
	enum err e = sigstore_ask(&question, ask->arena, ask->verdicts, &ask->tuf_answer);

	if (e == OK && ask->attestations)
		judge_attestations(ask);
	if (e == OK && ask->options->policy)
		e = judge_statements(ask);
	if (e != OK || !ask->options->tuf || ask->tuf_answer.reason != REASON_NONE)
		return e;
	return tuf_memory_keep(&ask->memory, &ask->tuf_answer, ask->arena);
}

static enum err examine(struct ask *ask)
{
	enum err e = read_policy(ask);

	if (e == OK)
		e = read_root(ask);
	if (e == OK)
		e = ask->options->provenance.n ? read_provenances(ask) : read_cases(ask);
	return e == OK ? put(ask) : e;
}

static int run(const struct call *call)
{
	struct ask ask = { .call = call,
			   .options = call->options,
			   .arena = call->arena,
			   .memory = { .folder = { .fd = -1, .lock = -1 } } };
	enum err e = examine(&ask);

	tuf_memory_close(&ask.memory);
	if (e == OK)
		return answer(&ask);
	if (e == ERR_USAGE)
		return command_misused("verify");
	(void)command_complain("verify");
	return EXIT_UNSEEN;
}

const struct verify_way verify_way_bundle = { is_meant, run };
