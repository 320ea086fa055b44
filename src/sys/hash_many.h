/*
 * Digests of many files, or of parts of them, on several processes that parse nothing: they open,
 * map and add up, and what they read is never looked into. SHA-256 of two files goes abreast in
 * each process (sys/sha256.h).
 *
 * A file that changes, shrinks or fails while it is read is told as that; its digest is not given.
 */
#pragma once

#include "base/err.h"
#include "sys/file_identity.h"
#include "sys/hasher.h"

enum hash_state {
	HASH_TODO,
	HASH_DONE,
	HASH_MISSING,	 /* no such file below the root */
	HASH_NO_FILE,	 /* a folder, a device, a socket */
	HASH_OTHER_SIZE, /* than was expected; it was not read */
	HASH_TOO_LONG,	 /* longer than `most` */
	HASH_CHANGED,	 /* while it was read */
	HASH_UNREADABLE, /* `error` says why; also: the path leads out of the root */
};

#define HASH_ANY_SIZE UINT64_MAX
#define HASH_TO_END   UINT64_MAX

enum { HASH_PROCESSES_MAX = 256 };

struct hash_part {
	/* Asked. The path is looked up below the folder `root` only (file_below()); without
	 * one the file is the descriptor `root` itself. Both are borrowed. */
	int root;
	const char *path;
	uint64_t size;		 /* that the file must have, or HASH_ANY_SIZE */
	uint64_t offset, length; /* HASH_TO_END; a part that is not all there is HASH_CHANGED */
	uint64_t most;		 /* bytes that are read of it; 0: no limit */
	const struct hasher_kind *kind;

	/* Answered. */
	enum hash_state state;
	int error;		       /* of errno.h, for HASH_UNREADABLE */
	struct file_identity identity; /* of what was opened, else zero */
	uint8_t digest[HASHER_SIZE_MAX];
	size_t digest_n;
};

/* Answers those parts whose state is HASH_TODO, on `processes` of them (0: one a processor of this
 * process). An error is one of the world, such as no memory or no processes; what is wrong with one
 * file is its state. */
MUST enum err hash_many(struct hash_part *parts, size_t n, unsigned processes);

/* OK for HASH_DONE, else sets the sentence, which names the file. */
MUST enum err hash_part_err(const struct hash_part *part);
