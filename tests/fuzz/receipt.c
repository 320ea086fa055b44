/* Receipts and requests to witnesses: what is read has one spelling, so that it is written back as
 * it was; and nothing that is not signed is believed. */
#include <assert.h>

#include "trust/log/receipt.h"
#include "trust/log/witness.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static struct span note_of(const struct checkpoint *checkpoint)
{
	const struct note *note = &checkpoint->note;

	return span_of(note->text.p, note->text.n + 1 + note->signatures.n);
}

static void try_receipt(struct span file, const struct log_policy *policy, struct arena *arena)
{
	struct merkle_hash leaf;
	struct receipt receipt;
	struct log_trust trust;

	if (receipt_read(file, arena, &receipt) != REASON_NONE)
		return;
	if (!receipt.extra.p)
		assert(span_eq(receipt_write(receipt.index, receipt.proof,
					     note_of(&receipt.checkpoint), arena),
			       file));
	merkle_leaf(file, &leaf);
	assert(receipt_check(&receipt, &leaf, policy, 0, arena, &trust) != REASON_NONE);
}

static void try_request(struct span file, struct arena *arena)
{
	struct witness_question request;

	if (witness_read(file, arena, &request) == REASON_NONE)
		assert(span_eq(witness_request(request.old, request.proof,
					       note_of(&request.checkpoint), arena),
			       file));
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static const char keys[] =
		"log example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\n"
		"quorum none\n";
	struct log_policy policy;
	struct arena arena;
	enum reason reason;

	arena_init(&arena, MiB(64), NULL, NULL);
	reason = log_policy_read(span_str(keys), &arena, &policy);
	assert(reason == REASON_NONE);
	try_receipt(span_of(p, n), &policy, &arena);
	try_request(span_of(p, n), &arena);
	arena_free(&arena);
	return 0;
}
