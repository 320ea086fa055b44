/* Commands of install scripts, word by word. */
#pragma once

#include "vet/release.h"

/* Whether a word of a command, or a path of a manifest, names the file at a place, as Node looks
 * for it. */
bool path_names(struct span word, struct span place);

/* Whether any word of the command names the file. */
bool command_names(struct span command, struct span place);

/* Whether it only compiles, or fetches builds in the way that all native packages do. */
bool command_builds(struct span command);

/* Whether all it does is to run a file of the package itself with Node or Python. */
bool command_stays_inside(const struct release *release, struct span command);
