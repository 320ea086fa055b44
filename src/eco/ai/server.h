/*
 * Servers of the Model Context Protocol as configurations describe them: each is a service, what it
 * runs is a package, and what is careless about it an anomaly:
 *
 *   mcp-package-unpinned   a package that is run without a version
 *   mcp-inline-credential  a credential in the file; only its name is told
 *   mcp-plain-http         another machine by http
 *   mcp-tunnel             a server behind a tunnel that anyone can open
 *   mcp-fetch-and-run      a shell that fetches a program and runs it
 */
#pragma once

#include "base/value.h"
#include "eco/lines.h"
#include "format/job.h"

struct servers {
	struct job *job;
	struct lines lines;
	const char *client; /* whose configuration it is; NULL: unknown */
	size_t n;	    /* told so far */
};

enum { SERVERS_MAX = 4096 };

/* Whether the value describes a server: a map with a command or an address. */
bool server_is(const struct value *v);

/* Tells of one. */
void server_tell(struct servers *servers, struct span name, const struct value *v);

/* All of a map of names to servers, or a list of servers with names; how many there were. */
size_t servers_tell(struct servers *servers, const struct value *map);
