/*
 * Version specifiers (PEP 440, "Version specifiers"), clause by clause, as far as their syntax
 * goes: what they mean is asked of version/pep440.h.
 */
#pragma once

#include "base/span.h"

struct clause {
	struct span sign;    /* "==", "~=", ... */
	struct span version; /* without ".*" */
	bool wildcard;
};

/* The clause that s begins with. Gives how many bytes it takes, 0 when none begins there. */
size_t clause_read(struct span s, struct clause *clause);

/* Whether the clause admits one version only. */
bool clause_is_exact(const struct clause *clause);

/* The one version that a whole specifier (">=1,==1.2") admits by a clause of its own, empty when
 * there is none or more than one. */
struct span specifier_exact(struct span specifier);
