/* Archives of npm packages and what they are called: the registry leaves the scope of a package out
 * of the name, `npm pack` does not. */
#pragma once

#include "base/span.h"

/* Whether that is how the archive of a release is called: NAME-VERSION.tgz, and for @SCOPE/NAME
 * also SCOPE-NAME-VERSION.tgz. */
bool npm_tarball_is(struct span file, struct span name, struct span version);
