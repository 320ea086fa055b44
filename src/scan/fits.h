/* Whether a version is one that a requirement asks for, by the rules of its ecosystem. */
#pragma once

#include "base/span.h"

/* True also when nothing can be said: the ecosystem's rules are not known, or one of both is not
 * written by them. */
bool version_fits(struct span ecosystem, struct span range, struct span version);
