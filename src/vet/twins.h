/* Members of an archive that would be installed as one file. */
#pragma once

#include "vet/release.h"

/* Tells the first of them. */
void twins_find(const struct release *release);
