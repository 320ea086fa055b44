/* Facts about images that the readers of their manifests share. scan/image.h puts them together. */
#pragma once

#include "format/job.h"

/* The image itself. `reference` is a name with a tag or digest ("registry.example/acme/app:1.2"),
 * `id` the digest of its manifest or configuration; either may be empty. */
void image_component(struct job *job, struct span reference, struct span id, uint64_t offset);

/* Its layer number `index` from below: the member of that "path" in the same archive, or the blob
 * of that "digest". */
void image_layer(struct job *job, struct span image, uint64_t index, const char *how,
		 struct span what, uint64_t offset);
