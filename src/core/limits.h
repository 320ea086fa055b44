/*
 * What one top-level file may cost. Operation and byte budgets decide, so that the same bytes give
 * the same report on every machine; the deadline is only the backstop.
 */
#pragma once

#include <stdint.h>

struct limits {
	uint64_t max_output; /* bytes inflated for one top-level file, all layers together */
	uint64_t max_ratio; /* output per input byte of one compressed run, once past RATIO_FLOOR */
	uint64_t max_members; /* members of one archive that are looked at */
	uint64_t max_ops;     /* pickle operations of one top-level file */
	uint64_t max_facts;   /* facts of one top-level file */
	uint32_t max_depth;   /* artifacts inside artifacts */
	uint32_t seconds;     /* wall clock for one top-level file */
	uint64_t memory;      /* bytes of private memory a worker may hold */
};

enum { RATIO_FLOOR = 64 << 20 };

/* Every one of them is an option of the command line. */
#define LIMITS_DEFAULT                                                                             \
	{                                                                                          \
		.max_output = UINT64_C(16) << 30, .max_ratio = 256, .max_members = 1000000,         \
		.max_ops = UINT64_C(10000000000), .max_facts = 200000, .max_depth = 12,            \
		.seconds = 300, .memory = UINT64_C(24) << 20                                       \
	}

extern const struct limits limits_default;
