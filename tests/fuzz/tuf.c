/* A TUF repository: any files are one or are refused. Files lie behind each other with an empty
 * line between: the trusted root, the timestamp, the snapshot, the targets, the target. */
#include <assert.h>

#include "base/json.h"
#include "trust/tuf/canonical.h"
#include "trust/tuf/client.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

enum { FILES = 5 };

static void split(struct span input, struct span files[FILES])
{
	for (unsigned i = 0; i < FILES; i++) {
		ptrdiff_t end = span_find(input, (struct span)SPAN("\n\n"));

		files[i] = end == SPAN_NONE ? input : span_part(input, 0, (uint64_t)end);
		input = end == SPAN_NONE ? (struct span){ 0 } : span_from(input, (uint64_t)end + 2);
	}
}

/* What is written is JSON, and is written the same again. */
static void try_canonical(struct span text, struct arena *arena)
{
	struct span once, twice;
	struct json json;

	json_parse(&json, arena, text);
	if (json.why || !canonical_write(json.root, arena, &once))
		return;
	json_parse(&json, arena, once);
	if (!json.why)
		assert(canonical_write(json.root, arena, &twice) && span_eq(once, twice));
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct span files[FILES];
	struct tuf_answer answer;
	struct arena arena;

	arena_init(&arena, MiB(512), NULL, NULL);
	split(span_of(p, n), files);

	const struct tuf_file all[] = {
		{ SPAN("timestamp.json"), files[1] },
		{ SPAN("snapshot.json"), files[2] },
		{ SPAN("targets.json"), files[3] },
		{ SPAN("targets/trusted_root.json"), files[4] },
		{ SPAN("2.root.json"), files[4] },
	};
	const struct tuf_question question = { .root = files[0],
					       .files = all,
					       .n = sizeof(all) / sizeof(*all),
					       .target = "trusted_root.json" };

	tuf_check(&question, &arena, &answer);
	assert((answer.reason == REASON_NONE) == (answer.target.p != NULL));
	try_canonical(files[0], &arena);
	arena_free(&arena);
	return 0;
}
