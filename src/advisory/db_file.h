/* The parts of a database as one file. */
#pragma once

#include "advisory/db_layout.h"
#include "base/err.h"

struct db_sections {
#define X(name) struct span name;
	DB_SECTIONS(X)
#undef X
};

/* Fills in where the sections lie, and writes all of it to fd, which stays the caller's. `name` is
 * for the sentence. */
MUST enum err db_file_write(struct db_head *head, const struct db_sections *sections, int fd,
			    const char *name);
