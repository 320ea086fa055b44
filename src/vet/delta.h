/*
 * What changed between two releases of a package, each concern a file of its own: it looks at both
 * and adds findings (check/release.h) to the report of the newer one.
 */
#pragma once

#include "check/release.h"
#include "vet/release.h"

struct delta {
	struct report *report;	      /* of the newer release */
	struct release *now;	      /* its members are marked as unchanged or not */
	const struct release *before; /* only its manifests were read */
	struct arena *arena;

	/* The previous release with what code does, each read the first time it is asked for:
	 * `changed` only where the newer one is another, `whole` all of it. What the first has
	 * needs no look at the second. NULL when it cannot be read; the run then fails. */
	const struct release *(*changed)(void *context);
	const struct release *(*whole)(void *context);
	void *context;
};

void delta_hooks(const struct delta *delta);
void delta_capabilities(const struct delta *delta);
void delta_addresses(const struct delta *delta);
void delta_needs(const struct delta *delta);
void delta_programs(const struct delta *delta);
void delta_shape(const struct delta *delta);

/* Findings of the newer release that the previous one had too do not count. */
void delta_accept(const struct delta *delta);

/* release_say() about a member, or about the release when it is NULL. */
struct finding *delta_say(const struct delta *delta, enum release_rule rule,
			  const struct member *member, const struct fact *fact, const char *key,
			  struct span shown, const char *before, const char *after);
