/* Verifying what lies in an OCI image layout, by the signatures that lie there beside it: one of
 * them has to hold, and all that it is made of has to be what its names say. */
#include "cmd/verify_cases.h"

#include "cmd/verification.h"
#include "sys/digest.h"
#include "trust/oci/layout.h"

enum { MEMORY_MiB = 1024, LISTED_MAX = 20 };

struct asked {
	struct cases cases;
	struct oci_store store;
	struct oci_answer answer;
	struct verification verdict;
	size_t n_right; /* of the blobs that are needed */
};

static bool is_meant(const struct verify_options *options)
{
	return options->oci != NULL;
}

/* Signatures. */

/* What a signature is over: its own payload, which names the digest, or the manifest. */
static enum err read_artifact(struct asked *asked, const struct oci_signature *signature,
			      struct sigstore_artifact *artifact)
{
	bool own = signature->form == OCI_PAYLOAD && signature->reason == REASON_NONE;
	const struct oci_blob *blob =
		oci_store_find(&asked->store, own ? signature->payload : asked->answer.target);
	uint8_t digest[SHA256_SIZE];

	if (!blob || blob->state != OCI_BLOB_READ)
		return err_set(ERR_FORMAT,
			       "the process that reads the layout gave no sound answer");
	artifact->bytes = blob->bytes;
	digest_of_parts(&blob->bytes, 1, digest);
	artifact->sha256 = arena_copy(asked->cases.arena, span_of(digest, sizeof(digest)));
	return OK;
}

static enum err read_signatures(struct asked *asked)
{
	struct cases *cases = &asked->cases;
	const struct oci_answer *answer = &asked->answer;
	const char *name = asked->verdict.artifact;
	struct sigstore_artifact *artifacts =
		arena_array(cases->arena, answer->n_signatures, sizeof(*artifacts));
	enum err e = cases_room(cases, answer->n_signatures);

	for (size_t i = 0; e == OK && i < answer->n_signatures; i++) {
		e = read_artifact(asked, &answer->signatures[i], &artifacts[i]);
		(void)cases_add(cases, name, &artifacts[i], answer->signatures[i].bundle);
	}
	return e;
}

static enum err ask_signatures(struct asked *asked)
{
	struct cases *cases = &asked->cases;
	enum err e = read_signatures(asked);

	if (e == OK)
		e = cases_ask(cases);
	for (size_t i = 0; e == OK && i < cases->n; i++)
		if (asked->answer.signatures[i].reason != REASON_NONE)
			cases_refuse(cases, i, asked->answer.signatures[i].reason,
				     asked->answer.signatures[i].detail);
	return e == OK ? cases_judge(cases) : e;
}

/* The verdict. */

static void refuse(struct asked *asked, enum reason reason, struct span detail)
{
	asked->verdict.reason = reason;
	asked->verdict.detail = detail;
}

/* One that holds is enough: whoever may write to a registry may put others beside it. */
static void judge_signatures(struct asked *asked)
{
	const struct cases *cases = &asked->cases;

	if (!cases->n)
		refuse(asked, REASON_SIGNATURE_NONE, (struct span){ 0 });
	else
		refuse(asked, cases->verdicts[0].reason, cases->verdicts[0].detail);
	for (size_t i = 0; i < cases->n; i++)
		if (cases->verdicts[i].reason == REASON_NONE)
			refuse(asked, REASON_NONE, (struct span){ 0 });
}

static void judge_blobs(struct asked *asked)
{
	static const enum reason reasons[] = {
		[OCI_NEED_CHANGED] = REASON_BLOB_CHANGED, [OCI_NEED_MISSING] = REASON_BLOB_MISSING
	};

	for (size_t i = 0; i < asked->answer.n_needs; i++) {
		const struct oci_need *need = &asked->answer.needs[i];

		if (need->state == OCI_NEED_RIGHT)
			asked->n_right++;
		else if (asked->verdict.reason == REASON_NONE)
			refuse(asked, reasons[need->state], need->digest);
	}
}

static enum err check_blobs(struct asked *asked)
{
	struct cache *cache = asked->cases.options->paranoid ? NULL : cache_open();
	enum err e = oci_store_check(&asked->store, asked->answer.needs, asked->answer.n_needs,
				     cache, asked->cases.arena);

	cache_close(cache);
	return e;
}

/* The folder and what is meant in it, once that is known. */
static const char *name_of(const struct asked *asked)
{
	struct span target = asked->answer.target;

	return target.n ? arena_printf(asked->cases.arena, "%s@%.*s", asked->cases.options->oci,
				       (int)target.n, (const char *)target.p)
			: asked->cases.options->oci;
}

static enum err ask(struct asked *asked)
{
	struct cases *cases = &asked->cases;
	const struct opt_list *words = &cases->call->operands;
	const struct oci_question question = {
		.store = &asked->store,
		.wanted = words->n ? span_str(words->words[0]) : (struct span){ 0 },
	};
	enum err e = oci_ask(&question, cases->arena, &asked->answer);

	if (e != OK)
		return e;
	if (oci_digest_valid(question.wanted) && asked->answer.reason == REASON_NONE &&
	    !span_eq(question.wanted, asked->answer.target))
		return err_set(ERR_FORMAT,
			       "the process that reads the layout gave no sound answer");
	asked->verdict.artifact = name_of(asked);
	refuse(asked, asked->answer.reason, asked->answer.detail);
	if (asked->answer.reason != REASON_NONE)
		return OK;
	e = ask_signatures(asked);
	if (e == OK)
		e = check_blobs(asked);
	if (e != OK)
		return e;
	judge_signatures(asked);
	judge_blobs(asked);
	return OK;
}

static enum err examine(struct asked *asked)
{
	static const char *const takes[] = { "oci",	 "key",		"public-key",
					     "paranoid", CASES_OPTIONS, NULL };
	struct cases *cases = &asked->cases;
	enum err e = verify_takes(cases->options, takes, "--oci");

	if (e == OK && cases->call->operands.n > 1)
		e = err_set(ERR_USAGE, "--oci takes one reference or digest");
	if (e == OK)
		e = cases_read_signer(cases, CASES_BY_SOMEBODY);
	cases->policy.pass_roots = true;
	if (e == OK)
		e = cases_read_root(cases);
	if (e == OK)
		e = oci_store_open(&asked->store, cases->options->oci, cases->arena);
	return e == OK ? ask(asked) : e;
}

/* Answers. */

static void print_signature(const struct asked *asked, size_t i, struct sink *out)
{
	const struct oci_signature *signature = &asked->answer.signatures[i];
	const struct sigstore_verdict *verdict = &asked->cases.verdicts[i];
	const char *word = oci_form_word(signature->form);

	verification_row(out, span_str(word), signature->manifest);
	if (verdict->reason == REASON_NONE)
		facts_print(verdict, asked->cases.arena, out);
	else
		verification_row(out, (struct span)SPAN("refused"),
				 span_str(reason_word(verdict->reason)));
}

static const char *state_word(enum oci_need_state state)
{
	return state == OCI_NEED_CHANGED ? "changed" : "missing";
}

static void print_rows(const void *context, size_t one, struct sink *out)
{
	const struct asked *asked = context;
	const struct oci_answer *answer = &asked->answer;
	size_t listed = 0, most = asked->cases.options->list_all ? SIZE_MAX : LISTED_MAX;

	(void)one;
	for (size_t i = 0; i < asked->cases.n; i++)
		print_signature(asked, i, out);
	if (answer->reason == REASON_NONE)
		sink_printf(out, "  %zu of %zu blobs as their names say\n", asked->n_right,
			    answer->n_needs);
	for (size_t i = 0; i < answer->n_needs && listed < most; i++) {
		if (answer->needs[i].state == OCI_NEED_RIGHT)
			continue;
		verification_row(out, span_str(state_word(answer->needs[i].state)),
				 answer->needs[i].digest);
		listed++;
	}
	if (listed < answer->n_needs - asked->n_right && answer->reason == REASON_NONE)
		sink_printf(out, "  and %zu more\n", answer->n_needs - asked->n_right - listed);
	cases_print_root(&asked->cases, out);
}

static void write_signatures(const struct asked *asked, struct jsonw *w)
{
	jsonw_list(w, "signatures");
	for (size_t i = 0; i < asked->cases.n; i++) {
		const struct oci_signature *signature = &asked->answer.signatures[i];
		const struct sigstore_verdict *verdict = &asked->cases.verdicts[i];
		const char *manifest = arena_text(asked->cases.arena, signature->manifest);

		jsonw_map(w, NULL);
		verification_json(w, &(const struct verification){ manifest, verdict->reason,
								   verdict->detail });
		jsonw_word(w, "form", oci_form_word(signature->form));
		facts_write(verdict, asked->cases.arena, w);
		jsonw_map_end(w);
	}
	jsonw_list_end(w);
}

static void write_blobs(const struct asked *asked, enum oci_need_state state, struct jsonw *w)
{
	jsonw_list(w, state_word(state));
	for (size_t i = 0; i < asked->answer.n_needs; i++)
		if (asked->answer.reason == REASON_NONE && asked->answer.needs[i].state == state)
			jsonw_text(w, NULL, asked->answer.needs[i].digest);
	jsonw_list_end(w);
}

static void write_rows(const void *context, size_t one, struct jsonw *w)
{
	const struct asked *asked = context;

	(void)one;
	jsonw_text(w, "digest", asked->answer.target);
	write_signatures(asked, w);
	jsonw_number(w, "right", asked->n_right);
	write_blobs(asked, OCI_NEED_CHANGED, w);
	write_blobs(asked, OCI_NEED_MISSING, w);
	cases_write_root(&asked->cases, w);
}

static int verify(const struct call *call, struct arena *arena)
{
	struct asked asked = { .cases = cases_of(call), .store.tree.root = -1 };
	enum err e;

	asked.cases.arena = arena;
	asked.verdict.artifact = asked.cases.options->oci;
	e = examine(&asked);
	oci_store_close(&asked.store);
	cases_close(&asked.cases);
	if (e != OK)
		return verify_complain(e);
	return verifications_say(call, &(const struct verifications){ .all = &asked.verdict,
								      .n = 1,
								      .context = &asked,
								      .print = print_rows,
								      .json = write_rows });
}

static int run(const struct call *call)
{
	struct arena arena;
	int code;

	arena_init(&arena, MiB(MEMORY_MiB), NULL, NULL);
	code = verify(call, &arena);
	arena_free(&arena);
	return code;
}

const struct verify_way verify_way_oci = { is_meant, run, .is_alone = true };
