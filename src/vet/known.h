/* What a worker need not read of a release, for struct job_options: what the previous release has
 * had already. It travels to the worker as a list: bytes that only this file reads. */
#pragma once

#include "vet/release.h"

struct known {
	struct layout layout;	     /* of the release that is read */
	const struct release *other; /* that was read already; NULL: only manifests are read */
};

/* The list, for scanner_know(). Empty when it is too long: then everything is read. */
struct span known_list(const struct known *known, struct arena *arena);

/* For job_options.known. */
bool known_is(struct span list, struct span path, unsigned depth, const uint8_t *digest);
