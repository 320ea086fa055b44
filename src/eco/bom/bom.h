/* What the readers of bills of materials share. */
#pragma once

#include "eco/entry.h"

/* Adds the digest of an algorithm as any of the standards spells it: "SHA-256", "sha256". */
void bom_digest(struct entry *entry, struct arena *arena, struct span algorithm, struct span hex);

/* Both texts with `between` them, in the arena. */
struct span bom_joined(struct arena *arena, struct span a, const char *between, struct span b);

/* Whether the text says that nothing is said (SPDX: NOASSERTION, NONE). */
bool bom_says_nothing(struct span text);
