/*
 * The score of source, and why: the window that has most points, of the source itself or of what it
 * decodes, what in it weighed most, and which known campaign it is like. Every window is scored.
 */
#pragma once

#include "base/arena.h"
#include "detect/campaign.h"

struct score {
	unsigned points;  /* of the window that has most; 0 when there is none */
	uint64_t n;	  /* windows */
	uint64_t best;	  /* which of them, from 0 */
	unsigned depth;	  /* how often it was decoded; 0: it is of the source itself */
	uint64_t at, end; /* its bytes in the source, or where it is decoded */
	bool cut;	  /* the source decodes more than the limits of layers.h allow */
};

struct score score_text(const struct model *model, struct span text, enum window_role role,
			struct arena *arena);

enum { REASONS_MAX = 8 };

/* One thing that speaks for malice: up to three tokens as they stand in their text, and how many
 * points the window would have less without them. */
struct reason {
	struct span text;
	uint64_t at;
	unsigned points;
};

struct explanation {
	struct reason reasons[REASONS_MAX]; /* the heaviest first */
	size_t n;
	struct campaign campaign;
};

/* Why the best window of a score has its points. The spans are in the arena. */
void score_explain(const struct model *model, struct span text, enum window_role role,
		   struct arena *arena, const struct score *score, struct explanation *out);
