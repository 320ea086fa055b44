/*
 * Files held against a lock file: one that was downloaded has to be one of those whose digests a
 * lock of the project names (pylock.toml, requirements with hashes, uv.lock, poetry.lock, pdm.lock,
 * Pipfile.lock, package-lock.json, yarn.lock and what else the scan knows as a lock).
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "trust/reason.h"

enum { LOCKED_FILE_MAX = 256 << 20, LOCKED_ROWS_MAX = 1 << 20 };

/* A digest that the lock gives of a package's file. */
struct locked_row {
	struct span ecosystem, name, version;
	struct span digest; /* "sha256:HEX", "sha384:HEX" or "sha512:HEX" */
};

/* Who attests the files of a package, as the lock found them (pylock.toml). Patterns; empty:
 * somebody of a kind that is not known here. */
struct locked_identity {
	struct span name, version;
	struct span identity, issuer;
};

struct locked_list {
	enum reason reason; /* REASON_LOCK_MALFORMED, REASON_LOCK_EMPTY */
	struct span detail;
	struct locked_row *rows;
	size_t n;
	struct locked_identity *identities;
	size_t n_identities;
};

/* Reads the lock in a locked child; its kind follows from its name, as for those who install by it.
 * Texts live in the arena. Fails as confine_run() does. */
MUST enum err locked_ask(struct span lock, struct span name, struct arena *arena,
			 struct locked_list *list);

/* Finds a file among the rows: REASON_NONE and its row; REASON_LOCK_UNLISTED; REASON_LOCK_CHANGED
 * when the lock knows other files of a package of that name; REASON_LOCK_OTHER when the digest is
 * that of the file of another package. `file` is the last part of its path. */
MUST enum reason locked_find_file(const struct locked_list *list, struct span file,
				  struct span bytes, struct arena *arena,
				  const struct locked_row **row);

/* Whether the lock names anybody who attests the files of that row's package; and whether that is
 * one of them. */
bool locked_is_attested(const struct locked_list *list, const struct locked_row *row);
bool locked_attests(const struct locked_list *list, const struct locked_row *row,
		    struct span identity, struct span issuer);
