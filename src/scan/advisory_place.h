/* A folder or a server, seen the same: files by name. */
#pragma once

#include "base/arena.h"
#include "base/err.h"

struct advisory_place {
	const char *from;
	struct arena *arena;
	int folder; /* -1: a server */
};

bool advisory_place_is_url(const char *from);

MUST enum err advisory_place_enter(struct advisory_place *place, const char *from,
				   struct arena *arena);
void advisory_place_leave(struct advisory_place *place);

/* Opens the file of that name for reading, or fetches it to one without a name; at most `most`
 * bytes. ERR_IO when it is not there. */
MUST enum err advisory_place_open(const struct advisory_place *place, const char *name,
				  uint64_t most, int *fd, uint64_t *size);

struct advisory_names {
	const char **all;
	size_t n;
	bool may_lack; /* it is not known that they are there */
};

/* The ecosystems that there may be: those of the folder, what the server's ecosystems.txt lists,
 * else `wanted` or all that are known. */
MUST enum err advisory_place_list(const struct advisory_place *place, const char *const *wanted,
				  struct advisory_names *names);
