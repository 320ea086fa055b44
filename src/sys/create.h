/* A file that was not there before, whole and only for whom it is meant: a key, a signature. */
#pragma once

#include "base/err.h"
#include "base/span.h"

enum create_for {
	CREATE_FOR_ALL,	  /* 0666 less the umask */
	CREATE_FOR_OWNER, /* 0600 */
};

/* Creates it. Fails with ERR_DENIED when something of that name is there, and then leaves it as it
 * was; a file that could not be written whole is removed again. */
MUST enum err create_file(const char *path, struct span bytes, enum create_for whom);

/* The same in the place of what is there: the old file or the new one is seen, never a part. */
MUST enum err replace_file(const char *path, struct span bytes);
