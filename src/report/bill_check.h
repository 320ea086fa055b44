/*
 * How complete a bill of materials is against the minimum elements of an SBOM for AI (G7, 12 May
 * 2026): seven clusters, and of each element whether someone asserts it, whether it was derived
 * from the artifacts themselves, or whether it is missing.
 */
#pragma once

#include "base/sink.h"
#include "core/report.h"

enum bill_state {
	BILL_MISSING,
	BILL_DERIVED,
	BILL_ASSERTED,
	BILL_STATE_COUNT,
};

const char *bill_state_word(enum bill_state state);

enum { BILL_ELEMENTS_MAX = 64 };

struct bill_element {
	const char *id, *cluster, *title;
	size_t counts[BILL_STATE_COUNT]; /* of what it applies to: the bill itself, or components */
	size_t n;			 /* how many that are; 0: it does not apply */
	const struct component *missing; /* the first that lacks it; NULL when none or the bill */
};

struct bill_check {
	struct bill_element elements[BILL_ELEMENTS_MAX];
	size_t n;
	double share[BILL_STATE_COUNT]; /* of the elements that apply; each weighs the same */
};

/* Borrows a sorted report whose artifacts have their facts: what a bill says of itself comes as
 * METADATA facts with keys bom.author, bom.tool, bom.timestamp ... */
void bill_check(struct bill_check *check, const struct report *report);

void bill_check_text(const struct bill_check *check, struct sink *out);

/* Schema assay.bom-check/1. */
void bill_check_json(const struct bill_check *check, const struct report *report, struct sink *out);
