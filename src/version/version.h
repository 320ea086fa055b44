/*
 * The orders of versions: which of two is the older one, as the tool of an ecosystem sees it.
 *
 * Pure functions on spans that allocate nothing. Numbers are strings of digits without a limit:
 * calendar versions, hashes of digits and epochs compare exactly.
 */
#pragma once

#include "base/span.h"

struct version_order {
	const char *name;

	/* Whether the tool of the ecosystem takes it for a version. */
	bool (*parses)(struct span version);

	/* -1, 0 or 1. Total on any bytes: what the tool would not take is ordered as far as it can
	 * be read, or as the tool did before it became strict. */
	int (*compare)(struct span a, struct span b);

	/* What was published, without the mark of who built it anew: "2.1.0" of "2.1.0+cu118".
	 * NULL: the ecosystem has no such marks, or its order does not see them. */
	struct span (*published)(struct span version);
};

/* NULL after the last. */
extern const struct version_order *const version_orders[];

/* The order of that name, one of the words of the list in meson.build; NULL when there is none. */
const struct version_order *version_order_find(const char *name);

/* Longer ones are no versions: nothing may be slow because a version is long. */
enum { VERSION_MAX = 1024 };

/* Whether it is a version in that order. */
bool version_parses(const struct version_order *order, struct span version);

/* Compares into out: -1, 0 or 1. False when either is no version in that order, or order is NULL:
 * then nothing is known of them. */
bool version_compare(const struct version_order *order, struct span a, struct span b, int *out);

/* `version` as `other` is written: as it was published, unless `other` has a mark of its own. */
struct span version_like(const struct version_order *order, struct span version, struct span other);
