/* The limits a scan starts from; every one of them is an option of the command line. */
#include "core/limits.h"

const struct limits limits_default = {
	.max_output = UINT64_C(4) << 30,
	.max_ratio = 256,
	.max_members = 1000000,
	.max_ops = UINT64_C(10000000000),
	.max_facts = 200000,
	.max_depth = 12,
	.seconds = 300,
	.memory = UINT64_C(24) << 20,
};
