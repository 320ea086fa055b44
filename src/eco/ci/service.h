/* The services whose files name images: which files are theirs, and what is particular in them. */
#pragma once

#include "eco/tree.h"

struct service {
	const char *const *places; /* patterns of paths; NULL: anywhere */
	bool (*is)(const struct value *document);
	void (*tell)(struct tree *tree, const struct value *document); /* may be NULL */
	const char *script; /* key of scripts; NULL: none */
	const char *images; /* a key besides "image" of an image or a list of them; NULL: none */
	bool parts;	    /* images are maps of repository, tag and digest */
};

extern const struct service services[];
extern const size_t n_services;

/* Of a map of parts; false when it is none. */
bool service_tell_parts(struct tree *tree, const struct value *map);
