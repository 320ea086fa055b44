/* What a worker need not read of a release, for struct job_options: what the previous release has
 * had already. */
#pragma once

#include "vet/release.h"

struct known {
	struct layout layout;	     /* of the release that is read */
	const struct release *other; /* that was read already; NULL: only manifests are read */
};

/* For job_options.known; the context is a struct known. */
bool known_is(const void *known, struct span path, unsigned depth, const uint8_t *digest);
