/*
 * The one path of all commands that look at artifacts: targets → walk → broker → facts → checks →
 * report. Nothing in the targets configures it.
 */
#pragma once

#include "base/err.h"
#include "check/check.h"
#include "format/job_run.h"
#include "policy/policy.h"
#include "scan/advisories.h"

/* Workers that several scans share, one after the other. */
struct scanner;

struct scan_options {
	const char *const *targets; /* paths, "-" for standard input */
	size_t n_targets;
	const char *label; /* what the targets are together, for the report; NULL: their paths */
	struct job_options job;
	struct check_options check;
	struct advisory_options advisories;
	unsigned workers;
	bool sandbox;
	struct scanner *scanner; /* whose workers read, by its own options; NULL: new ones */
	bool keep_skipped;
	bool inspect; /* keep every fact */
	const char *const
		*include; /* globs; a file must match one of them. NULL-ended, may be NULL */
	const char *const *exclude; /* a file or folder that matches one is left out */
	struct policy *policy;	    /* that decides; NULL: none */

	/* Called once all artifacts and components are known, before the policy judges and the
	 * report is put in order: adds findings. What goes wrong fails the run. May be NULL. */
	enum err (*judge)(void *judge_context, struct report *report);
	void *judge_context;

	/* Called now and then on long work; may be NULL. */
	void (*progress)(void *context, const struct report *report);
	void *context;
};

/* Workers for scans with these options of the job, so many of them, locked or not. */
MUST enum err scanner_start(struct scanner **out, const struct scan_options *options);
void scanner_stop(struct scanner *scanner);

/* What is known in the scans that follow: bytes for job.known; copied. Empty: nothing. */
MUST enum err scanner_know(struct scanner *scanner, struct span list);

/* Fills an empty report; what is wrong with a target is in it. Fails on usage and when no worker
 * can be had. */
MUST enum err scan_run(const struct scan_options *options, struct report *report);
