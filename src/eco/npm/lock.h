/*
 * What all lock files of npm's kind say: entries, each a package in one place, and who needs which.
 * A reader of one notation adds them; npm_lock_close() makes the facts.
 *
 * Facts besides components and dependencies:
 *
 *     ANOMALY npm-lock-other-package   an entry's address is that of another package or version
 *             npm-lock-other-source    an entry comes from an address that nobody asked for
 *             npm-lock-other-registry  few entries come from another registry than the rest
 *             npm-lock-no-digest       entries of a registry without a digest
 *             npm-lock-plain-http      the same, and fetched without TLS
 */
#pragma once

#include "eco/index.h"
#include "eco/lines.h"
#include "format/job.h"

struct npm_locked {
	struct span id;	   /* unique in the file: the folder, or the key */
	struct span name;  /* as its registry has it, with its scope */
	struct span alias; /* the name it is installed under, when that is another */
	struct span version;
	struct span resolved;  /* its address as written; may be empty */
	struct span integrity; /* subresource integrity; may be empty */
	struct span licence;
	const char *scope; /* required, optional, dev */
	uint64_t offset;
	bool is_root;	 /* the project itself, or one of its workspaces */
	bool is_bundled; /* comes inside another one's archive */
	bool runs_script;
	bool has_digest; /* of another kind than `integrity` */
	bool is_copy;	 /* of an entry before it: says nothing new */
	/* Set by npm_lock_need(). */
	bool is_needed, is_asked; /* by somebody; by address */
};

struct npm_lock {
	struct job *job;
	struct lines lines;
	struct npm_locked *all;
	size_t n, room;
	struct index ids;
};

/* For at most `room` entries of the text, which go by at most `keys` ids and further keys. */
void npm_lock_open(struct npm_lock *lock, struct job *job, struct span text, size_t room,
		   size_t keys);

/* Adds an entry in the order of the text. Further keys for it may be given to index_add(). */
struct npm_locked *npm_lock_add(struct npm_lock *lock, const struct npm_locked *like);

/* The entry of that id or key, or NULL. */
struct npm_locked *npm_lock_find(struct npm_lock *lock, struct span id);

/* That `from` needs `to` by `spec`. */
void npm_lock_need(struct npm_lock *lock, const struct npm_locked *from, struct npm_locked *to,
		   struct span spec, const char *scope);

void npm_lock_close(struct npm_lock *lock);
