/* A bundle and a trusted root: any text is one or is refused, and what is refused has no facts. The
 * text before the first line end is the root. */
#include <assert.h>

#include "trust/sigstore/root.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void ask(struct span text, struct sigstore_root *root, struct arena *arena)
{
	const struct sigstore_artifact artifact = { .bytes = SPAN("artifact") };
	const struct sigstore_policy policy = { .identity = SPAN("*") };
	const struct sigstore_question question = { text, &artifact, &policy, root };
	const struct sigstore_question open = { text, NULL, &policy, root };
	struct sigstore_verdict verdict;

	sigstore_verify(&question, arena, &verdict);
	assert(verdict.reason != REASON_NONE && verdict.n_facts == 0);
	sigstore_verify(&open, arena, &verdict);
	assert((verdict.reason == REASON_NONE) == (verdict.n_facts > 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct span input = span_of(p, n), detail;
	ptrdiff_t end = span_byte(input, '\n');
	struct sigstore_root root;
	struct arena arena;

	if (end == SPAN_NONE)
		return 0;
	arena_init(&arena, MiB(256), NULL, NULL);
	if (sigstore_root_read(span_part(input, 0, (uint64_t)end), &arena, &root, &detail) !=
	    REASON_NONE)
		root = (struct sigstore_root){ 0 };
	ask(span_from(input, (uint64_t)end + 1), &root, &arena);
	sigstore_root_free(&root);
	arena_free(&arena);
	return 0;
}
