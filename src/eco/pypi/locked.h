/*
 * What lock files of Python tools have in common: a list of packages, each with a name, a version
 * and files with digests, that name each other by name.
 */
#pragma once

#include "base/toml.h"
#include "eco/entry.h"
#include "eco/index.h"
#include "eco/lines.h"

struct locked {
	struct job *job;
	struct arena *arena;
	struct lines lines;
	const struct value *root;
	const struct value **packages; /* each a map */
	size_t n;
	struct index names; /* normalised, to numbers of packages */
};

/* Reads TOML and the list that `key` names, which may be absent. False when the text ends before
 * anything was read; what is wrong with it was said. */
bool locked_open(struct locked *locked, struct job *job, struct span bytes, const char *key);

/* The same for a tree that is read already; `list` may be NULL. */
void locked_use(struct locked *locked, struct job *job, struct span bytes,
		const struct value *list);

/* A text of a map, empty when it is absent. */
struct span locked_text(struct locked *locked, const struct value *map, const char *key);

/* "name@version", by which packages of one file know each other. */
struct span locked_id(struct locked *locked, const struct value *package);

/* The id of the package of that name, of the one with that version when there are several and it
 * is not empty; the name itself when there is none. */
struct span locked_find(struct locked *locked, struct span name, struct span version);

/* A package with name, version, id and line. */
struct entry locked_entry(struct locked *locked, const struct value *package);

/* Adds a digest for the key `hash` ("sha256:HEX") or the map `hashes` of each item. */
void locked_add_files(struct locked *locked, struct entry *entry, const struct value *files);

/* Adds origin and revision of a repository or address, without credentials. */
void locked_add_url(struct locked *locked, struct entry *entry, struct span url);

/* When the first of a release's files was uploaded (keys `sdist` and `wheels`); empty when it is
 * not said. */
struct span locked_first_upload(struct locked *locked, const struct value *package);
