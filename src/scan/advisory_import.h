/* From exports of OSV to a database: the zips are parsed in locked workers, what they say of each
 * record is checked again and written. */
#pragma once

#include "advisory/db_write.h"

struct advisory_export {
	const char *ecosystem;
	int fd; /* passes to advisory_import() */
	uint64_t size;
	struct span digest; /* 32 bytes */
	bool is_signed;
};

struct advisory_import {
	unsigned workers;
	bool sandbox;

	/* A record that was passed over: of which export, its name there, and why. */
	void (*bad)(void *context, const char *ecosystem, struct span name, struct span why);
	void *context;
};

/* Reads n <= DB_SOURCES_MAX exports into the writer. Fails with a sentence when one of them could
 * not be read whole. */
MUST enum err advisory_import(const struct advisory_import *how,
			      const struct advisory_export *exports, size_t n,
			      struct db_writer *writer);
