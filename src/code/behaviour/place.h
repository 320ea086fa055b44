/*
 * Places whose names say what is there: files that hold secrets, that are run at every start or
 * steer agents, and hosts that collect what is sent to them.
 */
#pragma once

#include "code/behaviour/behaviour.h"

struct behaviour_place {
	const char *name;
	enum behaviour_class class; /* of reading or writing it, or of asking it */
	const char *kind;
};

/* What reading or writing a file means, by its path, of which the beginning may be missing; NULL:
 * nothing by itself. */
const struct behaviour_place *place_read(struct span path);
const struct behaviour_place *place_written(struct span path);

/* What is known of a host, alone or in an address. */
const struct behaviour_place *place_host(struct span address);

/* Whether an address is one of that host or of those below it; when a path stands behind the name,
 * only one that has it. */
bool place_is_at(struct span address, const char *name);

/* Whether the name of a variable says that its value is secret. */
bool place_is_secret_variable(struct span name);
