/*
 * The code of Jupyter notebooks (nbformat 3 and 4) whose language is Python, in parts: the program
 * of each cell, and what goes to a shell: what follows an exclamation mark, commands of the
 * notebook such as %pip, whole cells of %%bash.
 */
#pragma once

#include "eco/tree.h"
#include "format/format.h"

struct cell_part {
	bool shell;
	struct span text; /* lives as long as the tree */
	uint64_t cell;	  /* from 1, of all cells */
	uint64_t line;	  /* in the cell, from 1 */
	uint64_t offset;  /* of the cell's source in the file */
};

struct cell_sink {
	void (*part)(void *context, const struct cell_part *part);
	void *context;
};

/* Whether a file is named like a notebook. */
bool cells_bid(const struct probe *probe);

/* Gives the parts in their order. False, and nothing given, when it is no such notebook. */
bool cells_read(struct tree *tree, const struct cell_sink *sink);
