/* Tiles have the names of the specification, proofs out of a tree are those of RFC 6962, and a
 * growing edge has the root of the whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "trust/log/edge.h"
#include "trust/log/tree.h"

enum { N = 70000, PAIRS = 140 };

static struct merkle_hash leaves[N], scratch[N];

static void setup(void)
{
	for (uint32_t i = 0; i < N; i++)
		merkle_leaf(span_of(&i, sizeof(i)), &leaves[i]);
}

/* C2SP tlog-tiles, "Merkle Tree". */
static void names_of_tiles(void **state)
{
	static const struct {
		int level;
		uint64_t n;
		unsigned width;
		const char *path;
	} rows[] = {
		{ 0, 0, 256, "tile/0/000" },
		{ 0, 0, 1, "tile/0/000.p/1" },
		{ 1, 999, 255, "tile/1/999.p/255" },
		{ 2, 1000, 256, "tile/2/x001/000" },
		{ 0, 1234067, 256, "tile/0/x001/x234/067" },
		{ TILE_ENTRIES, 1234067, 8, "tile/entries/x001/x234/067.p/8" },
		{ 7, UINT64_MAX, 17, "tile/7/x018/x446/x744/x073/x709/x551/615.p/17" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char path[TILE_PATH_MAX];

		tile_path(path, rows[i].level, rows[i].n, rows[i].width);
		assert_string_equal(path, rows[i].path);
		assert_true(tile_path_valid(path));
	}
}

static void refuses_other_names(void **state)
{
	static const char *const paths[] = {
		"",
		"tile",
		"tile/0",
		"tile/0/",
		"tile/0/00",
		"tile/0/0000",
		"tile/0/x000/001",
		"tile/0/x001",
		"tile/0/001/002",
		"tile/00/001",
		"tile/8/001",
		"tile/-1/001",
		"tile/data/001",
		"tile/0/001.p/0",
		"tile/0/001.p/256",
		"tile/0/001.p/01",
		"tile/0/001.p/",
		"tile/0/001.p",
		"tile/0/001x",
		"tile/../../001",
		"tile/entries/../001",
		"tile/0/x001/x002/x003/x004/x005/x006/x007/008",
		"checkpoint",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++)
		assert_false(tile_path_valid(paths[i]));
}

/* The same, "Partial Tiles": a tree of 70,000. */
static void widths_of_tiles(void **state)
{
	(void)state;
	assert_int_equal(tile_hashes(70000, 0) / TILE_WIDTH, 273);
	assert_int_equal(tile_edge(70000, 0), 112);
	assert_int_equal(tile_hashes(70000, 1) / TILE_WIDTH, 1);
	assert_int_equal(tile_edge(70000, 1), 17);
	assert_int_equal(tile_edge(70000, 2), 1);
	assert_int_equal(tile_edge(70000, 3), 0);
	assert_int_equal(tile_edge(256, 0), 0);
	assert_int_equal(tile_edge(256, 1), 1);
	assert_int_equal(tile_edge(UINT64_MAX, 7), 255);
	assert_int_equal(tile_hashes(UINT64_MAX, 8), 0);
}

static enum err node(void *context, unsigned level, uint64_t index, struct merkle_hash *out)
{
	uint64_t n = UINT64_C(1) << level;

	(void)context;
	assert_true((index + 1) * n <= N);
	memcpy(scratch, leaves + index * n, n * sizeof(*leaves));
	merkle_root(scratch, n, out);
	return OK;
}

static const struct tree_source source = { node, NULL };

static void root_of(size_t n, struct merkle_hash *out)
{
	memcpy(scratch, leaves, n * sizeof(*leaves));
	merkle_root(scratch, n, out);
}

static void check_pair(size_t m, size_t n)
{
	struct merkle_hash small, large, again;
	struct tree_proof proof;

	root_of(n, &large);
	assert_int_equal(tree_root(&source, n, &again), OK);
	assert_memory_equal(&again, &large, sizeof(large));
	assert_int_equal(tree_inclusion(&source, m - 1, n, &proof), OK);
	assert_int_equal(merkle_check_inclusion(m - 1, n, merkle_span(&large), &leaves[m - 1],
						tree_proof_view(&proof)),
			 REASON_NONE);
	root_of(m, &small);
	assert_int_equal(tree_consistency(&source, m, n, &proof), OK);
	assert_int_equal(merkle_check_consistency(m, merkle_span(&small), n, merkle_span(&large),
						  tree_proof_view(&proof)),
			 REASON_NONE);
}

static void proofs_of_all_small_trees(void **state)
{
	(void)state;
	for (size_t n = 1; n <= PAIRS; n++)
		for (size_t m = 1; m <= n; m++)
			check_pair(m, n);
}

static void proofs_of_large_trees(void **state)
{
	static const size_t sizes[] = { 1,   2,	    255,   256,	  257,	 511,	512,
					513, 65535, 65536, 65537, 65792, 69999, 70000 };
	enum { SIZES = sizeof(sizes) / sizeof(*sizes) };

	(void)state;
	for (size_t i = 0; i < SIZES; i++)
		for (size_t j = 0; j <= i; j++)
			check_pair(sizes[j], sizes[i]);
}

/* How many tiles of a level were handed over, and of what width the last was. */
struct seen {
	uint64_t n[TILE_LEVELS];
	unsigned width[TILE_LEVELS];
};

static enum err see(void *context, unsigned level, uint64_t n, unsigned width,
		    const struct merkle_hash *hashes)
{
	struct seen *seen = context;

	assert_int_equal(n, seen->n[level]);
	if (level == 0)
		assert_memory_equal(hashes, leaves + n * TILE_WIDTH, width * sizeof(*hashes));
	seen->n[level] += width == TILE_WIDTH;
	seen->width[level] = width;
	return OK;
}

static void an_edge_grows(void **state)
{
	struct edge *edge = calloc(1, sizeof(*edge));
	struct seen seen = { 0 };

	(void)state;
	assert_non_null(edge);
	edge->tile = see;
	edge->context = &seen;
	for (size_t i = 0; i < N; i++) {
		struct merkle_hash root, wanted;

		if (i % 997 == 0 || i < 600) {
			edge_root(edge, &root);
			assert_int_equal(tree_root(&source, i, &wanted), OK);
			assert_memory_equal(&root, &wanted, sizeof(root));
		}
		assert_int_equal(edge_add(edge, &leaves[i]), OK);
	}
	assert_int_equal(edge_finish(edge, 0), OK);
	assert_true(seen.n[0] == 273 && seen.width[0] == 112);
	assert_true(seen.n[1] == 1 && seen.width[1] == 17);
	assert_true(seen.n[2] == 0 && seen.width[2] == 1);
	free(edge);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_of_tiles),
		cmocka_unit_test(refuses_other_names),
		cmocka_unit_test(widths_of_tiles),
		cmocka_unit_test(proofs_of_all_small_trees),
		cmocka_unit_test(proofs_of_large_trees),
		cmocka_unit_test(an_edge_grows),
	};

	setup();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
