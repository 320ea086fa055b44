/*
 * What follows from a report. A verdict says what an artifact is; a decision says what is done
 * about it. Accepted findings have no part in it (core/acceptance.h).
 */
#pragma once

#include "core/rule.h"
#include "core/status.h"

struct finding;
struct report;

enum decision {
	DECISION_ALLOW,
	DECISION_HOLD,
	DECISION_BLOCK,
	DECISION_COUNT,
};

/* What is decided of a verdict and of a status; the worse of both holds. */
struct decision_table {
	enum decision of_verdict[VERDICT_COUNT];
	enum decision of_status[STATUS_COUNT];
};

/* When no policy says otherwise: allow is clean and complete, block malicious, hold all the rest.
 */
extern const struct decision_table decisions_usual;

const char *decision_word(enum decision decision);

/* Of one finding, and of all with the status of the artifacts. */
enum decision finding_decision(const struct report *report, const struct finding *finding);
enum decision report_decision(const struct report *report);

/* The worst severity of what counts: what --fail-on is held against. */
enum severity report_gate(const struct report *report);
