/*
 * Caches of the Hugging Face hub: whether every file is the one that its name promises, and every
 * file of a snapshot one of those. It tells a cache that was damaged or tampered with from a whole
 * one; who published the files, and which of them belongs to which name, nobody has signed.
 *
 * Digests are taken by processes that parse nothing, and names of folders that were downloaded into
 * are read in a locked one.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "trust/cache.h"
#include "trust/reason.h"

enum hub_state {
	HUB_RIGHT,
	HUB_CHANGED,	/* the content has another digest */
	HUB_MISSING,	/* named, and not there */
	HUB_STRAY,	/* a file of a snapshot leads to what is no blob of its repository */
	HUB_UNCOVERED,	/* nothing says what its digest should be */
	HUB_PARTIAL,	/* the beginning of a download; no program uses it */
	HUB_UNREADABLE, /* it, or a folder, cannot be read */
	HUB_STATES,
};

/* "right", "changed", "missing", "stray", "uncovered", "partial", "unreadable". */
const char *hub_state_word(enum hub_state state);

struct hub_finding {
	enum hub_state state;
	struct span path; /* from the folder that was asked about */
};

struct hub_result {
	enum reason reason; /* REASON_NONE, _BLOB_CHANGED, _BLOB_MISSING, _LINK_STRAY,
			     * _FILE_UNREADABLE, _CACHE_UNCOVERED, _CACHE_NONE */
	struct span detail;
	struct hub_finding *findings; /* all but those that are right, by state and path */
	size_t n;
	uint64_t counts[HUB_STATES]; /* a file of a snapshot and its blob count once each */
};

struct hub_options {
	struct cache *cache; /* of digests; NULL: all is read */
	bool need_covered;   /* what is uncovered refuses it */
};

/* Looks at a cache, at the folder of one repository in it, or at a folder that was downloaded into.
 * Fails when the folder cannot be opened, and as hash_many() and confine_run() do. */
MUST enum err hub_check(const char *path, const struct hub_options *options, struct arena *arena,
			struct hub_result *result);
