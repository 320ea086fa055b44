/*
 * A report as a bill of materials: which components are listed, how each is referred to, and what
 * the bill is about.
 */
#pragma once

#include "base/arena.h"
#include "core/report.h"

struct bill {
	const struct report *report;
	struct arena arena;
	struct span *refs;	      /* by component->order: unique, printable */
	const struct component *root; /* what the bill is about, when one project says so */
	struct span name;	      /* of what it is about: printable, never empty */
	char serial[sizeof("urn:uuid:00000000-0000-0000-0000-000000000000")];
};

/* Borrows a report that report_sort() has put in order. */
void bill_init(struct bill *bill, const struct report *report);
void bill_free(struct bill *bill);

#define BILL_ROOT_REF "assay:root"

struct span bill_ref(const struct bill *bill, const struct component *component);

/* Whether it is listed among the components: not what the bill is about, nor what a later layer
 * deleted. */
bool bill_lists(const struct bill *bill, const struct component *component);

/* Whether the subject of the bill needs it directly: the tree says so, or nothing else does. */
bool bill_needs(const struct bill *bill, const struct component *component);
