/* The verdict crosses from the locked process as fields. */
#include "trust/log/verify.h"

#include "base/fields.h"
#include "jail/confine.h"

enum { ANSWER_MAX = 1 << 20, MEMORY_MAX = 64 << 20 };

enum {
	TAG_REASON = 'r',
	TAG_LINE = 'l',
	TAG_ORIGIN = 'o',
	TAG_INDEX = 'i',
	TAG_SIZE = 's',
	TAG_LEAF = 'f',
	TAG_COSIGNER = 'c',
	TAG_TIME = 't', /* of the cosigner before */
};

/* In the locked process. */

static void write_cosigners(const struct log_policy *policy, const struct log_trust *trust,
			    struct fields *f)
{
	for (size_t i = policy->n_logs; i < policy->n_logs + policy->n_witnesses; i++) {
		if (!trust->seals[i].is_signed)
			continue;
		fields_put(f, TAG_COSIGNER, policy->keys[i].name);
		fields_number(f, TAG_TIME, trust->seals[i].time);
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

static void judge(const struct log_claim *claim, struct arena *arena, struct fields *f)
{
	struct log_policy policy;
	struct receipt receipt = { .index = 0 };
	struct log_trust trust;
	enum reason reason = log_policy_read(claim->policy, arena, &policy);
	size_t leaf = 0;

	if (reason != REASON_NONE) {
		fields_number(f, TAG_LINE, policy.line);
		fields_number(f, TAG_REASON, reason);
		return;
	}
	reason = claim->n_leaves
			 ? check_receipt(claim, &receipt, &policy, arena, &trust, &leaf)
			 : check_checkpoint(claim, &receipt.checkpoint, &policy, arena, &trust);
	fields_number(f, TAG_REASON, reason);
	fields_put(f, TAG_ORIGIN, receipt.checkpoint.origin);
	fields_number(f, TAG_INDEX, receipt.index);
	fields_number(f, TAG_SIZE, receipt.checkpoint.size);
	fields_number(f, TAG_LEAF, leaf);
	if (reason == REASON_NONE)
		write_cosigners(&policy, &trust, f);
}

static void work(void *context, struct sink *answer)
{
	struct arena arena;
	struct fields f;

	arena_init(&arena, MEMORY_MAX, NULL, NULL);
	f = fields_into(arena_alloc(&arena, ANSWER_MAX), ANSWER_MAX);
	judge(context, &arena, &f);
	if (!f.over)
		sink_span(answer, fields_view(&f));
	arena_free(&arena);
}

/* In this one. */

static bool read_field(const struct field *field, struct log_verdict *out,
		       struct log_cosigner *cosigners)
{
	uint64_t number = fields_as_number(field->bytes);

	switch (field->tag) {
	case TAG_REASON:
		out->reason = (enum reason)number;
		return number < REASON_COUNT;
	case TAG_LINE:
		out->policy_line = (unsigned)number;
		return true;
	case TAG_ORIGIN:
		out->origin = field->bytes;
		return true;
	case TAG_INDEX:
		out->index = number;
		return true;
	case TAG_SIZE:
		out->size = number;
		return true;
	case TAG_LEAF:
		out->leaf = number;
		return true;
	case TAG_COSIGNER:
		cosigners[out->n_cosigners++].name = field->bytes;
		return out->n_cosigners < LOG_POLICY_KEYS_MAX;
	case TAG_TIME:
		if (out->n_cosigners)
			cosigners[out->n_cosigners - 1].time = number;
		return true;
	}
	return false;
}

static bool read_answer(struct span answer, struct log_verdict *out, struct arena *arena)
{
	struct log_cosigner *cosigners =
		arena_array(arena, LOG_POLICY_KEYS_MAX + 1, sizeof(*cosigners));
	struct reader r = reader_of(answer);
	bool has_reason = false;
	struct field field;

	out->cosigners = cosigners;
	while (fields_next(&r, &field)) {
		if (!read_field(&field, out, cosigners))
			return false;
		has_reason |= field.tag == TAG_REASON;
	}
	return !r.bad && has_reason;
}

enum err log_verify(const struct log_claim *claim, struct arena *arena, struct log_verdict *out)
{
	struct log_claim copy = *claim;
	struct span answer;
	enum err e;

	*out = (struct log_verdict){ .is_entry = claim->n_leaves > 0 };
	note_key_warm();
	e = confine_run(work, &copy, ANSWER_MAX, arena, &answer);
	if (e == OK && !read_answer(answer, out, arena))
		e = err_set(ERR_IO, "the process that reads the receipt gave no sound answer");
	return e;
}
