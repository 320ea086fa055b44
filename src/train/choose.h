/*
 * Choosing what to learn from. Of a malicious package nobody says which window the malice is in,
 * and of a million harmless windows few are worth a lesson: so it is learnt in rounds (multiple
 * instance learning). The first knows nothing; each later one takes of a malicious package the
 * window that has the highest score so far, and of the harmless ones those that come near.
 *
 * A campaign counts once, however many samples it has.
 */
#pragma once

#include "train/learn.h"

/* Which samples may be learnt from. */
struct selection {
	uint32_t before; /* the day: malicious campaigns that were seen first before it; 0: all */
	int fold;	 /* leave out campaigns of this rest by FOLDS; -1: none */
	unsigned parts;	 /* of the harmless packages: a bit for each */
};

enum { FOLDS = 4 };

bool selection_has(const struct selection *selection, const struct sample *sample);

/* The samples of the last round, with only the windows that it learns from, in the order of the
 * samples; in the arena. */
struct samples choose(const struct samples *samples, const struct selection *selection,
		      struct arena *arena);

/* All windows of samples that were chosen, as lessons; *n of them, in the arena. */
struct lesson *lessons_of(const struct samples *chosen, struct arena *arena, size_t *n);
