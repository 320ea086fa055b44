/* Packages of conda: what their own descriptions and locks say. */
#pragma once

#include "eco/entry.h"

struct conda_package {
	struct span name, version, build, subdir;
	struct span channel; /* an address or a name */
	struct span file;    /* NAME-VERSION-BUILD.conda; may stand in place of the others */
};

/* From the address of an archive: channel, platform, name, version and build. False when it is
 * none. */
bool conda_package_of_url(struct span url, struct conda_package *out, struct arena *arena);

/* Name, version and the qualifiers of its package URL. */
struct entry conda_entry(const struct conda_package *package, const char *method,
			 struct arena *arena);
