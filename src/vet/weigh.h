/* What findings of the scan weigh for who is to install a release. */
#pragma once

#include "vet/release.h"

/* Findings of rules that ask how well a project is kept (that it needs something with a known
 * vulnerability, that its code starts programs when it is imported) are notes. What lies in tests,
 * examples and documentation runs for nobody by itself: it weighs a step less. */
void weigh(struct release *release);

/* Beside a release that was let in, data of tests and examples that could not be read (broken on
 * purpose, in formats without a reader) do not make the newer one inconclusive. Of an archive. */
void weigh_unread(struct release *release);
