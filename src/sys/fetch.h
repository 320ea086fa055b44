/*
 * Fetching a file from a server. The program itself never opens a connection: another one beside it
 * does, assay-net, and writes to a file without a name.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct fetch {
	const char *url;    /* http or https */
	uint64_t most;	    /* bytes, past which it fails */
	bool allow_private; /* loopback, link-local and private addresses may answer */
};

/* Gives the file, owned by the caller, and its size. Fails with ERR_DENIED when the server answered
 * that there is no such file, with ERR_IO else. */
MUST enum err fetch_file(const struct fetch *fetch, int *fd, uint64_t *size);
