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

/* The component: its version is the digest, else the tag. `method` may be NULL. */
struct entry image_name_entry(const struct image_name *image, const char *method,
			      struct arena *arena);

/* The anomaly image-unpinned, or image-latest without a tag or with that one, when nothing but a
 * tag says which image it is. */
void image_name_judge(struct span text, struct job *job, uint64_t offset);

/* Both, the component with the text as its id for edges. `scope` may be NULL, the line 0. */
void image_name_emit(const struct image_name *image, struct job *job, const char *method,
		     const char *scope, uint64_t line, uint64_t offset);
