/* The bytes of a file of any size, without reading it: mapped, read only. A file that is cut short
 * meanwhile ends the process. */
#pragma once

#include "base/err.h"
#include "base/span.h"

struct mapped {
	struct span bytes;
	void *p; /* where they are mapped; NULL: nothing is */
};

/* Fails when it cannot be opened or is no file. */
MUST enum err mapped_open(struct mapped *mapped, const char *path);

/* Gives them back; also after a failure. */
void mapped_close(struct mapped *mapped);
