/* Other files that an artifact is not whole without: the shards that an index names. */
#pragma once

#include "base/set.h"
#include "format/job.h"

struct parts {
	struct job *job;
	struct set names;
	uint64_t n;
};

/* In memory of the job. */
void parts_init(struct parts *parts, struct job *job);

/* Emits FACT_PART for a path relative to the artifact's folder, once for each; borrowed as long as
 * the parts. */
void parts_add(struct parts *parts, struct span path, uint64_t offset);
