/* Saying what is found of a release. */
#pragma once

#include "check/release.h"
#include "vet/release.h"

/* Adds a finding about an artifact; NULL: about the release as a whole, which is its manifest, or
 * else its file. `shown` is evidence under `key`; `before` and `after` are put around it in the
 * message, where it is escaped and cut. Gives the finding for more evidence, NULL past its cap. */
struct finding *release_say(const struct release *release, enum release_rule rule,
			    struct artifact *artifact, const struct fact *fact, const char *key,
			    struct span shown, const char *before, const char *after);

/* Whether two names are of one package, as the release's ecosystem looks them up. */
bool release_same_name(const struct release *release, struct span a, struct span b);
