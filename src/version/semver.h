/* Semantic versions, for the orders that are built on them. */
#pragma once

#include "base/span.h"

struct semver {
	struct span numbers[3]; /* major, minor, patch: digits, empty when absent */
	struct span pre;	/* after '-', identifiers between dots; empty when absent */
	struct span build;	/* after '+' */
};

/* Whether the whole text is one as section 2, 9 and 10 of semver.org 2.0.0 want it, without any
 * prefix. The spans of out borrow from the text. */
bool semver_strict(struct span text, struct semver *out);

/* As much as can be read: a leading v, fewer than three numbers and leading zeros pass, what
 * follows the third number without a sign is taken for the build. */
struct semver semver_lenient(struct span text);

/* Section 11: the build is left out. */
int semver_compare(const struct semver *a, const struct semver *b);

/* The same of two texts, read leniently. */
int semver_text_compare(struct span a, struct span b);

/* Identifiers between dots: numbers below words, the shorter list first. */
int semver_identifiers_compare(struct span a, struct span b);

/* The identifiers of a prerelease (or, with leading zeros allowed, of a build) at the front of rest
 * are taken into out; false when one of them is empty or against the rules. */
bool semver_identifiers(struct span *rest, bool zeros, struct span *out);
