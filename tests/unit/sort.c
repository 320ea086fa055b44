/* base/sort: every order of small tables, and large ones made to be bad, come out ascending. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/sort.h"

static void check(struct sort_item *items, size_t n)
{
	uint64_t sum = 0;

	sort_items(items, n);
	for (size_t i = 0; i < n; i++) {
		sum += items[i].index;
		if (i == 0)
			continue;
		assert_true(items[i - 1].key <= items[i].key);
		if (items[i - 1].key == items[i].key)
			assert_true(items[i - 1].index < items[i].index);
	}
	assert_int_equal(sum, n * (n - 1) / 2); /* none is lost */
}

static void small_tables(void **state)
{
	(void)state;
	for (unsigned code = 0; code < 4 * 4 * 4 * 4 * 4; code++) {
		struct sort_item items[5];
		unsigned rest = code;

		for (size_t i = 0; i < 5; i++, rest /= 4)
			items[i] = (struct sort_item){ .key = rest % 4, .index = i };
		check(items, 5);
	}
	sort_items(NULL, 0);
}

static void large_tables(void **state)
{
	enum { N = 5000 };
	static struct sort_item items[N];
	uint64_t random = 1;

	(void)state;
	for (unsigned kind = 0; kind < 3; kind++) {
		for (size_t i = 0; i < N; i++) {
			random = random * UINT64_C(6364136223846793005) + 1442695040888963407;
			items[i].key = kind == 0 ? N - i : kind == 1 ? random >> 50 : i % 2;
			items[i].index = i;
		}
		check(items, N);
	}
}

static int by_key(const void *a, const void *b)
{
	const struct sort_item *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

/* Rows by the same order come out as the items do. */
static void rows(void **state)
{
	enum { N = 1000 };
	static struct sort_item items[N], same[N];
	uint64_t random = 7;

	(void)state;
	for (size_t n = 0; n <= N; n = n < 5 ? n + 1 : 2 * n) {
		for (size_t i = 0; i < n; i++) {
			random = random * UINT64_C(6364136223846793005) + 1442695040888963407;
			items[i] = same[i] = (struct sort_item){ random >> 56, i };
		}
		sort_items(items, n);
		sort_rows(same, n, sizeof(*same), by_key);
		assert_memory_equal(items, same, n * sizeof(*same));
		sort_rows(same, n, sizeof(*same), by_key);
		assert_memory_equal(items, same, n * sizeof(*same));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(small_tables),
		cmocka_unit_test(large_tables),
		cmocka_unit_test(rows),
	};

	return cmocka_run_group_tests_name("sort", tests, NULL, NULL);
}
