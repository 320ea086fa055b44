/*
 * Putting a value tree together from events, as readers of YAML and XML give them: open, scalar,
 * close. A fault is kept and ends it; what was built before it stands.
 */
#pragma once

#include "base/value.h"

/* Where a tree is put: room for values and for texts. What does not fit is a fault. */
struct value_room {
	struct value *values;
	size_t n_values;
	uint8_t *texts;
	size_t n_texts;
};

enum { VALUE_BUILD_DEPTH = 512 };

struct value_build {
	struct value_room room;
	size_t n, n_texts;
	uint32_t open; /* the innermost open container; its `nodes` holds its parent */
	unsigned depth;
	uint64_t offset; /* of what comes next; the reader keeps it */
	const char *why; /* the fault, or NULL */
	uint64_t at;	 /* its byte offset */
};

/* The room must outlive the tree, which begins with its first value. */
struct value_build value_build_of(struct value_room room);

/* Keeps the first fault; always false. */
bool value_build_fault(struct value_build *b, const char *why);

/* A string, or where the map that is open wants one, a key. `prefix` goes before it. */
bool value_build_scalar(struct value_build *b, struct span text, const char *prefix);

/* A list or a map. Where a key is wanted, an empty one goes before it. */
bool value_build_open(struct value_build *b, enum value_kind kind);

/* Ends the innermost container; a key without a value gets a null. */
void value_build_close(struct value_build *b);

/* Ends all that is open. */
void value_build_end(struct value_build *b);
