/*
 * Names of container images as FROM, compose and `docker run` write them (distribution/reference):
 * [HOST/]PATH[:TAG][@DIGEST].
 */
#pragma once

#include "eco/entry.h"

struct image_name {
	struct span text; /* all of it */
	struct span host; /* empty: Docker Hub */
	struct span namespace, name;
	struct span tag, digest; /* digest: "sha256:HEX" */
};

/* Whether the text is one. Parts are borrowed from it. */
bool image_name_read(struct span text, struct image_name *out);

/* The component, with an anomaly image-unpinned (or image-latest, without a tag or with that one)
 * when nothing but a tag says which image it is. Its id for edges is the text. `scope` may be NULL.
 */
void image_name_emit(const struct image_name *image, struct job *job, const char *method,
		     const char *scope, uint64_t line, uint64_t offset);
