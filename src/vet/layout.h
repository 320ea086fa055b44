/*
 * How a release is packed: where its members lie in what the user named, and what is only packing
 * about their paths. Two releases of one package are compared by places: the paths of members
 * without the version that the packing writes into them.
 *
 *     name-1.2.tar.gz  name-1.2/pkg/a.py             pkg/a.py
 *     name-1.2.tgz     package/lib/a.js              lib/a.js
 *     name-1.2.whl     name-1.2.dist-info/METADATA   name.dist-info/METADATA
 *     folder           folder/pkg/a.py               pkg/a.py
 */
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "base/span.h"

enum { LAYOUT_PLACE_MAX = 4096 };

struct layout {
	struct span target; /* a folder that paths begin with; else empty */
	unsigned depth;	    /* of members: artifacts that they lie in */
	unsigned strip;	    /* leading parts of their paths that are packing */
};

/* Of a file or folder; looks at its kind and its first bytes. */
MUST enum err layout_of(const char *path, struct layout *out);

/* The place of a member of that path. Returns its length, 0 when it has none or is too long. */
size_t layout_place(const struct layout *layout, struct span path, uint8_t out[LAYOUT_PLACE_MAX]);
