/*
 * Who published what, and how, remembered a package name: so that provenance which vanishes, or a
 * publisher who changes, is seen although every release on its own looks fine.
 *
 * A release that is stolen with the publisher's own token has no attestation, or that of another
 * workflow; neither is wrong by itself. What is remembered is the user's own, in one small file.
 */
#pragma once

#include "sys/folder.h"
#include "trust/reason.h"

/* How a release is vouched for, the weakest first. */
enum publisher_how {
	PUBLISHER_NONE,	    /* by nobody */
	PUBLISHER_REGISTRY, /* the registry has signed it */
	PUBLISHER_KEY,	    /* a key has */
	PUBLISHER_IDENTITY, /* an identity has, by a certificate of its moment */
};

/* What was verified of a release. */
struct publisher {
	enum publisher_how how;
	struct span issuer;   /* of an identity: who vouches for it */
	struct span identity; /* its name, or the digest of the key */
};

struct continuity_row {
	struct span name; /* package URL without a version */
	enum publisher_how how;
	struct span issuer, identity; /* printable, see continuity_identity() */
	struct span version, day;     /* the last one that was remembered, and when: 2026-11-24 */
};

struct continuity {
	struct folder folder;
	const char *file; /* its name in the folder */
	struct arena *arena;
	struct continuity_row *rows; /* in the order of their names */
	size_t n, room;
};

enum { CONTINUITY_FILE_MAX = 64 << 20, CONTINUITY_ROWS_MAX = 1 << 20 };

/* "none", "registry", "key", "identity" */
const char *publisher_how_word(enum publisher_how how);

/* `given` (may be NULL), else $XDG_STATE_HOME/assay/publishers or ~/.local/state/assay/publishers.
 */
MUST enum err continuity_path(const char *given, struct arena *arena, const char **path);

/* Reads what is remembered; a file that is not there remembers nothing. `change` makes the folder
 * and holds its lock until the end. ERR_FORMAT: the file is damaged. Must be closed, also after a
 * failure. */
MUST enum err continuity_open(struct continuity *continuity, const char *path, bool change,
			      struct arena *arena);
void continuity_close(struct continuity *continuity);

/* The row of a name, or NULL. */
const struct continuity_row *continuity_find(const struct continuity *continuity, struct span name);

/* What of an identity stays from release to release: a workflow that ran for a tag counts as that
 * for any tag, one that ran for a branch as that for this branch. Made printable. */
MUST struct span continuity_identity(struct span identity, struct arena *arena);

/* Whether that publisher may follow the one that is remembered: REASON_PUBLISHER_OTHER,
 * REASON_PROVENANCE_GONE or REASON_PROVENANCE_WEAKER if not. Nobody remembered is fine, and so is
 * anybody where there was none or only the registry; an identity in the place of a key is another
 * publisher. */
MUST enum reason continuity_check(const struct continuity *continuity, struct span name,
				  const struct publisher *publisher);

/* Remembers it in the place of what was there, and keeps the file. */
MUST enum err continuity_remember(struct continuity *continuity, struct span name,
				  struct span version, const struct publisher *publisher,
				  struct span day);

/* Forgets a name; `there` says whether it was remembered. */
MUST enum err continuity_forget(struct continuity *continuity, struct span name, bool *there);
