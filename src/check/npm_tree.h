/* Folders of node_modules against the list that npm keeps in them of what it installed. */
#pragma once

#include "check/check.h"

/* A package that lies in a node_modules with a list. */
struct npm_tree_found {
	struct component *component;
	const struct occurrence *occurrence;
	struct span folder; /* when its name is another and no lock file says so; else empty */
	bool listed;	    /* in that version */
};

/* Calls `tell` for each that is not as it should be. */
void npm_tree(const struct judge *judge,
	      void (*tell)(const struct judge *judge, const struct npm_tree_found *found));
