/*
 * Should this release be let in? One archive or folder goes through the same scan as everything
 * else, with all that its code does; then the release is looked at as a whole, and beside the one
 * before it, when there is one. What is found are findings of the report; the decision is
 * report_decision().
 *
 * Of an update only what changed is read: members that the previous release has at the same place,
 * byte for byte, are their own baseline. The previous release is read whole only when the change
 * makes that necessary.
 */
#pragma once

#include "base/err.h"
#include "scan/scan.h"
#include "vet/release.h"

struct vet_options {
	struct scan_options scan;    /* its one target is the release */
	const char *previous;	     /* the release before it, let in already; NULL: none */
	const char *source;	     /* what it says to be built from; NULL: not compared */
	const char *const *metadata; /* documents of registries about it, NULL-ended; may be NULL */
	bool explain;		     /* fill report->traits */
	uint32_t min_age;	     /* days since it was published; 0: not asked */
};

/* What is known besides the report; lives in the caller's arena. */
struct vet {
	struct release now;
};

/* Fills an empty report. The facts in it are kept. Fails like scan_run(). */
MUST enum err vet_run(const struct vet_options *options, struct report *report, struct arena *arena,
		      struct vet *vet);
