/* The question goes in with the fork. The answer comes out as the reason, the line of the policy,
 * the origin, index, size and leaf, and n cosigners, each with a time. */
#include "trust/log/ask.h"

#include "jail/confine.h"
#include "trust/answer.h"

enum { ANSWER_MAX = 1 << 20, MEMORY_MAX = 64 << 20 };

/* In the locked process. */

static void put_cosigners(const struct log_policy *policy, const struct log_trust *trust,
			  struct sink *out)
{
	const struct note_key *keys = policy->keys + policy->n_logs;
	const struct note_seal *seals = trust->seals + policy->n_logs;
	uint32_t n = 0;

	for (size_t i = 0; i < policy->n_witnesses; i++)
		n += seals[i].is_signed;
	answer_put_u32(out, n);
	for (size_t i = 0; i < policy->n_witnesses; i++) {
		if (!seals[i].is_signed)
			continue;
		answer_put_text(out, keys[i].name);
		answer_put_u64(out, seals[i].time);
	}
}

/* The entry is one of the leaves; when it is none, the first says why. */
static enum reason check_receipt(const struct log_claim *claim, struct receipt *receipt,
				 const struct log_policy *policy, struct arena *arena,
				 struct log_trust *trust, size_t *leaf)
{
	enum reason first = receipt_read(claim->receipt, arena, receipt);

	if (first != REASON_NONE)
		return first;
	for (*leaf = 0; *leaf < claim->n_leaves; (*leaf)++) {
		enum reason reason = receipt_check(receipt, &claim->leaves[*leaf], policy,
						   claim->now, arena, trust);

		if (reason == REASON_NONE)
			return reason;
		first = *leaf ? first : reason;
	}
	return first;
}

static enum reason check_checkpoint(const struct log_claim *claim, struct checkpoint *checkpoint,
				    const struct log_policy *policy, struct arena *arena,
				    struct log_trust *trust)
{
	enum reason reason = checkpoint_read(claim->receipt, arena, checkpoint);

	if (reason != REASON_NONE)
		return reason;
	return log_policy_check(policy, checkpoint, claim->now, arena, trust);
}

static void judge(const struct log_claim *claim, struct arena *arena, struct sink *out)
{
	struct receipt receipt = { .index = 0 };
	struct log_policy policy;
	struct log_trust trust;
	size_t leaf = 0;
	enum reason reason = log_policy_read(claim->policy, arena, &policy);
	uint32_t line = reason == REASON_NONE ? 0 : policy.line;

	if (reason == REASON_NONE)
		reason = claim->n_leaves
				 ? check_receipt(claim, &receipt, &policy, arena, &trust, &leaf)
				 : check_checkpoint(claim, &receipt.checkpoint, &policy, arena,
						    &trust);
	answer_put_reason(out, reason);
	answer_put_u32(out, line);
	answer_put_text(out, receipt.checkpoint.origin);
	answer_put_u64(out, receipt.index);
	answer_put_u64(out, receipt.checkpoint.size);
	answer_put_u32(out, (uint32_t)leaf);
	if (reason == REASON_NONE)
		put_cosigners(&policy, &trust, out);
}

static void work(void *context, struct sink *answer)
{
	struct arena arena;

	arena_init(&arena, MEMORY_MAX, NULL, NULL);
	judge(context, &arena, answer);
	arena_free(&arena);
}

/* In this one. */

static void get_cosigners(struct reader *r, struct arena *arena, struct log_verdict *out)
{
	struct log_cosigner *cosigners;

	out->n_cosigners = answer_at_most(r, LOG_POLICY_KEYS_MAX);
	cosigners = arena_array(arena, out->n_cosigners, sizeof(*cosigners));
	out->cosigners = cosigners;
	for (size_t i = 0; i < out->n_cosigners; i++) {
		cosigners[i].name = answer_text(r);
		cosigners[i].time = reader_u64le(r);
	}
}

static enum err get_verdict(struct reader r, struct arena *arena, struct log_verdict *out)
{
	out->reason = answer_reason(&r);
	out->policy_line = reader_u32le(&r);
	out->origin = answer_text(&r);
	out->index = reader_u64le(&r);
	out->size = reader_u64le(&r);
	out->leaf = answer_at_most(&r, LOG_LEAVES_MAX);
	if (out->reason == REASON_NONE)
		get_cosigners(&r, arena, out);
	return answer_end(&r, "the receipt");
}

enum err log_ask(const struct log_claim *claim, struct arena *arena, struct log_verdict *out)
{
	struct log_claim copy = *claim;
	struct span answer;
	enum err e;

	*out = (struct log_verdict){ .is_entry = claim->n_leaves > 0 };
	note_key_warm();
	e = confine_run(work, &copy, ANSWER_MAX, arena, &answer);
	if (e == OK)
		e = get_verdict(reader_of(answer), arena, out);
	return e == ERR_FORMAT ? ERR_IO : e; /* what is refused is another matter */
}
