/*
 * Which advisories a package comes under. A version is affected when it is listed or lies in any
 * range; what cannot be compared is unknown, and said to be.
 */
#pragma once

#include "advisory/db.h"
#include "version/version.h"

struct match_package {
	struct span ecosystem; /* as OSV has it, without a release */
	struct span distro;    /* of a distribution: "debian-12"; may be empty */
	bool has_releases;     /* its advisories are for one each: without `distro` none is sure */
	struct span name;      /* in the form that the ecosystem compares */
	struct span version;   /* empty: see range */
	struct span range;     /* a requirement, when there is no version; may be empty too */
	const struct version_order *order; /* NULL: only equal texts are equal versions */

	/* Whether a version answers the requirement; false when it cannot be told. NULL: there is
	 * no reader for requirements of this ecosystem. */
	bool (*in_range)(struct span range, struct span version, bool *in);
};

enum match_how {
	MATCH_LISTED,	/* the advisory lists the version */
	MATCH_RANGE,	/* it lies in a range */
	MATCH_ALL,	/* every version is affected */
	MATCH_POSSIBLE, /* a version that the requirement allows is affected */
	MATCH_UNKNOWN,	/* the version, or the release, cannot be compared */
};

struct match {
	uint32_t record;
	enum match_how how;
	struct span fields; /* enum affected_tag */
	struct span fixed;  /* the least version above in which it is fixed; empty: none is known */
	struct span example; /* MATCH_POSSIBLE: the affected version; empty: all may be */
};

/* Calls `found` for each advisory that matches. */
void match_package(const struct db *db, const struct match_package *package,
		   void (*found)(void *context, const struct match *match), void *context);
