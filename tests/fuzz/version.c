/*
 * Two versions, a line each, in every order: nothing is read past its end, the opposite question
 * has the opposite answer, and a version is equal to itself. The first is a range, too.
 */
#include <assert.h>

#include "version/range.h"
#include "version/version.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct span input = span_of(p, n);
	ptrdiff_t at = span_byte(input, '\n');
	struct span a = at == SPAN_NONE ? input : span_part(input, 0, (uint64_t)at);
	struct span b = span_part(input, a.n + 1, VERSION_MAX);
	bool in;

	(void)version_in_specifier(a, b, &in);
	(void)version_in_npm_range(a, b, &in);
	a = span_part(a, 0, VERSION_MAX);
	for (size_t i = 0; version_orders[i]; i++) {
		const struct version_order *order = version_orders[i];

		(void)order->parses(a);
		assert(order->compare(a, b) == -order->compare(b, a));
		assert(order->compare(a, a) == 0);
	}
	return 0;
}
