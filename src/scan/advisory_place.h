/* A folder or a server, seen the same: files by name. */
#pragma once

#include "base/arena.h"
#include "base/err.h"

struct advisory_place {
	const char *from;
	struct arena *arena;
	int folder; /* -1: a server */
	bool allow_private;
};

/* Only a server is told from a folder by its address. A host that is named as a loopback address
 * may be one; other private addresses must be allowed. */
MUST enum err advisory_place_enter(struct advisory_place *place, const char *from,
				   bool allow_private, struct arena *arena);
void advisory_place_leave(struct advisory_place *place);

/* Opens the file of that name for reading, or fetches it to one without a name; at most `most`
 * bytes. ERR_DENIED when there is none. */
MUST enum err advisory_place_open(const struct advisory_place *place, const char *name,
				  uint64_t most, int *fd, uint64_t *size);

struct advisory_names {
	const char **all;
	size_t n;
};

/* The ecosystems that there may be: those of the folder, those that are `wanted` (NULL-ended), what
 * the server's ecosystems.txt lists, else the usual ones. */
MUST enum err advisory_place_list(const struct advisory_place *place, const char *const *wanted,
				  struct advisory_names *names);
