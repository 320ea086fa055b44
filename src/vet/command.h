/* Commands of install scripts, word by word. */
#pragma once

#include "vet/release.h"

/* The next word of what is left of a command; empty at its end. */
struct span command_word(struct span *command);

/* The members that a word of a command, or a path of a manifest, names, as Node looks for a file.
 * Calls `found` for each. Returns how many there are. */
size_t command_files(const struct release *release, struct span word,
		     void (*found)(void *context, const struct member *member), void *context);

/* Whether it only compiles, or fetches builds in the way that all native packages do. */
bool command_builds(struct span command);

/* Whether all it does is to run a file of the package itself with Node or Python. */
bool command_stays_inside(const struct release *release, struct span command);
