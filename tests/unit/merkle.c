/* Proofs made as RFC 6962 section 2.1 defines them, by recursion, are right for every index and
 * pair of sizes, and no other proof is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "trust/log/merkle.h"

enum { N = 70 };

static struct merkle_hash leaves[N];

struct path {
	struct merkle_hash hashes[MERKLE_PROOF_MAX];
	size_t n;
};

static void setup(void)
{
	for (unsigned i = 0; i < N; i++) {
		uint8_t bytes[2] = { (uint8_t)i, 0 };

		merkle_leaf(span_of(bytes, i % 3), &leaves[i]);
	}
}

static size_t split(size_t n)
{
	size_t k = 1;

	while (2 * k < n)
		k *= 2;
	return k;
}

static void mth(size_t from, size_t n, struct merkle_hash *out)
{
	struct merkle_hash left, right;
	size_t k = split(n);

	if (n == 1) {
		*out = leaves[from];
		return;
	}
	mth(from, k, &left);
	mth(from + k, n - k, &right);
	merkle_node(&left, &right, out);
}

static void add(struct path *path, size_t from, size_t n)
{
	mth(from, n, &path->hashes[path->n++]);
}

/* PATH(m, D[n]) */
static void inclusion(struct path *path, size_t m, size_t from, size_t n)
{
	size_t k = split(n);

	if (n == 1)
		return;
	if (m < k) {
		inclusion(path, m, from, k);
		add(path, from + k, n - k);
	} else {
		inclusion(path, m - k, from + k, n - k);
		add(path, from, k);
	}
}

/* SUBPROOF(m, D[n], b) */
static void consistency(struct path *path, size_t m, size_t from, size_t n, bool b)
{
	size_t k = split(n);

	if (m == n) {
		if (!b)
			add(path, from, n);
		return;
	}
	if (m <= k) {
		consistency(path, m, from, k, b);
		add(path, from + k, n - k);
	} else {
		consistency(path, m - k, from + k, n - k, false);
		add(path, from, k);
	}
}

static struct merkle_proof proof_of(const struct path *path)
{
	return (struct merkle_proof){ path->hashes, path->n };
}

static void hashes_as_the_suite_of_the_rfc(void **state)
{
	static const uint8_t empty[] = { 0xe3, 0xb0, 0xc4, 0x42 },
			     leaf[] = { 0x6e, 0x34, 0x0b, 0x9c };
	struct merkle_hash hash;

	(void)state;
	merkle_empty(&hash);
	assert_memory_equal(hash.bytes, empty, sizeof(empty));
	merkle_leaf((struct span){ 0 }, &hash);
	assert_memory_equal(hash.bytes, leaf, sizeof(leaf));
}

static void roots(void **state)
{
	(void)state;
	for (size_t n = 1; n <= N; n++) {
		struct merkle_hash scratch[N], got, wanted;

		memcpy(scratch, leaves, sizeof(leaves));
		merkle_root(scratch, n, &got);
		mth(0, n, &wanted);
		assert_memory_equal(&got, &wanted, sizeof(got));
	}
}

static void inclusion_of_each(void **state)
{
	(void)state;
	for (size_t n = 1; n <= N; n++) {
		struct merkle_hash root;

		mth(0, n, &root);
		for (size_t i = 0; i < n; i++) {
			struct path path = { .n = 0 };
			struct merkle_proof proof;

			inclusion(&path, i, 0, n);
			proof = proof_of(&path);
			assert_int_equal(
				merkle_check_inclusion(i, n, merkle_span(&root), &leaves[i], proof),
				REASON_NONE);
			if (n > 1)
				assert_int_not_equal(merkle_check_inclusion(i ^ 1, n,
									    merkle_span(&root),
									    &leaves[i], proof),
						     REASON_NONE);
			proof.n++;
			assert_int_equal(
				merkle_check_inclusion(i, n, merkle_span(&root), &leaves[i], proof),
				REASON_INCLUSION_LENGTH);
		}
	}
}

static void consistency_of_each(void **state)
{
	(void)state;
	for (size_t n = 1; n <= N; n++) {
		for (size_t m = 1; m <= n; m++) {
			struct path path = { .n = 0 };
			struct merkle_hash small, large;
			struct span a = merkle_span(&small), b = merkle_span(&large);

			mth(0, m, &small);
			mth(0, n, &large);
			consistency(&path, m, 0, n, true);
			assert_int_equal(merkle_check_consistency(m, a, n, b, proof_of(&path)),
					 REASON_NONE);
			small.bytes[31] ^= 1;
			assert_int_equal(merkle_check_consistency(m, a, n, b, proof_of(&path)),
					 REASON_CONSISTENCY_WRONG);
			small.bytes[31] ^= 1;
			large.bytes[0] ^= 0x80;
			assert_int_equal(merkle_check_consistency(m, a, n, b, proof_of(&path)),
					 REASON_CONSISTENCY_WRONG);
		}
	}
}

static void no_size_is_too_large(void **state)
{
	static const uint64_t sizes[] = {
		0, 1, 2, 3, UINT64_C(1) << 63, UINT64_MAX - 1, UINT64_MAX
	};
	enum { SIZES = sizeof(sizes) / sizeof(*sizes) };
	struct path path = { .n = 0 };
	struct span root = merkle_span(&leaves[0]);

	(void)state;
	memset(&path, 0, sizeof(path));
	for (size_t i = 0; i < SIZES * SIZES * (MERKLE_PROOF_MAX + 1); i++) {
		uint64_t a = sizes[i % SIZES], b = sizes[i / SIZES % SIZES];

		path.n = i / SIZES / SIZES;
		if (b != 1 || a != 0 || path.n)
			assert_int_not_equal(
				merkle_check_inclusion(a, b, root, &leaves[0], proof_of(&path)),
				REASON_NONE);
		if (a != b || !a || path.n)
			assert_int_not_equal(
				merkle_check_consistency(a, root, b, root, proof_of(&path)),
				REASON_NONE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hashes_as_the_suite_of_the_rfc),
		cmocka_unit_test(roots),
		cmocka_unit_test(inclusion_of_each),
		cmocka_unit_test(consistency_of_each),
		cmocka_unit_test(no_size_is_too_large),
	};

	setup();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
