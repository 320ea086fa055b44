/* Reading, writing and checking receipts. */
#include "trust/log/receipt.h"

#include "base/base64.h"
#include "base/decimal.h"
#include "trust/log/proof_text.h"

static const char head[] = "c2sp.org/tlog-proof@v1\n";

/* Whether the next line begins so. */
static bool is_next(const struct reader *r, const char *word)
{
	return span_starts(span_of(r->p, reader_left(r)), word);
}

static bool read_head(struct reader *r, struct arena *arena, struct receipt *out)
{
	if (!is_next(r, head))
		return false;
	reader_skip(r, sizeof(head) - 1);
	if (is_next(r, "extra ") && !base64_read(proof_text_field(r, "extra"), arena, &out->extra))
		return false;
	return decimal_read(proof_text_field(r, "index"), &out->index) && !r->bad;
}

enum reason receipt_read(struct span file, struct arena *arena, struct receipt *out)
{
	struct reader r = reader_of(file);

	*out = (struct receipt){ 0 };
	if (file.n > RECEIPT_MAX)
		return REASON_RECEIPT_TOO_LARGE;
	if (!read_head(&r, arena, out) || !proof_text_read(&r, arena, &out->proof))
		return REASON_RECEIPT_MALFORMED;
	return checkpoint_read(reader_rest(&r), arena, &out->checkpoint);
}

enum reason receipt_check(const struct receipt *receipt, const struct merkle_hash *leaf,
			  const struct log_policy *policy, int64_t now, struct arena *arena,
			  struct log_trust *trust)
{
	const struct checkpoint *checkpoint = &receipt->checkpoint;
	enum reason reason = log_policy_check(policy, checkpoint, now, arena, trust);

	if (reason != REASON_NONE)
		return reason;
	return merkle_check_inclusion(receipt->index, checkpoint->size,
				      merkle_span(&checkpoint->root), leaf, receipt->proof);
}

struct span receipt_write(uint64_t index, struct merkle_proof proof, struct span note,
			  struct arena *arena)
{
	struct span text;
	struct buf out;

	buf_init(&out, RECEIPT_MAX);
	buf_printf(&out, "%sindex %llu\n", head, (unsigned long long)index);
	proof_text_write(&out, proof, arena);
	buf_span(&out, note);
	text = arena_copy(arena, buf_view(&out));
	buf_free(&out);
	return text;
}
