/* The reader of models: any file, and one that is taken can be used. What would refuse nearly all
 * of them at once, the size, the schema and the digest, is set right first. */
#include "base/mem.h"
#include "detect/schema.h"
#include "detect/score.h"
#include "sys/digest.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

enum { SIZE_AT = 12, SCHEMA_AT = 16, LEAST = SCHEMA_AT + SCHEMA_SIZE + SHA256_SIZE };

static void set_right(uint8_t *file, size_t n)
{
	struct span body = span_of(file, n - SHA256_SIZE);

	for (size_t i = 0; i < 4; i++)
		file[SIZE_AT + i] = (uint8_t)(n >> (8 * i));
	schema_digest(file + SCHEMA_AT);
	digest_of_parts(&body, 1, file + body.n);
}

static void use(struct span file)
{
	static const struct span text = SPAN("import os\nos.system('true')\n");
	struct model model;
	struct score score;
	struct explanation why;
	struct arena arena;

	if (model_read(file, &model))
		return;
	arena_init(&arena, MiB(1), NULL, NULL);
	score = score_text(&model, text, ROLE_SETUP, &arena);
	score_explain(&model, text, ROLE_SETUP, &arena, &score, &why);
	arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	uint8_t *file;

	use(span_of(p, n));
	if (n < LEAST)
		return 0;
	file = mem_alloc(n);
	memcpy(file, p, n);
	set_right(file, n);
	use(span_of(file, n));
	mem_free(file);
	return 0;
}
