/* The file of a model's signature: it is refused with a reason or its list of files is sound, and
 * what is sound is written and read again as the same. */
#include <assert.h>

#include "base/escape.h"
#include "trust/oms/verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void check(const struct oms_manifest *manifest)
{
	for (size_t i = 0; i < manifest->n; i++) {
		const struct oms_resource *resource = &manifest->resources[i];

		assert(oms_path_valid(resource->path) || span_is(resource->path, "."));
		assert(resource->digest.n == oms_hash_size(manifest->hash));
		assert(manifest->method == OMS_FILES || resource->start < resource->end);
	}
}

static void read_again(struct oms_manifest *manifest, enum oms_dialect dialect, struct arena *arena)
{
	struct protojson in = { .arena = arena };
	struct oms_manifest again;

	if (manifest->is_legacy || !manifest->name.n || !utf8_valid(manifest->name))
		return;
	oms_manifest_read(&in, oms_manifest_write(manifest, dialect, arena), &again);
	assert(in.reason == REASON_NONE);
	assert(again.n == manifest->n && span_eq(again.name, manifest->name));
	assert(memcmp(again.root, manifest->root, OMS_ROOT_SIZE) == 0);
}

/* The statement itself, whoever has signed it. */
static void read_statement(struct span payload, struct arena *arena)
{
	struct protojson in = { .arena = arena };
	struct oms_manifest manifest;

	oms_manifest_read(&in, payload, &manifest);
	if (in.reason != REASON_NONE)
		return;
	check(&manifest);
	read_again(&manifest, OMS_REFERENCE, arena);
	read_again(&manifest, OMS_SPECIFICATION, arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static const char key[] = "-----BEGIN PUBLIC KEY-----\n"
				  "MCowBQYDK2VwAyEA6wDl0NWSZEYdIjvJgyfHdROGX/k/emjRq+lG8jGNdgQ=\n"
				  "-----END PUBLIC KEY-----\n";
	static struct arena arena;
	struct oms_question question = { .signature = span_of(p, n), .key = span_str(key) };
	struct oms_answer answer;

	if (!arena.budget)
		arena_init(&arena, MiB(256), NULL, NULL);
	arena_reset(&arena);
	for (question.way = OMS_KEY; question.way <= OMS_CERTIFICATE; question.way++) {
		oms_verify(&question, &arena, &answer);
		assert(answer.verdict.reason != REASON_NONE);
	}
	read_statement(question.signature, &arena);
	return 0;
}
