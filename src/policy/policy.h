/*
 * A policy: what an organization makes of what was found (assay.toml, see assay.toml(5)). Verdicts
 * say what an artifact is and stay; the policy decides what follows.
 *
 * It comes from the command line, the user's or the system's configuration, never from what is
 * scanned.
 */
#pragma once

#include "base/err.h"
#include "policy/expression.h"

enum policy_action {
	POLICY_NONE,
	POLICY_ALLOW, /* findings only: it does not count */
	POLICY_NOTE,
	POLICY_HOLD,
	POLICY_BLOCK,
	POLICY_ACTION_COUNT,
};

const char *policy_action_word(enum policy_action action);

struct policy_rule {
	struct span id, message, when_text;
	enum subject_kind on;
	const struct expression *when;
	enum policy_action action;
	enum policy_action unknown; /* when the expression is neither true nor false */
	uint32_t line;
	uint64_t asked, fired, unknowns; /* so far */
	struct acceptance *acceptance;	 /* of an allow, once it fired */
};

struct waiver;

struct policy {
	struct arena arena;
	struct span text;  /* the file */
	const char *path;  /* as it was found */
	struct span shown; /* the same, printable */
	char digest[sizeof("sha256:") + 64];
	struct decision_table decisions;
	uint64_t max_age; /* of the advisories, in seconds; 0: any */
	bool require_signature;
	uint32_t advisories_line; /* of [advisories] */
	uint64_t waiver_max; /* how long a waiver may be from today, in seconds; 0: any */
	struct policy_rule *rules;
	size_t n_rules;
	struct waiver *waivers;
	size_t n_waivers;
};

/* Reads a policy from its file. Fails with a sentence that names file, line and column. What it
 * holds is freed by policy_free(), also after a failure. */
MUST enum err policy_load(struct policy *policy, const char *path);

/* The same of a text that the caller keeps; `name` is for sentences. */
MUST enum err policy_parse(struct policy *policy, struct span text, const char *name);
void policy_free(struct policy *policy);

/* Finds the policy that holds when none is named: the user's, else the system's. False when there
 * is none. `path` lives as long as the arena. */
bool policy_find(struct arena *arena, const char **path);

/* Asks one rule and counts; what the scratch arena held is gone then. */
enum truth policy_ask(struct policy_rule *rule, const struct subject *subject,
		      struct arena *scratch);

/* Asks the rules on components and artifacts, and reports what they and ended waivers give, before
 * report_sort(). `policy` may be NULL: then only files that look like a policy are reported. */
void policy_judge(struct policy *policy, struct report *report);

/* Accepts and decides, once report_sort() ran. */
void policy_settle(struct policy *policy, struct report *report);

/* Says of each rule of what it holds and why, of what too little is known, and what decides; at
 * most `most` subjects a rule. The report is one that policy_settle() has been through. */
void policy_explain(const struct policy *policy, const struct report *report, size_t most,
		    struct sink *out);
