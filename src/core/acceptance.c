/* Words for acceptances. */
#include "core/acceptance.h"

#include <assert.h>

static const char *const words[ACCEPTANCE_KIND_COUNT] = {
	[ACCEPTED_WAIVER] = "waiver",
	[ACCEPTED_POLICY] = "policy",
	[ACCEPTED_BASELINE] = "baseline",
	[ACCEPTED_VEX] = "vex",
};

const char *acceptance_word(enum acceptance_kind kind)
{
	assert(kind < ACCEPTANCE_KIND_COUNT);
	return words[kind];
}
