/*
 * Where a Python package comes from by its address: a wheel or source archive, which names package
 * and version, or a repository with a revision (pip's "VCS support").
 */
#pragma once

#include "eco/entry.h"

struct address {
	struct span url;      /* without credentials, "git+" and revision */
	struct span vcs;      /* git, hg, svn, bzr; empty for an archive */
	struct span revision; /* as asked for */
	struct span egg;      /* the name given behind '#' */
	struct span file;     /* the last part of the path */
	struct span digest;   /* "sha256=HEX" of the fragment, with '=' */
};

/* Parts are borrowed from `url` or made in the arena. */
struct address address_read(struct span url, struct arena *arena);

/* Name and version that the name of a wheel or source archive says (PEP 427, PEP 625); false when
 * it is neither. */
struct archive_name {
	struct span name, version;
	bool wheel;
};
bool archive_name_read(struct span file, struct archive_name *out);

/* Adds origin, vcs, revision or commit, and digest. */
void address_add(const struct address *address, struct entry *entry, struct arena *arena);
