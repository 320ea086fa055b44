/* Verifying a model by its signature (OpenSSF Model Signing): by whom it is, then every file. */
#include "cmd/model_rules.h"
#include "cmd/verify.h"
#include "cmd/verify_answer.h"
#include "cmd/verify_cases.h"
#include "policy/glob.h"
#include "sys/clock.h"
#include "sys/whole.h"
#include "trust/key/key.h"

enum {
	CHAIN_MAX = 4 << 20,
	MEMORY_MiB = 2048,
};

/* By whom. */

static enum err read_chains(const struct opt_list *files, struct arena *arena, struct span *all)
{
	struct span *parts = arena_array(arena, 2 * files->n, sizeof(*parts));

	for (size_t i = 0; i < files->n; i++) {
		enum err e = whole_read(files->words[i], CHAIN_MAX, arena, &parts[2 * i]);

		if (e != OK)
			return e;
		parts[2 * i + 1] = (struct span)SPAN("\n");
	}
	*all = arena_join(arena, parts, 2 * files->n);
	return OK;
}

static enum err read_identity(const struct call *call, struct oms_question *question)
{
	struct cases cases = cases_of(call);
	enum err e = cases_read_signer(&cases, CASES_BY_SOMEBODY);

	if (e == OK)
		e = cases_read_root(&cases);
	question->way = OMS_SIGSTORE;
	question->policy = cases.policy;
	question->root = cases.root;
	cases_close(&cases);
	return e;
}

static enum err read_signer(const struct call *call, struct arena *arena,
			    struct oms_question *question)
{
	const struct verify_options *options = call->options;
	bool by_identity = options->identity || options->identity_provider ||
			   options->certificate_identity || options->certificate_oidc_issuer ||
			   options->claims.n;
	int n = (options->key != NULL) + (options->chains.n > 0) + by_identity;

	if (n != 1)
		return err_set(ERR_USAGE,
			       "by whom? %s --key, --certificate-chain, or --identity "
			       "and --identity-provider",
			       n ? "only one of" : "one of");
	if (by_identity)
		return read_identity(call, question);
	if (options->key) {
		question->way = OMS_KEY;
		return whole_read(options->key, KEY_FILE_MAX, arena, &question->key);
	}
	question->way = OMS_CERTIFICATE;
	question->authorities.when = options->when == 0 ? OMS_NOW : OMS_FROM_ITS_BEGINNING;
	question->authorities.now = clock_wall();
	return read_chains(&options->chains, arena, &question->authorities.file);
}

/* Which files. */

static bool is_wanted(void *context, struct span path)
{
	const struct opt_list *only = context;

	for (size_t i = 0; i < only->n; i++)
		if (glob_fits(span_str(only->words[i]), path, GLOB_PATH))
			return true;
	return false;
}

static enum err check(const struct call *call, struct arena *arena, struct oms_answer *answer,
		      struct oms_result *result)
{
	const struct verify_options *options = call->options;
	struct opt_list only = options->only;
	const struct model_rules said = { call->operands.words[0], options->signature,
					  &options->ignored, options->keep_git };
	struct oms_options how = {
		.rules = model_rules(&said, arena),
		.ignore_unsigned = options->ignore_unsigned,
		.allow_symlinks = options->allow_symlinks,
		.need_covered = options->need_covered,
		.wanted = only.n ? is_wanted : NULL,
		.context = &only,
	};
	enum err e;

	how.cache = options->paranoid ? NULL : cache_open();
	e = oms_check(&answer->manifest, call->operands.words[0], &how, arena, result);
	cache_close(how.cache);
	if (e == OK && only.n && result->counts[OMS_UNCHECKED] == result->n)
		return err_set(ERR_USAGE, "nothing that was signed matches --only");
	return e;
}

static int tell(const struct call *call, const struct model_answer *answer, struct arena *arena)
{
	const struct verify_options *options = call->options;
	bool good = model_answer_reason(answer) == REASON_NONE;

	if (options->form == VERIFY_JSON)
		model_answer_json(answer, arena, &call->out->sink);
	else if (!good || !options->quiet)
		model_answer_text(answer, arena, &call->out->sink);
	return good ? EXIT_NOTHING : EXIT_FAILED;
}

static int verify(const struct call *call, struct span signature, struct arena *arena)
{
	const struct verify_options *options = call->options;
	struct oms_question question = { .signature = signature };
	struct model_answer told = { .model = call->operands.words[0], .all = options->list_all };
	struct oms_result result;
	struct oms_answer answer;
	enum err e = read_signer(call, arena, &question);

	if (e == OK)
		e = oms_ask(&question, arena, &answer);
	if (e != OK)
		return verify_complain(e);
	told.signature = &answer;
	if (answer.verdict.reason == REASON_NONE) {
		e = check(call, arena, &answer, &result);
		told.files = &result;
	}
	return e == OK ? tell(call, &told, arena) : verify_complain(e);
}

int verify_model(const struct call *call, struct span signature)
{
	static const char *const takes[] = { "signature",
					     "key",
					     "public-key",
					     "certificate-chain",
					     "at",
					     "identity",
					     "certificate-identity",
					     "identity-provider",
					     "certificate-oidc-issuer",
					     "claim",
					     "trusted-root",
					     "min-logs",
					     "min-scts",
					     "min-times",
					     "only",
					     "ignore-paths",
					     "no-ignore-git-paths",
					     "ignore-unsigned-files",
					     "allow-symlinks",
					     "require-coverage",
					     "paranoid",
					     NULL };
	struct arena arena;
	int code;

	if (verify_takes(call->options, takes, "the signature of a model") != OK)
		return verify_complain(ERR_USAGE);
	arena_init(&arena, MiB(MEMORY_MiB), NULL, NULL);
	code = verify(call, signature, &arena);
	arena_free(&arena);
	return code;
}
