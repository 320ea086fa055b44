/* Attestations of an index for Python: any text is refused, or made into bundles that can be read
 * as JSON. */
#include <assert.h>

#include "trust/package/pypi.h"
#include "trust/protojson.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct pypi_answer answer;
	struct arena arena;

	arena_init(&arena, MiB(256), NULL, NULL);
	pypi_read(span_of(p, n), (struct span)SPAN("acme-app-1.0.tar.gz"), &arena, &answer);
	assert(answer.n > 0 && answer.n <= PYPI_ATTESTATIONS_MAX);
	for (size_t i = 0; i < answer.n; i++) {
		struct protojson in = { .arena = &arena };

		if (answer.all[i].reason == REASON_NONE)
			assert(protojson_parse(&in, answer.all[i].bundle));
	}
	arena_free(&arena);
	return 0;
}
