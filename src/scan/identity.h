/*
 * What a component is called, so that the same package has the same name whatever file says it: the
 * canonical form of its package URL.
 */
#pragma once

#include "base/arena.h"
#include "core/component.h"

/* Makes ecosystem, namespace, name, version and qualifiers of `like` canonical and sets its
 * purl and key; `purl`, unless empty, stands for all of them. Parts that no package URL can have
 * stay as they are, without one. A requirement in the place of the version becomes the range. New
 * texts live in the arena. */
void identity_settle(struct component *like, struct span purl, struct arena *arena);

/* The key that identity_settle() would give a package written as one text ("@scope/name"). */
void identity_of_name(struct component *like, struct span ecosystem, struct span whole,
		      struct arena *arena);
