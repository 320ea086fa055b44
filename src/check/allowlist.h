/*
 * What pickles may do with which globals: data/allowlist.tsv, compiled in. A row allows operations
 * on exactly one dotted path; there are no wildcards.
 */
#pragma once

#include "base/span.h"

/* By the letters of the file. An upper-case one says that the operation was proved dangerous. */
enum allow {
	ALLOW_IMPORT = 1 << 0,
	ALLOW_CALL = 1 << 1,	  /* c: whatever the arguments */
	ALLOW_CALL_DATA = 1 << 2, /* d: when every argument is data */
	ALLOW_NEW = 1 << 3,
	ALLOW_BUILD = 1 << 4,
	ALLOW_ITEMS = 1 << 5,
	ALLOW_SHIFT_PROVED = 6, /* ALLOW_BUILD << ALLOW_SHIFT_PROVED: building runs a sink */
};

/* The row's letters as enum allow, 0 when there is no row. */
unsigned allowlist_find(struct span global);

/* Hex SHA-256 of the file. */
const char *allowlist_digest(void);
