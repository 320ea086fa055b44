/*
 * Whether a wheel holds what its own RECORD says (PEP 376, PEP 427; "Binary distribution format"):
 * every member is listed, by a digest that is at least SHA-256 and right, and every file that is
 * listed is there. It tells a damaged or repacked wheel from a whole one; who made it, it does not
 * tell, since whoever changes a member may write the RECORD anew.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "trust/reason.h"

enum wheel_state {
	WHEEL_CHANGED,	 /* the digest or the size is another */
	WHEEL_MISSING,	 /* listed, and not there */
	WHEEL_UNLISTED,	 /* there, and not listed */
	WHEEL_UNCOVERED, /* listed without a digest, or by one that proves nothing */
	WHEEL_STATES,
};

enum { WHEEL_TOLD_MAX = 1000 };

struct wheel_finding {
	enum wheel_state state;
	struct span path;
};

struct wheel_answer {
	enum reason reason;
	struct span detail; /* what it is about; may be empty. From outside. */
	uint64_t right;	    /* files that are as listed */
	uint64_t counts[WHEEL_STATES];
	struct wheel_finding *findings; /* by path, the first WHEEL_TOLD_MAX */
	size_t n;
};

/* "changed", "missing", "unlisted", "uncovered". */
const char *wheel_state_name(enum wheel_state state);

/* Looks at a whole wheel in a locked child; `file` should be a mapping. An archive that readers do
 * not agree upon is refused, whatever its RECORD says. Texts live in the arena. Fails as
 * confine_run() does. */
MUST enum err wheel_ask(struct span file, struct arena *arena, struct wheel_answer *answer);
