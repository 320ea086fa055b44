/* Images whose names have variables in them. */
#pragma once

#include "eco/ci/variables.h"
#include "format/job.h"

/* The image as a component, with an anomaly when it is not pinned to a digest. Where only the tag
 * or digest has a value that the file does not say, the image is known by name, and that part as it
 * is written is the range. `scope` may be NULL. */
void ci_image_tell(struct job *job, const struct variables *variables, struct span text,
		   const char *scope, uint64_t line, uint64_t offset);
