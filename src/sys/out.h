/*
 * Text into a descriptor. A full disk or a closed pipe is an error whose sentence names the file;
 * SIGPIPE must be ignored (main does), or the kernel ends the program before it can say so.
 */
#pragma once

#include "base/sink.h"

struct out {
	struct sink sink;
	int fd;
	const char *name; /* for the sentence; borrowed */
};

/* Writes to fd, which stays the caller's. */
void out_init(struct out *out, int fd, const char *name);

/* Creates the file, or empties it. */
MUST enum err out_create(struct out *out, const char *path);

/* Writes the rest, closes a descriptor that out_create() opened, and says whether all arrived. */
MUST enum err out_close(struct out *out);
