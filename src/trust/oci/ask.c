/* The answer goes out as the reason, the detail, the target, n needs of a digest and a size, and n
 * signatures of form, reason and four texts. */
#include "jail/confine.h"
#include "sys/crypto.h"
#include "trust/answer.h"
#include "trust/oci/layout.h"

enum { WORK_MiB = 160, ANSWER_MAX = 128 << 20, DETAIL_MAX = 4 << 10 };

/* In the child. */

static void work(void *context, struct sink *out)
{
	struct oci_answer answer;
	struct arena arena;

	arena_init(&arena, MiB(WORK_MiB), NULL, NULL);
	oci_layout_read(context, &arena, &answer);
	answer_put_reason(out, answer.reason);
	answer_put_text(out, span_part(answer.detail, 0, DETAIL_MAX));
	answer_put_text(out, answer.target);
	answer_put_u32(out, (uint32_t)answer.n_needs);
	for (size_t i = 0; i < answer.n_needs; i++) {
		answer_put_text(out, answer.needs[i].digest);
		answer_put_u64(out, answer.needs[i].size);
	}
	answer_put_u32(out, (uint32_t)answer.n_signatures);
	for (size_t i = 0; i < answer.n_signatures; i++) {
		const struct oci_signature *signature = &answer.signatures[i];

		answer_put_u32(out, signature->form);
		answer_put_reason(out, signature->reason);
		answer_put_text(out, span_part(signature->detail, 0, DETAIL_MAX));
		answer_put_text(out, signature->manifest);
		answer_put_text(out, signature->payload);
		answer_put_text(out, signature->bundle);
	}
	arena_free(&arena);
}

/* Reading: nothing of it is believed. */

static void get_need(struct reader *r, struct oci_need *need)
{
	*need = (struct oci_need){ .digest = answer_text(r), .size = reader_u64le(r) };
	if (!oci_digest_valid(need->digest))
		r->bad = true;
}

static void get_signature(struct reader *r, struct oci_signature *signature)
{
	signature->form = (enum oci_form)answer_at_most(r, OCI_FORMS - 1);
	signature->reason = answer_reason(r);
	signature->detail = answer_text(r);
	signature->manifest = answer_text(r);
	signature->payload = answer_text(r);
	signature->bundle = answer_text(r);
}

static enum err get_answer(struct reader *r, struct arena *arena, struct oci_answer *answer)
{
	*answer = (struct oci_answer){ .reason = answer_reason(r) };
	answer->detail = answer_text(r);
	answer->target = answer_text(r);
	answer->n_needs = answer_at_most(r, OCI_NEEDS_MAX);
	answer->needs = arena_array(arena, answer->n_needs, sizeof(*answer->needs));
	for (size_t i = 0; i < answer->n_needs; i++)
		get_need(r, &answer->needs[i]);
	answer->n_signatures = answer_at_most(r, OCI_SIGNATURES_MAX);
	answer->signatures = arena_array(arena, answer->n_signatures, sizeof(*answer->signatures));
	for (size_t i = 0; i < answer->n_signatures; i++)
		get_signature(r, &answer->signatures[i]);
	return answer_end(r, "the layout");
}

enum err oci_ask(const struct oci_question *question, struct arena *arena,
		 struct oci_answer *answer)
{
	struct oci_question copy = *question;
	struct span bytes;
	struct reader r;
	enum err e;

	crypto_begin();
	e = confine_run(work, &copy, ANSWER_MAX, arena, &bytes);
	if (e != OK)
		return e;
	r = reader_of(bytes);
	return get_answer(&r, arena, answer);
}
