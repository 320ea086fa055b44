/* Verifying by sigstore bundles, one an operand. */
#include "cmd/model_root.h"
#include "cmd/verify_cases.h"
#include "sys/whole.h"
#include "trust/sigstore/bundle.h"

static bool is_meant(const struct verify_options *options)
{
	return options->bundles.n > 0;
}

/* A folder is a model, and what leaves parts of it out is said by the same options as for one that
 * is signed. */
static enum err read_operand(struct cases *cases, size_t i, struct sigstore_artifact *artifact)
{
	const struct verify_options *options = cases->options;
	const char *word = cases->call->operands.words[i];
	const struct model_rules rules = { word, options->bundles.words[i], &options->ignored,
					   options->keep_git };
	struct span name;

	return model_is_folder(word) ? model_root(&rules, options->allow_symlinks, cases->arena,
						  &artifact->sha256, &name)
				     : cases_read_artifact(cases, word, artifact);
}

static enum err read_case(struct cases *cases, size_t i, struct sigstore_artifact *artifact)
{
	const char *word = cases->call->operands.words[i];
	struct span bundle;
	enum err e =
		whole_read(cases->options->bundles.words[i], BUNDLE_MAX, cases->arena, &bundle);

	if (e != OK)
		return e;
	(void)cases_add(cases, word, artifact, bundle); /* as the operands */
	return read_operand(cases, i, artifact);
}

static enum err read_cases(struct cases *cases)
{
	const size_t n = cases->call->operands.n;
	struct sigstore_artifact *artifacts = arena_array(cases->arena, n, sizeof(*artifacts));
	enum err e;

	if (cases->options->bundles.n != n)
		return err_set(ERR_USAGE, "there are %zu bundles for %zu operands",
			       cases->options->bundles.n, n);
	e = cases_room(cases, n);
	for (size_t i = 0; i < n && e == OK; i++)
		e = read_case(cases, i, &artifacts[i]);
	return e;
}

static enum err examine(struct cases *cases)
{
	static const char *const takes[] = { "bundle",
					     "key",
					     "public-key",
					     "ignore-paths",
					     "no-ignore-git-paths",
					     "allow-symlinks",
					     CASES_OPTIONS,
					     NULL };
	enum err e = verify_takes(cases->options, takes, "--bundle");

	if (e == OK)
		e = cases_read_signer(cases, CASES_BY_SOMEBODY);
	if (e == OK)
		e = cases_read_root(cases);
	if (e == OK)
		e = read_cases(cases);
	if (e == OK)
		e = cases_ask(cases);
	return e == OK ? cases_judge(cases) : e;
}

static int run(const struct call *call)
{
	struct cases cases = cases_of(call);

	return cases_end(&cases, examine(&cases));
}

const struct verify_way verify_way_bundle = { is_meant, run };
