/* Environment markers (PEP 508): their syntax, and whether they ask for an extra. */
#pragma once

#include "base/span.h"

struct marker {
	bool extra; /* the variable `extra` stands in it: only who asks for that extra needs it */
};

/* Reads the marker that s begins with. Gives how many bytes it takes, 0 when it is none. */
size_t marker_read(struct span s, struct marker *marker);
