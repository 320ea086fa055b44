/*
 * Text that a person does not see and a model reads: characters without a shape that spell ASCII
 * (tags, variation selectors), runs of zero width, and marks that turn the order of what is shown
 * around (Unicode 15, sections 23.2, 23.4, 23.9; UAX #9).
 */
#pragma once

#include "base/arena.h"
#include "base/span.h"

enum hidden_kind {
	HIDDEN_NONE,
	HIDDEN_SPELLED,	   /* `text` is what is spelled */
	HIDDEN_ZERO_WIDTH, /* a run of several */
	HIDDEN_DIRECTION,  /* an override or isolate of direction */
};

struct hidden {
	enum hidden_kind kind;
	uint64_t offset;
	struct span text;
};

/* The first of each kind in the text, at most one of each; how many there are. */
enum { HIDDEN_KINDS = 3 };
size_t hidden_find(struct span text, struct hidden out[HIDDEN_KINDS], struct arena *arena);
