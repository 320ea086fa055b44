/* Words and memory of a policy. */
#include "policy/policy.h"

#include <assert.h>

const char *policy_action_word(enum policy_action action)
{
	static const char *const words[POLICY_ACTION_COUNT] = {
		[POLICY_NONE] = "ignore", [POLICY_ALLOW] = "allow", [POLICY_NOTE] = "note",
		[POLICY_HOLD] = "hold",	  [POLICY_BLOCK] = "block",
	};

	assert(action < POLICY_ACTION_COUNT);
	return words[action];
}

void policy_free(struct policy *policy)
{
	arena_free(&policy->arena);
}
