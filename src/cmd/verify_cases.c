/* Bundles by the options of the command line. */
#include "cmd/verify_cases.h"

#include <assert.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/hex.h"
#include "cmd/verification.h"
#include "sys/clock.h"
#include "sys/digest.h"
#include "sys/mapped.h"
#include "sys/whole.h"
#include "trust/attest/judge.h"
#include "trust/key/key.h"
#include "trust/sigstore/root.h"

enum {
	POLICY_SIZE_MAX = 1 << 20,
	SECONDS_PER_DAY = 86400,
	CLOCK_SLACK = 3600, /* seconds by which the clock here may be behind that of a log */
};

struct cases cases_of(const struct call *call)
{
	return (struct cases){ .call = call,
			       .options = call->options,
			       .arena = call->arena,
			       .memory = { .folder = { .fd = -1, .lock = -1 } } };
}

/* By whom. */

static enum err read_claims(struct cases *cases)
{
	const struct opt_list *words = &cases->options->claims;
	struct sigstore_claim *claims = arena_array(cases->arena, words->n, sizeof(*claims));

	for (size_t i = 0; i < words->n; i++) {
		struct span word = span_str(words->words[i]);
		ptrdiff_t at = span_byte(word, '=');

		if (at == SPAN_NONE)
			return err_set(ERR_USAGE, "--claim takes NAME=VALUE, not '%s'",
				       words->words[i]);
		claims[i].name = span_part(word, 0, (uint64_t)at);
		claims[i].pattern = span_from(word, (uint64_t)at + 1);
	}
	cases->policy.claims = claims;
	cases->policy.n_claims = words->n;
	return OK;
}

static enum err read_key(struct cases *cases, const char *path)
{
	enum err e = whole_read(path, KEY_FILE_MAX, cases->arena, &cases->policy.key);

	if (e == OK && !cases->policy.key.n)
		return err_set(ERR_FORMAT, "%s: it is empty, and no key", path);
	return e;
}

static bool is_said(const char *text)
{
	return text && *text;
}

enum err cases_read_signer(struct cases *cases, enum cases_signer signer)
{
	const struct verify_options *options = cases->options;
	const char *identity = options->certificate_identity, *issuer;
	bool keyless;

	identity = identity ? identity : options->identity;
	issuer = options->certificate_oidc_issuer ? options->certificate_oidc_issuer
						  : options->identity_provider;
	keyless = identity || issuer || options->claims.n;
	cases->policy.now = clock_wall() + CLOCK_SLACK;
	cases->policy.logs = options->min_logs;
	cases->policy.scts = options->min_scts;
	cases->policy.times = options->min_times;
	if (options->key && keyless)
		return err_set(ERR_USAGE, "it is by a key or by an identity, not by both");
	if (options->key)
		return read_key(cases, options->key);
	if (!keyless && signer == CASES_BY_ANYBODY)
		return OK;
	/* What is empty would be anybody: a variable of a script that was never set. */
	if (!is_said(identity) || !is_said(issuer))
		return err_set(ERR_USAGE, "by whom? --certificate-identity and "
					  "--certificate-oidc-issuer, or --key");
	cases->policy.identity = span_str(identity);
	cases->policy.issuer = span_str(issuer);
	return read_claims(cases);
}

static enum err read_tuf(struct cases *cases)
{
	const struct verify_options *options = cases->options;
	const int64_t grace = (int64_t)options->tuf_grace * SECONDS_PER_DAY;
	struct span first;
	enum err e;

	if (!options->tuf_root)
		return err_set(ERR_USAGE, "--tuf takes --tuf-root FILE: nothing is trusted for "
					  "being there first");
	cases->tuf.now = clock_wall() - grace;
	e = whole_read(options->tuf_root, TUF_FILE_MAX, cases->arena, &first);
	if (e == OK)
		e = tuf_repository_read(options->tuf, "trusted_root.json", cases->arena,
					&cases->tuf);
	if (e == OK)
		e = tuf_memory_open(&cases->memory, options->tuf_state, first, cases->arena,
				    &cases->tuf);
	return e;
}

/* Whether it asks for what only a root can tell. */
static bool counts_others(const struct verify_options *options)
{
	return options->min_logs || options->min_scts || options->min_times;
}

enum err cases_read_root(struct cases *cases)
{
	const char *path = cases->options->trusted_root;

	if (path && cases->options->tuf)
		return err_set(ERR_USAGE, "the trusted root is --trusted-root or in --tuf, not "
					  "both");
	if (cases->options->tuf)
		return read_tuf(cases);
	if (cases->options->tuf_root || cases->options->tuf_state || cases->options->tuf_grace)
		return err_set(ERR_USAGE, "which TUF repository? --tuf DIR");
	if (!path)
		path = getenv("ASSAY_TRUSTED_ROOT");
	if ((!path || !*path) && cases->options->key && !counts_others(cases->options)) {
		cases->policy.key_alone = true;
		return OK;
	}
	if (!path || !*path)
		return err_set(ERR_USAGE, "which root is trusted? --trusted-root FILE, "
					  "ASSAY_TRUSTED_ROOT, or --tuf DIR");
	return whole_read(path, ROOT_MAX, cases->arena, &cases->root);
}

/* Artifacts. */

static enum err read_file(struct cases *cases, const char *path, struct sigstore_artifact *artifact)
{
	struct mapped file; /* for as long as the program runs */
	uint8_t digest[SHA256_SIZE];
	enum err e = mapped_open(&file, path);

	if (e != OK)
		return e;
	artifact->bytes = file.bytes;
	digest_of_parts(&artifact->bytes, 1, digest);
	artifact->sha256 = arena_copy(cases->arena, span_of(digest, sizeof(digest)));
	return OK;
}

bool cases_read_digest(struct cases *cases, const char *word, struct sigstore_artifact *artifact)
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
		if (!hex_read(span_from(text, strlen(rows[i].prefix)), cases->arena, &bytes) ||
		    bytes.n != rows[i].size)
			continue;
		*(struct span *)(void *)((uint8_t *)artifact + rows[i].at) = bytes;
		return true;
	}
	return false;
}

enum err cases_read_artifact(struct cases *cases, const char *word,
			     struct sigstore_artifact *artifact)
{
	return cases_read_digest(cases, word, artifact) ? OK : read_file(cases, word, artifact);
}

/* Asking. */

enum err cases_room(struct cases *cases, size_t n)
{
	if (n > OPERANDS_MANY)
		return err_set(ERR_LIMIT, "there are too many operands");
	cases->room = n;
	cases->all = arena_array(cases->arena, n, sizeof(*cases->all));
	cases->verdicts = arena_array(cases->arena, n, sizeof(*cases->verdicts));
	cases->names = arena_array(cases->arena, n, sizeof(*cases->names));
	return OK;
}

size_t cases_add(struct cases *cases, const char *name, const struct sigstore_artifact *artifact,
		 struct span bundle)
{
	assert(cases->n < cases->room);
	cases->names[cases->n] = name;
	cases->all[cases->n] = (struct sigstore_case){ .bundle = bundle, .artifact = artifact };
	return cases->n++;
}

enum err cases_ask(struct cases *cases)
{
	const struct sigstore_ask question = {
		.root = cases->root,
		.tuf = cases->options->tuf ? &cases->tuf : NULL,
		.policy = &cases->policy,
		.cases = cases->all,
		.n = cases->n,
	};
	enum err e;

	if (!cases->n)
		return OK;
	e = sigstore_ask(&question, cases->arena, cases->verdicts, &cases->tuf_answer);
	if (e != OK || !cases->options->tuf || cases->tuf_answer.reason != REASON_NONE)
		return e;
	return tuf_memory_keep(&cases->memory, &cases->tuf_answer, cases->arena);
}

void cases_refuse(struct cases *cases, size_t i, enum reason reason, struct span detail)
{
	cases->verdicts[i] = (struct sigstore_verdict){ .reason = reason, .detail = detail };
}

/* What the statements say, held against the policy (trust/attest/policy.h). */

struct judged {
	enum reason reason;
	struct span detail;
};

static enum err judge_statement(const struct cases *cases, const struct attest_policy *policy,
				size_t i, struct judged *judged)
{
	const struct sigstore_verdict *verdict = &cases->verdicts[i];
	const struct attest_question question = {
		.policy = policy,
		.payload = sigstore_fact(verdict, "payload"),
		.identity = sigstore_fact(verdict, "identity"),
		.issuer = sigstore_fact(verdict, "issuer"),
		.repository = sigstore_fact(verdict, "source-repository-uri"),
		.ref = sigstore_fact(verdict, "source-repository-ref"),
	};

	*judged = (struct judged){ .reason = REASON_STATEMENT_MISSING };
	return question.payload.n
		       ? attest_ask(&question, cases->arena, &judged->reason, &judged->detail)
		       : OK;
}

/* What is said of one operand: one of its statements has to be as the policy asks, whatever else
 * the others are about. */
static enum err judge_operand(struct cases *cases, const struct attest_policy *policy, size_t from,
			      size_t to)
{
	struct judged *judged = arena_array(cases->arena, to - from, sizeof(*judged));
	bool fits = false;

	for (size_t i = from; i < to; i++) {
		enum err e = OK;

		if (cases->verdicts[i].reason == REASON_NONE)
			e = judge_statement(cases, policy, i, &judged[i - from]);
		else
			judged[i - from].reason = cases->verdicts[i].reason;
		if (e != OK)
			return e;
		fits |= judged[i - from].reason == REASON_NONE;
	}
	for (size_t i = from; !fits && i < to; i++)
		if (cases->verdicts[i].reason == REASON_NONE)
			cases_refuse(cases, i, judged[i - from].reason, judged[i - from].detail);
	return OK;
}

enum err cases_judge(struct cases *cases)
{
	const char *path = cases->options->policy;
	struct attest_policy policy;
	struct span text;
	enum err e;

	if (!path)
		return OK;
	e = whole_read(path, POLICY_SIZE_MAX, cases->arena, &text);
	if (e == OK)
		e = attest_policy_read(text, path, cases->arena, &policy);
	for (size_t from = 0, to; e == OK && from < cases->n; from = to) {
		for (to = from + 1; to < cases->n && cases->names[to] == cases->names[from]; to++)
			;
		e = judge_operand(cases, &policy, from, to);
	}
	return e;
}

/* The end. */

void cases_close(struct cases *cases)
{
	tuf_memory_close(&cases->memory);
}

static void print_one(const void *context, size_t i, struct sink *out)
{
	const struct cases *cases = context;

	facts_print(&cases->verdicts[i], cases->arena, out);
}

static void write_one(const void *context, size_t i, struct jsonw *w)
{
	const struct cases *cases = context;

	facts_write(&cases->verdicts[i], cases->arena, w);
}

static void print_root(const void *context, struct sink *out)
{
	cases_print_root(context, out);
}

static void write_root(const void *context, struct jsonw *w)
{
	cases_write_root(context, w);
}

static int say(const struct cases *cases)
{
	struct verification *all = arena_array(cases->arena, cases->n, sizeof(*all));

	for (size_t i = 0; i < cases->n; i++)
		all[i] = (struct verification){ cases->names[i], cases->verdicts[i].reason,
						cases->verdicts[i].detail };
	return verifications_say(cases->call,
				 &(const struct verifications){ .all = all,
								.n = cases->n,
								.context = cases,
								.print = print_one,
								.json = write_one,
								.print_end = print_root,
								.json_end = write_root });
}

int cases_end(struct cases *cases, enum err e)
{
	cases_close(cases);
	return e == OK ? say(cases) : verify_complain(e);
}
