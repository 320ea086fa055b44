/*
 * The score of a text, and why: the window that has most points, what in it weighed most, and which
 * known campaign it is like. Every window is scored; there is no limit to run into.
 */
#pragma once

#include "detect/campaign.h"

struct score {
	unsigned points;  /* of the window that has most; 0 when there is none */
	uint64_t n;	  /* windows */
	uint64_t best;	  /* which of them, from 0 */
	uint64_t at, end; /* its bytes */
};

struct score score_text(const struct model *model, struct span text, enum window_role role);

enum { REASONS_MAX = 8 };

/* One thing that speaks for malice: up to three tokens as they stand in the text, and how many
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

/* Why the best window of a score has its points. The spans are of the text. */
void score_explain(const struct model *model, struct span text, enum window_role role,
		   const struct score *score, struct explanation *out);
