/*
 * Text into a descriptor. A full disk or a closed pipe is an error whose sentence names the file;
 * SIGPIPE must be ignored (main does), or the kernel ends the program before it can say so.
 */
#pragma once

#include "base/sink.h"

enum { OUT_PATH_MAX = 4096 }; /* longer ones are written to themselves */

struct out {
	struct sink sink;
	int fd;
	const char *name;	   /* for the sentence; borrowed */
	char beside[OUT_PATH_MAX]; /* what is written in its stead until it is whole; may be empty
				    */
};

/* Writes to fd, which stays the caller's. */
void out_init(struct out *out, int fd, const char *name);

/* Creates the file. One that is there stays as it is until out_close(), and for good when not all
 * could be written: nobody finds a part of a report. What is no plain file is written to itself. */
MUST enum err out_create(struct out *out, const char *path);

/* Writes the rest, closes a descriptor that out_create() opened, and says whether all arrived. */
MUST enum err out_close(struct out *out);
