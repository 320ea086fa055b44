/*
 * The places of a machine where packages, models and agents live: interpreters and their
 * environments, tools, caches in which a bad release survives, configurations, and the paths that
 * known attacks leave. They become targets of the one pipeline (scan/scan.h).
 */
#pragma once

#include "base/arena.h"

struct host {
	const char **targets; /* absolute, without links, none inside another, in order */
	size_t n;
	size_t n_environments; /* virtual environments and conda's among them */
};

/* Looks for them, within bounds, from the root folder on. Everything is made in the arena. */
void host_find(struct host *host, struct arena *arena);
