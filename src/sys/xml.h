/*
 * XML through expat into the one value tree, for documents that have the same shape in JSON: an
 * element is a map of its attributes and child elements, one without either is a string. Prefixes
 * of names are dropped. A document type declaration is a fault, so that there are no entities but
 * the five of the standard.
 */
#pragma once

#include "base/value_build.h"

/* How elements of some names differ from that. Each list ends with NULL. */
struct xml_shape {
	const char *const *lists;   /* its children are the items of a list, their names dropped */
	const char *const *wrapped; /* the same, each item a map of its name and itself */
	const char *const (*texts)[2]; /* {element, key}: the key of its text beside attributes;
					  "content" for others */
};

struct xml {
	const struct value *root; /* the root element; NULL when there is none */
	const char *why;	  /* the fault at which the tree ends, NULL: none */
	uint64_t at;
};

/* Reads text (less than 2 GiB) into room, which must outlive the tree. Expat's own state comes from
 * malloc and is returned before the call ends. */
void xml_read(struct xml *xml, struct span text, struct value_room room,
	      const struct xml_shape *shape);
