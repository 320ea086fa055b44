/* Versions as npm takes them, for its ranges. */
#pragma once

#include "version/semver.h"

/* Whether npm takes the whole text for a version. The spans of out borrow from it. */
bool npm_parse(struct span text, struct semver *out);
