/* What commands share that end in a report with a verdict: whose policy decides, where the report
 * goes and in what form, and how the program ends. */
#pragma once

#include "cmd/cmd.h"
#include "core/report.h"
#include "policy/policy.h"

struct present {
	unsigned form;		 /* index into OUTPUT_WORDS */
	unsigned colour;	 /* index into "auto|always|never" */
	struct opt_list outputs; /* "FORMAT=FILE" */
	const char *policy;	 /* a file; NULL: the user's or the system's */
	bool no_policy, all, quiet;
};

struct presenter {
	const char *command;
	const struct present *present;
	enum severity gate; /* for outputs that say what fails */
	bool decides;	    /* the decision is said, also without a policy */

	/* Fills an empty report; the policy is NULL when there is none. */
	enum err (*fill)(const struct call *call, struct policy *policy, struct report *report);

	/* With what the program ends then. */
	int (*exit_code)(const struct call *call, const struct report *report);
};

/* Finds the policy, fills the report and writes it. Gives the exit code; what went wrong is said.
 */
int present(const struct call *call, const struct presenter *presenter, struct report *report);

/* EXIT_FOUND when a finding that counts is as severe as the gate, or a policy blocks; else
 * EXIT_UNSEEN when not everything was examined. SEVERITY_COUNT never gates. */
int present_exit(const struct report *report, enum severity gate);
