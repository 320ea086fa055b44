/* Lists of installed files, as scan/verify.c holds them against the targets. */
#pragma once

#include "base/set.h"
#include "scan/inventory.h"
#include "scan/scan.h"

enum listed_state {
	LISTED_UNSEEN, /* nothing to compare, or not looked at */
	LISTED_SAME,
	LISTED_CHANGED,
	LISTED_MISSING,
};

/* A row. */
struct listed_file {
	const struct listed *listed;
	struct span
		path; /* from the root on, without "." and ".."; empty when it leads out of it */
	enum listed_state state;
	bool again; /* another row has the same path */
};

/* A list. */
struct listing {
	struct artifact *manifest;
	struct component *component; /* that it is a list of, or NULL */
	struct span root;	     /* the target that it lies in, as a path */
	struct span folder;	     /* of the manifest, from the root on */
	struct listed_file *files;
	size_t n;
	struct span unlisted[8]; /* the first few, as paths from the root on */
	size_t n_unlisted;	 /* all of them */
	size_t n_orphans;	 /* compiled files whose source is gone */
	struct span orphan;	 /* the first */
};

struct listings {
	struct arena *arena;
	struct listing *all;
	size_t n;
	struct set paths; /* root, NUL and path of every row */
};

/* Those that lie in a target that is a folder. Everything is made in the report's arena. */
struct listings listings_of(const struct scan_options *options, const struct inventory *inventory,
			    struct report *report);

/* Whether any of the lists has that file. */
bool listings_have(const struct listings *listings, struct span root, struct span path);

/* The key of a file in a set. */
struct span listing_key(struct arena *arena, struct span root, struct span path);

/* The innermost target that is a folder around the path, and what stands behind it; false when
 * there is none. By their names only. */
bool listing_root(const struct scan_options *options, struct span path, struct span *root,
		  struct span *rest);

/* The path without empty parts, "." and ".."; false when it leads above its start. One byte before
 * the result is its own. */
bool listing_walk(struct arena *arena, struct span path, struct span *out);
