/*
 * TOML 1.0.0, strictly: what another reader could refuse or take for something else is a fault. A
 * byte order mark is overlooked as many loaders do, but kept in `why`; any other fault ends the
 * tree, with what was read before in it, and null where a value was cut off.
 *
 * The tree is that of base/value.h: the keys of a table come in the order in which they are first
 * seen, each table whole in one place wherever its parts stand in the document. Escapes are gone
 * from strings and keys, and lines end in \n. Numbers are texts as they are written ("1_000",
 * "0x1f", "inf"); dates and times are strings as they are written.
 */
#pragma once

#include "base/value.h"

/* Keys of a dotted key, tables and arrays inside each other. */
enum { TOML_DEPTH_MAX = 512 };

struct toml {
	const struct value *root; /* a map, never NULL */
	const char *why;	  /* the first fault, a lower-case phrase; NULL: the text is TOML */
	uint64_t at;		  /* its byte offset */
	bool cut;		  /* the tree ends at that fault */
};

/* Reads text into the arena, with about a hundred bytes a value. Both must outlive the tree. */
void toml_read(struct toml *toml, struct arena *arena, struct span text);
