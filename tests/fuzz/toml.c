/* The TOML reader: any text, and the tree it makes must hold together. */
#include <assert.h>

#include "base/toml.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void check_tree(const struct value *root, size_t n)
{
	for (uint32_t i = 0; i < root->nodes; i++) {
		assert(root[i].offset <= n && i + root[i].nodes <= root->nodes);
		assert(root[i].kind != VALUE_KEY || root[i].nodes == root[i + 1].nodes + 1);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct arena arena;
	struct toml toml;

	arena_init(&arena, MiB(512), NULL, NULL);
	toml_read(&toml, &arena, span_of(p, n));
	assert(toml.at <= n && (toml.why || !toml.cut));
	check_tree(toml.root, n);
	arena_free(&arena);
	return 0;
}
