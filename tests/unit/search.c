/* Looking for several texts at once finds what looking for each alone finds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/search.h"

enum { TEXT_MAX = 200, ROUNDS = 20000, LETTERS = 3 };

static uint32_t next_number(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 16;
}

static struct span random_text(uint32_t *seed, uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		p[i] = (uint8_t)('a' + next_number(seed) % LETTERS);
	return span_of(p, n);
}

/* The first place of all, and the first in the list of those at that place. */
static ptrdiff_t find_slowly(struct span text, size_t from, const struct span *needles, size_t n,
			     size_t *which)
{
	for (size_t at = from; at < text.n; at++)
		for (size_t i = 0; i < n; i++)
			if (span_eq(span_part(text, at, needles[i].n), needles[i])) {
				*which = i;
				return (ptrdiff_t)at;
			}
	return SPAN_NONE;
}

static void test_random(void **state)
{
	static uint8_t text[TEXT_MAX], rooms[SEARCH_MAX][8];
	struct span needles[SEARCH_MAX];
	uint32_t seed = 1;

	(void)state;
	for (unsigned round = 0; round < ROUNDS; round++) {
		struct span all = random_text(&seed, text, next_number(&seed) % TEXT_MAX);
		size_t n = 1 + next_number(&seed) % SEARCH_MAX, from = 0, which = 0, want = 0;
		struct search search;
		unsigned bits = 0;
		ptrdiff_t found;

		for (size_t i = 0; i < n; i++)
			needles[i] = random_text(&seed, rooms[i], 2 + next_number(&seed) % 6);
		for (size_t i = 0; i < n; i++)
			bits |= span_find(all, needles[i]) == SPAN_NONE ? 0 : 1u << i;
		assert_int_equal(search_which(all, needles, n), bits);
		search = search_for(needles, n);
		do {
			found = search_next(&search, all, from, &which);
			assert_int_equal(found, find_slowly(all, from, needles, n, &want));
			assert_int_equal(which, want);
			from = (size_t)found + 1;
		} while (found != SPAN_NONE);
	}
}

static void test_edges(void **state)
{
	static const struct span needles[] = { SPAN("\xff\xff"), SPAN("end") };
	static const struct span text = SPAN("0123456789abcdef0123456789abcdef end");
	const struct search search = search_for(needles, 2);
	size_t which;

	(void)state;
	assert_int_equal(search_next(&search, text, 0, &which), 33);
	assert_int_equal(which, 1);
	assert_int_equal(search_next(&search, text, 34, &which), SPAN_NONE);
	assert_int_equal(search_next(&search, text, 1000, &which), SPAN_NONE);
	assert_int_equal(search_next(&search, (struct span){ 0 }, 0, &which), SPAN_NONE);
	assert_int_equal(search_which(span_part(text, 0, 35), needles, 2), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_edges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
