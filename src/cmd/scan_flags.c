/* The options that every command shares which looks at artifacts. */
#include "cmd/scan_flags.h"

#include <sched.h>

enum { SANDBOX_FULL, SANDBOX_NONE, WORKERS_MAX = 256 };

static unsigned cores(void)
{
	cpu_set_t set;
	int n = sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set) : 1;

	return n < 1 ? 1 : n > WORKERS_MAX ? WORKERS_MAX : (unsigned)n;
}

struct scan_options scan_flags_apply(const struct scan_flags *flags, struct opt_list targets)
{
	return (struct scan_options){
		.targets = targets.words,
		.n_targets = targets.n,
		.job = { .limits = flags->limits, .digests = !flags->no_digests, .scratch_fd = -1 },
		.workers = flags->jobs ? flags->jobs : cores(),
		.include = flags->include.words,
		.exclude = flags->exclude.words,
		.advisories = { .db = flags->db,
				.vex = flags->vex.words,
				.sandbox = flags->sandbox == SANDBOX_FULL },
		.sandbox = flags->sandbox == SANDBOX_FULL,
	};
}
