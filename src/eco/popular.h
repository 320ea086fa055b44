/*
 * Names of packages that are much used, by the registries' own counts of downloads
 * (data/popular-*.txt, made by tools/popular/make.py): what a name is mistaken for, and what nobody
 * is surprised to depend on.
 */
#pragma once

#include "base/span.h"

/* Whether the package is among them. `ecosystem` is "pypi" or "npm": of another one all are. A name
 * is taken as the ecosystem looks it up. */
bool popular_has(struct span ecosystem, struct span name);

/* Whether it is one of the most used: the few thousand that others are mistaken for. */
bool popular_leads(struct span ecosystem, struct span name);

/* How a name is near another one. */
enum nearness {
	NEAR_NOT,
	NEAR_SLIP,	/* a letter more, less, changed, or two swapped */
	NEAR_LOOK,	/* letters that look alike */
	NEAR_SEPARATOR, /* words put together otherwise */
	NEAR_AFFIX,	/* python-NAME, NAME-js ... */
	NEAR_SCOPE,	/* the name of a scoped package without its scope, or the other way round */
};

/* The most used package that the name is near to, in *near; NEAR_NOT when there is none, or the
 * name is among them itself. */
enum nearness popular_near(struct span ecosystem, struct span name, struct span *near);
