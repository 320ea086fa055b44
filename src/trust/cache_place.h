/*
 * Where a cache of the user lies: a folder and files that are the caller's own and that nobody else
 * may write to, and a key that nobody else can read. Root does not use a user's, nor a user root's.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"

enum { CACHE_KEY_SIZE = 32 };

struct cache_place {
	int folder; /* -1: none */
	uint8_t key[CACHE_KEY_SIZE];
	const char *why_not; /* a sentence without its full stop, when there is none */
};

/* The folder "assay" in XDG_CACHE_HOME, else in .cache of HOME; made when it is not there, and so
 * is the key. False when it may not be used. */
MUST bool cache_place_enter(struct cache_place *place);
void cache_place_leave(struct cache_place *place);

/* The file of that name with its seal checked, or empty: none, another's, longer than max, broken.
 */
struct span cache_place_read(const struct cache_place *place, const char *name, size_t max,
			     struct arena *arena);

/* Puts a file in its place in one step, sealed by the key. */
MUST enum err cache_place_write(const struct cache_place *place, const char *name,
				struct span bytes);
