/* What the name of a model, as code writes it, says about the model. */
#pragma once

#include "eco/code/sdk.h"
#include "eco/entry.h"

struct named {
	struct entry entry; /* kind, ecosystem, namespace, name, version or range */
	struct span prefix; /* the provider, when it stands in the name; else empty */
	bool pinned;	    /* the name itself says one version */
};

/* Reads a name; false when it names nothing for certain: a folder, a file, a placeholder. */
bool naming_read(enum naming naming, struct span text, struct named *out);

/* Forty hexadecimal digits: the name of a commit. */
bool naming_is_commit(struct span text);
