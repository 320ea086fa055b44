/* A small file of the user's own, whole: configuration, a policy, a baseline. */
#pragma once

#include "base/arena.h"
#include "base/err.h"

/* Reads it into the arena. Fails when it is longer than `max` or
 * cannot be read; the sentence names it. */
MUST enum err whole_read(const char *path, size_t max, struct arena *arena, struct span *out);
