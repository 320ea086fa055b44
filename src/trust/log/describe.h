/* What a checkpoint, receipt or request to a witness says, for people. Nothing of it is verified.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "trust/reason.h"

/* Reads it in a locked process and gives lines of text, which may hold any bytes of the file;
 * `reason` says why it is none of them. Fails when it could not be examined. */
MUST enum err log_describe(struct span file, struct arena *arena, struct span *lines,
			   enum reason *reason);
