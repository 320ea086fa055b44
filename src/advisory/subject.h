/* A component as advisories know it. */
#pragma once

#include "advisory/match.h"
#include "core/component.h"

/* Fills in what the component is called in advisories; texts are in the arena. False when its
 * ecosystem has none. */
bool subject_of(const struct component *component, struct arena *arena, struct match_package *out);
