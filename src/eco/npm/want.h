/* A dependency as package.json and its kin ask for it: a component by range, version or address. */
#pragma once

#include "format/job.h"

struct npm_want {
	struct span name, spec; /* as written: "foo": "npm:bar@^1" */
	const char *scope;
	uint64_t offset, line;
};

/* Emits the component, whose id is the name as written, and that the artifact's root needs it. What
 * lies in the tree itself is only a need. */
void npm_want_tell(struct job *job, const struct npm_want *want);
