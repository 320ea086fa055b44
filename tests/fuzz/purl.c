/* What is read as a package URL is written as one that reads the same. */
#include <assert.h>

#include "core/purl.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static struct arena arena;
	struct purl purl, again;

	if (!arena.budget)
		arena_init(&arena, MiB(64), NULL, NULL);
	arena_reset(&arena);
	if (!purl_parse_lenient(&purl, &arena, span_of(p, n), NULL))
		return 0;

	struct span text = purl_text(&purl, &arena);

	if (text.n > PURL_TEXT_MAX) /* percent-encoding made it longer than what is read */
		return 0;
	assert(purl_parse(&again, &arena, text, NULL));
	assert(span_eq(text, purl_text(&again, &arena)));
	return 0;
}
