/* Verifying Python packages by the attestations of an index: each is a bundle of its own, and all
 * have to hold. With a lock beside them the package has to be one that it names, and whoever has
 * signed one of those that the lock names for it. */
#include "cmd/verify_cases.h"
#include "eco/place.h"
#include "sys/whole.h"
#include "trust/package/locked.h"
#include "trust/package/pypi.h"

/* What stands beside a case. */
struct row {
	const struct pypi_attestation *attestation;
	const struct locked_row *package; /* of the lock that attests it; NULL: nobody does */
};

struct asked {
	struct cases cases;
	struct locked_list lock;
	struct row *rows;
};

static bool is_meant(const struct verify_options *options)
{
	return options->provenance.n > 0;
}

/* The lock. */

static enum err read_lock(struct asked *asked)
{
	struct cases *cases = &asked->cases;
	const char *path = cases->options->lock;
	struct span lock;
	enum err e = whole_read(path, LOCKED_FILE_MAX, cases->arena, &lock);

	return e == OK ? locked_ask(lock, span_str(path), cases->arena, &asked->lock) : e;
}

/* What the lock says of the operand: `refused` is why it is none of its files. */
static enum err find_locked(struct asked *asked, const char *word,
			    const struct sigstore_artifact *artifact, struct row *row,
			    struct pypi_attestation *refused)
{
	struct cases *cases = &asked->cases;
	const struct locked_row *package = NULL;

	if (!artifact->bytes.p)
		return err_set(ERR_USAGE, "%s: --lock takes the file itself", word);
	refused->reason = asked->lock.reason;
	if (refused->reason == REASON_NONE)
		refused->reason = locked_find_file(&asked->lock, place_name(span_str(word)),
						   artifact->bytes, cases->arena, &package);
	if (refused->reason != REASON_NONE)
		return OK;
	if (locked_is_attested(&asked->lock, package))
		row->package = package;
	else if (!cases->policy.identity.n)
		return err_set(ERR_USAGE,
			       "%s: the lock names nobody who attests it; by whom? "
			       "--certificate-identity and --certificate-oidc-issuer",
			       word);
	return OK;
}

/* Attestations. */

static void add(struct asked *asked, const char *word, const struct sigstore_artifact *artifact,
		const struct row *row)
{
	size_t n = cases_add(&asked->cases, word, artifact, row->attestation->bundle);

	asked->rows[n] = *row;
}

static enum err read_attestations(struct asked *asked, size_t operand,
				  const struct sigstore_artifact *artifact, struct row row)
{
	struct cases *cases = &asked->cases;
	const char *word = cases->call->operands.words[operand];
	struct span document, name = { 0 };
	struct pypi_answer answer;
	enum err e = whole_read(cases->options->provenance.words[operand], PYPI_PROVENANCE_MAX,
				cases->arena, &document);

	if (artifact->bytes.p)
		name = place_name(span_str(word));
	if (e == OK)
		e = pypi_ask(document, name, cases->arena, &answer);
	for (size_t i = 0; e == OK && i < answer.n; i++) {
		row.attestation = &answer.all[i];
		add(asked, word, artifact, &row);
	}
	return e;
}

static enum err read_operand(struct asked *asked, size_t operand,
			     struct sigstore_artifact *artifact)
{
	struct cases *cases = &asked->cases;
	const char *word = cases->call->operands.words[operand];
	struct pypi_attestation *refused = arena_alloc(cases->arena, sizeof(*refused));
	struct row row = { .attestation = refused };
	enum err e = cases_read_artifact(cases, word, artifact);

	if (e == OK && cases->options->lock)
		e = find_locked(asked, word, artifact, &row, refused);
	if (e != OK || refused->reason == REASON_NONE)
		return e == OK ? read_attestations(asked, operand, artifact, row) : e;
	add(asked, word, artifact, &row);
	return OK;
}

static enum err read_operands(struct asked *asked)
{
	struct cases *cases = &asked->cases;
	const struct verify_options *options = cases->options;
	const size_t n = cases->call->operands.n;
	struct sigstore_artifact *artifacts = arena_array(cases->arena, n, sizeof(*artifacts));
	enum err e;

	if (options->provenance.n != n)
		return err_set(ERR_USAGE, "there are %zu files of attestations for %zu operands",
			       options->provenance.n, n);
	e = cases_room(cases, n * PYPI_ATTESTATIONS_MAX); /* operands are few */
	if (e == OK)
		asked->rows = arena_array(cases->arena, cases->room, sizeof(*asked->rows));
	for (size_t i = 0; i < n && e == OK; i++)
		e = read_operand(asked, i, &artifacts[i]);
	return e;
}

/* The form comes first, then whom the index names, then whom the lock names. */
static void judge(struct asked *asked)
{
	for (size_t i = 0; i < asked->cases.n; i++) {
		const struct row *row = &asked->rows[i];
		struct sigstore_verdict *verdict = &asked->cases.verdicts[i];
		struct span identity = sigstore_fact(verdict, "identity");

		pypi_judge(row->attestation, verdict);
		if (verdict->reason == REASON_NONE && row->package &&
		    !locked_attests(&asked->lock, row->package, identity,
				    sigstore_fact(verdict, "issuer")))
			cases_refuse(&asked->cases, i, REASON_LOCK_PUBLISHER, identity);
	}
}

static enum err examine(struct asked *asked)
{
	static const char *const takes[] = { "provenance", "lock", CASES_OPTIONS, NULL };
	struct cases *cases = &asked->cases;
	const char *lock = cases->options->lock;
	enum err e = verify_takes(cases->options, takes, "--provenance");

	if (e == OK)
		e = cases_read_signer(cases, lock ? CASES_BY_ANYBODY : CASES_BY_SOMEBODY);
	if (e == OK)
		e = cases_read_root(cases);
	if (e == OK && lock)
		e = read_lock(asked);
	if (e == OK)
		e = read_operands(asked);
	if (e == OK)
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

const struct verify_way verify_way_provenance = { is_meant, run };
