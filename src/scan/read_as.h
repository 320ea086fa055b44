/*
 * Reading given files by one module, in locked workers: what is no scan of a tree, but comes from
 * outside all the same (exports of advisories, statements of vendors).
 */
#pragma once

#include "base/err.h"
#include "format/format.h"
#include "format/job_run.h"

struct read_file {
	int fd; /* passes to read_as() */
	uint64_t size;
	const char *name;
};

struct read_as {
	const struct format *format;
	struct limits limits;
	unsigned workers;
	bool sandbox;

	/* Each fact of the i-th file, in order within it; files come in any order, each in one run.
	 */
	void (*fact)(void *context, size_t i, const struct fact *fact);

	/* After its last fact. `why`, unless NULL, says why the file was not read whole. */
	void (*end)(void *context, size_t i, const char *why);
	void *context;
};

/* Fails only when no worker can be had. */
MUST enum err read_as(const struct read_as *how, const struct read_file *files, size_t n);
