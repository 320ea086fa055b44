/*
 * Questions go in with the fork, verdicts come out: the reason, the detail, and n facts of two
 * texts each. What became of a TUF repository goes first: the reason, the role, version and expiry
 * a role, the newest root.
 */
#include "trust/sigstore/ask.h"

#include "jail/confine.h"
#include "sys/crypto.h"
#include "trust/sigstore/root.h"

enum {
	WORK_MiB = 384,
	ANSWER_EACH = 48 << 20, /* pages that are not written to cost nothing */
	ANSWER_MAX = 512 << 20,
};

/* Writing. */

static void answer_case(const struct sigstore_ask *ask, size_t i, struct sigstore_root *root,
			struct arena *arena, struct sink *answer)
{
	const struct sigstore_question question = {
		.bundle = ask->cases[i].bundle,
		.artifact = ask->cases[i].artifact,
		.policy = ask->cases[i].policy ? ask->cases[i].policy : ask->policy,
		.root = root,
	};
	struct arena_mark mark = arena_mark(arena);
	struct sigstore_verdict verdict;

	sigstore_verify(&question, arena, &verdict);
	sigstore_verdict_put(answer, &verdict);
	arena_rewind(arena, mark);
}

static void put_tuf(struct sink *answer, const struct tuf_answer *tuf)
{
	answer_put_reason(answer, tuf->reason);
	answer_put_u32(answer, tuf->role);
	for (unsigned role = 0; role < TUF_ROLES; role++) {
		answer_put_u64(answer, tuf->versions[role]);
		answer_put_u64(answer, (uint64_t)tuf->expires[role]);
	}
	answer_put_text(answer, tuf->root);
}

/* The root that is trusted, as it lies there or from a repository. */
static enum reason read_root(const struct sigstore_ask *ask, struct arena *arena,
			     struct sink *answer, struct sigstore_root *root, struct span *detail)
{
	struct span text = ask->root;

	*root = (struct sigstore_root){ 0 };
	if (ask->policy->key_alone)
		return REASON_NONE;
	if (ask->tuf) {
		struct tuf_answer tuf;

		tuf_check(ask->tuf, arena, &tuf);
		put_tuf(answer, &tuf);
		*detail = span_str(tuf_role_name(tuf.role));
		if (tuf.reason != REASON_NONE)
			return tuf.reason;
		text = tuf.target;
	}
	return sigstore_root_read(text, arena, root, detail);
}

static void work(void *context, struct sink *answer)
{
	const struct sigstore_ask *ask = context;
	struct sigstore_verdict refused = { 0 };
	struct sigstore_root root;
	struct arena arena;

	arena_init(&arena, MiB(WORK_MiB), NULL, NULL);
	refused.reason = read_root(ask, &arena, answer, &root, &refused.detail);
	for (size_t i = 0; i < ask->n; i++) {
		if (refused.reason != REASON_NONE)
			sigstore_verdict_put(answer, &refused);
		else
			answer_case(ask, i, &root, &arena, answer);
	}
	sigstore_root_free(&root);
	arena_free(&arena);
}

/* Reading. */

static void get_tuf(struct reader *r, struct tuf_answer *tuf)
{
	*tuf = (struct tuf_answer){ .reason = answer_reason(r) };
	tuf->role = (enum tuf_role)answer_at_most(r, TUF_ROLES - 1);
	for (unsigned i = 0; i < TUF_ROLES; i++) {
		tuf->versions[i] = reader_u64le(r);
		tuf->expires[i] = (int64_t)reader_u64le(r);
	}
	tuf->root = answer_text(r);
}

static enum err get_all(const struct sigstore_ask *ask, struct span answer, struct arena *arena,
			struct sigstore_verdict *verdicts, struct tuf_answer *tuf)
{
	struct reader r = reader_of(answer);

	if (ask->tuf)
		get_tuf(&r, tuf);
	for (size_t i = 0; i < ask->n; i++)
		sigstore_verdict_get(&r, arena, &verdicts[i]);
	return answer_end(&r, "bundles");
}

static enum err ask_all(const struct sigstore_ask *ask, struct arena *arena,
			struct sigstore_verdict *verdicts, struct tuf_answer *tuf)
{
	struct sigstore_ask copy = *ask;
	size_t max = ask->n < ANSWER_MAX / ANSWER_EACH ? ask->n * ANSWER_EACH : ANSWER_MAX;
	struct span answer;
	enum err e;

	crypto_begin();
	e = confine_run(work, &copy, max, arena, &answer);
	return e == OK ? get_all(ask, answer, arena, verdicts, tuf) : e;
}

/* One after the other, each in a child of its own: a bundle that ends it costs only its own
 * verdict.
 */
static enum err ask_each(const struct sigstore_ask *ask, struct arena *arena,
			 struct sigstore_verdict *verdicts, struct tuf_answer *tuf)
{
	struct sigstore_ask one = *ask;

	one.n = 1;
	for (size_t i = 0; i < ask->n; i++) {
		enum err e;

		one.cases = &ask->cases[i];
		e = ask_all(&one, arena, &verdicts[i], tuf);
		if (e == ERR_FORMAT || e == ERR_LIMIT)
			verdicts[i] = (struct sigstore_verdict){ .reason = REASON_BUNDLE_UNREAD };
		else if (e != OK)
			return e;
	}
	return OK;
}

enum err sigstore_ask(const struct sigstore_ask *ask, struct arena *arena,
		      struct sigstore_verdict *verdicts, struct tuf_answer *tuf)
{
	enum err e = ask_all(ask, arena, verdicts, tuf);

	return (e == ERR_FORMAT || e == ERR_LIMIT) && ask->n > 1
		       ? ask_each(ask, arena, verdicts, tuf)
		       : e;
}
