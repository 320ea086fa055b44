/*
 * Reads TOML documents from standard input, each after its length in four bytes, little endian, and
 * answers each with one line: what was read, node by node, or "! OFFSET WHY". The other side is
 * tests/toml/run.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/toml.h"

enum { DOCUMENT_MAX = 16 << 20 };

static void print_text(char kind, struct span text)
{
	printf("%c", kind);
	for (size_t i = 0; i < text.n; i++)
		printf("%02x", text.p[i]);
	printf(" ");
}

static void print_node(const struct value *v)
{
	static const char kinds[] = {
		[VALUE_NULL] = '0',   [VALUE_FALSE] = 'f', [VALUE_TRUE] = 't', [VALUE_NUMBER] = 'n',
		[VALUE_STRING] = 's', [VALUE_LIST] = 'l',  [VALUE_MAP] = 'm',  [VALUE_KEY] = 'k'
	};

	if (v->kind == VALUE_LIST || v->kind == VALUE_MAP)
		printf("%c%" PRIu32 " ", kinds[v->kind], v->size);
	else
		print_text(kinds[v->kind], value_raw(v));
}

/* Each value says how many nodes it holds; sums that do not fit are a defect. */
static void check_nodes(const struct value *root)
{
	for (uint32_t i = 0; i < root->nodes; i++) {
		uint32_t n = 0;

		if (root[i].kind == VALUE_KEY && root[i].nodes != root[i + 1].nodes + 1)
			abort();
		value_each (item, &root[i])
			n++;
		if ((root[i].kind == VALUE_LIST || root[i].kind == VALUE_MAP) && n != root[i].size)
			abort();
	}
}

static void answer(struct span text, struct arena *arena)
{
	struct toml toml;

	toml_read(&toml, arena, text);
	check_nodes(toml.root);
	if (toml.why)
		printf("! %" PRIu64 " %s", toml.at, toml.why);
	for (uint32_t i = 0; !toml.why && i < toml.root->nodes; i++)
		print_node(&toml.root[i]);
	printf("\n");
	(void)fflush(stdout);
	arena_reset(arena);
}

int main(void)
{
	struct arena arena;
	uint8_t size[4], *text = malloc(DOCUMENT_MAX);

	arena_init(&arena, MiB(1024), NULL, NULL);
	while (text && fread(size, 1, sizeof(size), stdin) == sizeof(size)) {
		size_t n = size[0] | (size_t)size[1] << 8 | (size_t)size[2] << 16 |
			   (size_t)size[3] << 24;

		if (n > DOCUMENT_MAX || fread(text, 1, n, stdin) != n)
			abort();

		/* Of its own size, so that a sanitizer sees a read past its end. */
		uint8_t *document = malloc(n ? n : 1);

		if (!document)
			abort();
		memcpy(document, text, n);
		answer(span_of(document, n), &arena);
		free(document);
	}
	free(text);
	arena_free(&arena);
	return 0;
}
