/* What a file's place says to npm: whether it is of a project, of a package that is installed, or
 * lies deeper inside one, where npm does not look. */
#pragma once

#include "base/span.h"

enum npm_place {
	NPM_PROJECT,
	NPM_INSTALLED, /* right in node_modules/NAME or node_modules/@SCOPE/NAME */
	NPM_INSIDE,
};

/* *folder is set to NAME or @SCOPE/NAME for one that is installed. Debian's packages of Node
 * modules, in usr/share/nodejs and usr/lib/nodejs, count as well. */
enum npm_place npm_place_of(struct span path, struct span *folder);

/* Whether npm and its kin go by a lock file there: those that packages were published with say what
 * their makers had, not what is here. */
bool npm_lock_counts(struct span path);
