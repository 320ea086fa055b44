/* Policies of logs: a quorum is never met without a signature, unless it is none. */
#include <assert.h>

#include "trust/log/policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static const char unsigned_by_all[] = "example.com/foo\n1\n"
					      "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n"
					      "\xe2\x80\x94 nobody AAAAAAAA\n";
	struct checkpoint checkpoint;
	struct log_policy policy;
	struct log_trust trust;
	struct arena arena;
	enum reason reason;

	arena_init(&arena, MiB(64), NULL, NULL);
	reason = checkpoint_read(span_str(unsigned_by_all), &arena, &checkpoint);
	assert(reason == REASON_NONE);
	if (log_policy_read(span_of(p, n), &arena, &policy) == REASON_NONE) {
		reason = log_policy_check(&policy, &checkpoint, 0, &arena, &trust);
		assert(reason != REASON_NONE);
		assert(policy.n_logs <= LOG_POLICY_KEYS_MAX);
	}
	arena_free(&arena);
	return 0;
}
