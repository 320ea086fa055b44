/*
 * YAML 1.1 through libyaml's events into the one value tree. The documents of a stream are the
 * items of a list. Nothing is resolved: every scalar is a string, an alias is the string "*name", a
 * merge key a key; so no document grows when it is read.
 *
 * A tag is what makes an unsafe loader construct any object: each explicit one is handed on.
 */
#pragma once

#include "base/value_build.h"

struct yaml {
	const struct value *root; /* a list of documents; NULL when there is none */
	const char *why;	  /* the fault at which the tree ends, NULL: none */
	uint64_t at;		  /* its byte offset */
};

/* Reads text (less than 4 GiB) into room, which must outlive the tree. on_tag (may be NULL) gets
 * each explicit tag and its byte offset. libyaml's own state comes from malloc and is returned
 * before the call ends. */
void yaml_read(struct yaml *yaml, struct span text, struct value_room room,
	       void (*on_tag)(void *context, struct span tag, uint64_t offset), void *context);
