/* What the code of a release does, for the report. */
#pragma once

#include "vet/release.h"

/* Fills report->traits: of what was read of the release, the earliest first. */
void explain(const struct release *release, struct arena *arena);
