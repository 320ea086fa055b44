/*
 * A TUF repository that lies on the disk (specification 1.0, section 5, without the downloads):
 * from a root that is trusted to the newest one, and from there to a target. What is older than
 * what was seen before is refused.
 */
#pragma once

#include "base/arena.h"
#include "trust/reason.h"

enum tuf_role { TUF_ROOT, TUF_TIMESTAMP, TUF_SNAPSHOT, TUF_TARGETS, TUF_ROLES };

enum { TUF_ROTATIONS_MAX = 1024, TUF_FILES_MAX = 4096 };

/* "root", "timestamp", "snapshot", "targets". */
const char *tuf_role_name(enum tuf_role role);

/* A file of the repository by its name in it: "timestamp.json", "3.root.json",
 * "targets/trusted_root.json". */
struct tuf_file {
	struct span name, bytes;
};

struct tuf_question {
	struct span root; /* the trusted one */
	const struct tuf_file *files;
	size_t n;
	const char *target;
	uint64_t seen[TUF_ROLES]; /* versions; 0: none */
	int64_t now;		  /* POSIX seconds; grace is taken off by who asks */
};

struct tuf_answer {
	enum reason reason;
	enum tuf_role role; /* at which it ended */
	uint64_t versions[TUF_ROLES];
	int64_t expires[TUF_ROLES]; /* POSIX seconds */
	struct span root, target;   /* the newest root and the target, of the files */
};

/* Fails with REASON_TUF_* and REASON_JSON_*. */
void tuf_check(const struct tuf_question *question, struct arena *arena, struct tuf_answer *answer);
