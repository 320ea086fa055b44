/* Which release of an npm package something is said of, and which was asked about. */
#pragma once

#include "base/arena.h"

struct npm_release {
	struct span name, version;
};

/* What is known of the release that is asked about; what is not is empty. */
struct npm_wanted {
	struct span name, version; /* as the user gives them */
	struct span file;	   /* the last part of the archive's path: asked without a name */
};

/* Whether that may be the release: of the name and the version that are given, and without a name
 * one after which the archive is called. */
bool npm_release_is(const struct npm_release *release, const struct npm_wanted *wanted);

/* From the package URL that npm writes into statements: "pkg:npm/%40SCOPE/NAME@VERSION", behind
 * which the address of a registry may stand. Byte for byte, since names that differ in case are two
 * packages. */
MUST bool npm_release_read(struct span purl, struct arena *arena, struct npm_release *release);
