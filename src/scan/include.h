/*
 * Files that name others to be read with them (requirements of pip): whether those lie in the
 * targets, and whether files include each other in a circle. The fact:
 *
 *   include   path (relative to the folder of the file, an absolute path or an address), how
 */
#pragma once

#include "scan/scan.h"

struct includes;

struct includes *includes_new(struct report *report);
void includes_free(struct includes *includes);

/* Takes a fact of that kind. */
void includes_fact(struct includes *includes, struct artifact *artifact, const struct fact *fact);

struct includes_end {
	const struct scan_options *options;

	/* Told of a file that includes one which is there and was not read, and why not. */
	void (*lower)(void *context, struct artifact *artifact, const char *why);
	void *context;
};

/* Once, after the last artifact: reports what leads out and what goes round, by the rules of
 * check/python_requirements.c, and what was not read. */
void includes_finish(struct includes *includes, const struct includes_end *how);
