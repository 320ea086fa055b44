/*
 * Images of containers as they are run: layers put on each other in the order of their manifest,
 * lowest first, with what a higher one deletes or replaces (OCI image-spec, layer.md).
 *
 * The facts: `layer` of a manifest (image, index, path or digest), `member` of a tar for a
 * whiteout.
 */
#pragma once

#include "core/report.h"

struct images;

struct images *images_new(struct report *report);
void images_free(struct images *images);

/* Takes a fact of one of the two kinds. */
void images_fact(struct images *images, const struct artifact *artifact, const struct fact *fact);

/* Once, after the last artifact: says of each component in a layer which one that is, and whether
 * nothing of it is left in any image. */
void images_finish(struct images *images);
