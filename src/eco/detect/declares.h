/* Whether Python source only declares what a package is. */
#pragma once

#include "base/arena.h"
#include "base/span.h"

/* True when all that the source calls is a setup function and what finds packages and reads texts
 * for it: whatever it looks like, nothing in it does anything. False when it could not be read to
 * its end. */
bool source_only_declares(struct span text, struct arena *arena);
