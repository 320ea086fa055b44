/*
 * Rules are data: a const row says what a finding of that kind means and what to do. Documentation,
 * SARIF, `assay rules` and completion are printed from the rows.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum severity {
	SEVERITY_NONE,
	SEVERITY_LOW,
	SEVERITY_MEDIUM,
	SEVERITY_HIGH,
	SEVERITY_CRITICAL,
	SEVERITY_COUNT,
};

enum verdict {
	VERDICT_CLEAN,
	VERDICT_REVIEW,
	VERDICT_MALICIOUS,
	VERDICT_COUNT,
};

struct rule {
	const char *id;		   /* stable, kebab case: pickle-unknown-call */
	const char *title;	   /* one line, no full stop */
	enum severity severity;	   /* of its findings */
	enum verdict verdict;	   /* that one finding of it gives the artifact */
	const char *text;	   /* what was found and why it matters: whole sentences */
	const char *help;	   /* what to do about it */
	const char *references[6]; /* "CWE-502", "AML.T0011.000", "LLM03:2025"; ended by NULL */
	unsigned most; /* findings that are shown an artifact; 0: FINDINGS_PER_RULE */
};

enum { FINDINGS_PER_RULE = 50 };

static inline unsigned rule_most(const struct rule *rule)
{
	return rule->most ? rule->most : FINDINGS_PER_RULE;
}

const char *severity_word(enum severity severity);
const char *verdict_word(enum verdict verdict);

/* From its word; false when there is no such severity. */
bool severity_parse(const char *word, enum severity *out);
