/*
 * Dependency specifiers (PEP 508): "name[extra] >=1,<2 ; marker" and "name @ URL ; marker", as
 * manifests, metadata and command lines write them.
 */
#pragma once

#include "eco/entry.h"

/* Parts of one text, borrowed from it. */
struct requirement {
	struct span text; /* all of it, without blanks around */
	struct span name;
	struct span extras;    /* between the brackets */
	struct span specifier; /* without brackets around; empty: any version */
	struct span exact;     /* the version, when only one will do; else empty */
	struct span url;
	struct span marker;
	bool optional; /* only who asks for an extra needs it */
};

/* Whether the text is one requirement. When not, what could be read before the fault is in *out,
 * and all that stands behind a name is its specifier: installers older than the rules took more. */
bool requirement_read(struct span text, struct requirement *out);

/* The name that a text begins with, as far as it may reach; empty when it begins otherwise. */
struct span requirement_name(struct span text);

/* A package as the requirement asks for it: name, version or range, origin, marker, extras, scope
 * (optional, or `scope`), and as its id the text. `method` as in scan/inventory.h. */
struct entry requirement_entry(const struct requirement *requirement, const char *method,
			       const char *scope, struct arena *arena);

/* The same, sent off with the edge from `from` (an id of the artifact; empty: its root). */
void requirement_emit(const struct requirement *requirement, struct span from, const char *method,
		      const char *scope, struct job *job, uint64_t line, uint64_t offset);

/* The edge only: of something installed, whose needs are installed beside it or missing. */
void requirement_need(const struct requirement *requirement, struct span from, struct job *job,
		      uint64_t offset);
