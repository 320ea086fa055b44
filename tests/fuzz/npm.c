/* What a registry of npm serves: the text before the first line end is its keys, the rest a
 * document with signatures or attestations. Nothing verifies, and what is read is sound. */
#include <assert.h>

#include "trust/package/npm_attestation.h"
#include "trust/package/npm_signature.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void ask_signatures(struct span keys, struct span document, struct arena *arena)
{
	const struct sigstore_artifact archive = { .sha512 = SPAN(
							   "0123456789abcdef0123456789abcdef"
							   "0123456789abcdef0123456789abcdef") };
	const struct npm_signature_question question = {
		.keys = keys, .document = document, .archive = &archive, .now = 1
	};
	struct sigstore_verdict verdict;

	npm_signature_verify(&question, arena, &verdict);
	assert(verdict.reason != REASON_NONE && verdict.n_facts == 0);
}

static void ask_attestations(struct span keys, struct span document, struct arena *arena)
{
	const struct npm_attestations_question question = {
		.keys = keys, .document = document, .wanted = { .file = SPAN("thing-2.0.0.tgz") }
	};
	struct npm_attestations answer;

	npm_attestations_read(&question, arena, &answer);
	assert(answer.n > 0 && answer.n <= NPM_ATTESTATIONS_MAX);
	for (size_t i = 0; i < answer.n; i++)
		assert(answer.all[i].reason != REASON_NONE || answer.all[i].bundle.n > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct span input = span_of(p, n);
	ptrdiff_t end = span_byte(input, '\n');
	struct span keys, document;
	struct arena arena;

	if (end == SPAN_NONE)
		return 0;
	keys = span_part(input, 0, (uint64_t)end);
	document = span_from(input, (uint64_t)end + 1);
	arena_init(&arena, MiB(256), NULL, NULL);
	ask_signatures(keys, document, &arena);
	ask_attestations(keys, document, &arena);
	arena_free(&arena);
	return 0;
}
