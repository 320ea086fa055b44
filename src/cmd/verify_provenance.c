/* Verifying Python packages by the attestations of an index: each is a bundle of its own, and all
 * have to hold. */
#include "cmd/verify_cases.h"
#include "eco/place.h"
#include "sys/whole.h"
#include "trust/package/pypi.h"

struct asked {
	struct cases cases;
	const struct pypi_attestation **attestations; /* beside the cases */
};

static bool is_meant(const struct verify_options *options)
{
	return options->provenance.n > 0;
}

static enum err read_provenance(struct asked *asked, size_t operand,
				struct sigstore_artifact *artifact)
{
	struct cases *cases = &asked->cases;
	const char *word = cases->call->operands.words[operand];
	struct span document, name = { 0 };
	struct pypi_answer answer;
	enum err e = cases_read_artifact(cases, word, artifact);

	if (artifact->bytes.p)
		name = place_name(span_str(word));
	if (e == OK)
		e = whole_read(cases->options->provenance.words[operand], PYPI_PROVENANCE_MAX,
			       cases->arena, &document);
	if (e == OK)
		e = pypi_ask(document, name, cases->arena, &answer);
	for (size_t i = 0; e == OK && i < answer.n; i++) {
		size_t n = cases_add(cases, word, artifact, answer.all[i].bundle);

		asked->attestations[n] = &answer.all[i];
	}
	return e;
}

static enum err read_provenances(struct asked *asked)
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
	if (e != OK)
		return e;
	asked->attestations =
		arena_array(cases->arena, cases->room, sizeof(struct pypi_attestation *));
	for (size_t i = 0; i < n && e == OK; i++)
		e = read_provenance(asked, i, &artifacts[i]);
	return e;
}

static enum err examine(struct asked *asked)
{
	struct cases *cases = &asked->cases;
	enum err e;

	if (cases->options->bundles.n || cases->options->key)
		return err_set(ERR_USAGE, "attestations of a package are by an identity: "
					  "--provenance goes with neither --bundle nor --key");
	e = cases_read_signer(cases, CASES_BY_SOMEBODY);
	if (e == OK)
		e = cases_read_root(cases);
	if (e == OK)
		e = read_provenances(asked);
	if (e == OK)
		e = cases_ask(cases);
	for (size_t i = 0; e == OK && i < cases->n; i++)
		pypi_judge(asked->attestations[i], &cases->verdicts[i]);
	return e == OK ? cases_judge(cases) : e;
}

static int run(const struct call *call)
{
	struct asked asked = { .cases = cases_of(call) };

	return cases_end(&asked.cases, examine(&asked));
}

const struct verify_way verify_way_provenance = { is_meant, run };
