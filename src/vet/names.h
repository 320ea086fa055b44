/* What a release is called, and what it calls its modules and commands, beside well-known names. */
#pragma once

#include "vet/release.h"

/* Tells a name that is near a well-known one. For what was not let in before under that name. */
void names_near(struct release *release);

/* Tells modules of a wheel and commands that are those of other packages. */
void names_overwrite(struct release *release);
