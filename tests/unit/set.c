/* A set tells a string that stands twice from a new one, and hostile strings never make it slow. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/hash.h"
#include "base/set.h"

static struct set new_set(uint64_t n)
{
	struct set set;
	struct span *slots = malloc(set_room(n) * sizeof(*slots));

	assert_non_null(slots);
	set_init(&set, slots, n);
	return set;
}

static void finds_what_stands_twice(void **state)
{
	enum { N = 20000 };
	static char names[N][16];
	struct set set = new_set(N + 2);

	(void)state;
	for (int i = 0; i < N; i++) {
		size_t n = (size_t)snprintf(names[i], sizeof(names[i]), "layer.%d", i);

		assert_int_equal(set_add(&set, span_of(names[i], n)), SET_NEW);
	}
	assert_int_equal(set_add(&set, span_str("layer.777")), SET_TWICE);
	assert_int_equal(set_add(&set, (struct span){ 0 }), SET_NEW);
	assert_int_equal(set_add(&set, span_str("")), SET_TWICE);
	free(set.slots);
}

/* Strings whose hashes agree in the low bits are easily found. */
static void collisions_end_it(void **state)
{
	enum { N = 3000, WANTED = 2000 };
	static uint64_t words[N];
	struct set set = new_set(N);
	enum set_answer answer = SET_NEW;
	size_t n = 0;

	(void)state;
	for (uint64_t word = 0; n < WANTED; word++) {
		if (hash_span(span_of(&word, sizeof(word))) & (set.size - 1))
			continue;
		words[n] = word;
		answer = set_add(&set, span_of(&words[n++], sizeof(word)));
		if (answer != SET_NEW)
			break;
	}
	assert_int_equal(answer, SET_ATTACKED);
	free(set.slots);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_what_stands_twice),
		cmocka_unit_test(collisions_end_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
