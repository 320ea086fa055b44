/* What a statement says, held against a policy that asks for everything: whoever has signed it,
 * only one that says all of it is let in. */
#include <assert.h>

#include "base/value.h"
#include "trust/attest/judge.h"
#include "trust/protojson.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static const char text[] =
	"predicate = [\"https://slsa.dev/provenance/v1\", \"https://slsa.dev/p*\"]\n"
	"[[builder]]\nid = \"https://b*\"\nbuild-type = \"*1\"\n"
	"[source]\nuri = \"git+https://s/r@refs/*\"\nref = \"refs/heads/*\"\n"
	"digest = \"gitCommit:00\"\n"
	"[parameters]\n\"workflow.path\" = \"*.yml\"\n"
	"[materials]\nallow = [\"git+https://s/*\", \"pkg:*\"]\ndigests = true\n";

static void check(struct span payload, struct arena *arena)
{
	struct protojson in = { .arena = arena };
	const struct value *root = protojson_parse(&in, payload);

	assert(root && value_is_kind(value_get(root, "predicate"), VALUE_MAP));
	assert(span_starts(value_text(value_get(root, "predicateType"), arena),
			   "https://slsa.dev/p"));
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static struct arena arena;
	struct attest_question question = { .payload = span_of(p, n) };
	struct attest_policy policy;
	struct span detail;

	if (!arena.budget)
		arena_init(&arena, MiB(256), NULL, NULL);
	arena_reset(&arena);
	if (attest_policy_read(span_str(text), "policy", &arena, &policy) != OK)
		return 0;
	question.policy = &policy;
	if (attest_judge(&question, &arena, &detail) == REASON_NONE)
		check(question.payload, &arena);
	return 0;
}
