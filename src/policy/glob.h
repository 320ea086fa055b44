/* Patterns of a policy, matched in time that is bounded by the sizes of both. */
#pragma once

#include "base/span.h"

enum { GLOB_MAX = 512, GLOB_TEXT_MAX = 16 << 10 };

enum glob_kind {
	GLOB_TEXT, /* '*' stands for anything */
	GLOB_PATH, /* '*' stops at '/', '**' does not; a pattern without '/' is held against the
		    * last part, where '!' parts a member from its archive */
};

/* Whether the whole text fits the pattern; '?' is one byte. Longer patterns and texts do not. */
bool glob_fits(struct span pattern, struct span text, enum glob_kind kind);

/* The same for texts of which letter case says nothing. */
bool glob_fits_any_case(struct span pattern, struct span text);
