/*
 * What a model is made of, as it lies on the disk: every file of a folder by its path, byte for
 * byte, and everything else that somebody who verifies it has to know of. Nothing is opened but
 * folders, and no link leads out of it.
 *
 * A snapshot in the cache of the Hugging Face hub, DIR/snapshots/REVISION, consists of links to
 * DIR/blobs; there they may lead to anything in DIR.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"

enum tree_kind {
	TREE_FILE,
	TREE_LINK,	  /* a symbolic link to a file of the tree */
	TREE_LINK_FOLDER, /* to a folder of the tree; it is not entered */
	TREE_LINK_AWAY,	  /* out of the tree, or to a folder of it that is not looked at */
	TREE_LINK_DEAD,	  /* to nothing */
	TREE_SPECIAL,	  /* a pipe, socket or device */
	TREE_UNREADABLE,  /* a folder that cannot be read: `error` of errno.h */
	TREE_IGNORED,	  /* left out by a rule; a folder is not entered */
};

enum { TREE_DEPTH_MAX = 256, TREE_ENTRIES_MAX = 1 << 20 };

struct tree_entry {
	struct span path; /* from the root, without "./"; followed by a NUL */
	enum tree_kind kind;
	uint64_t size; /* of a file, also behind a link */
	int error;
};

/* What is left out: paths from the root, with all below them, and one file wherever it lies. */
struct tree_rules {
	const struct span *ignored;
	size_t n;
	const char *self; /* the signature's file; NULL: none. It need not be there. */
};

struct tree {
	int root;	    /* the folder, or the file itself; open until tree_close() */
	struct span prefix; /* of paths seen from there: "snapshots/REVISION/" of a hub's cache */
	bool is_file;	    /* then there is one entry, whose path is the file's own name */
	struct span name;   /* the last part of its path */
	const struct tree_entry *entries; /* by path, bytewise */
	size_t n;
};

/* The paths that are left out unless one says otherwise: what git keeps beside the files. */
extern const struct span tree_git_paths[];
extern const size_t tree_git_paths_n;

/* Looks through a folder, or at one file. Fails when the root cannot be opened or is neither, with
 * ERR_LIMIT past TREE_ENTRIES_MAX. What is wrong further down is an entry. */
MUST enum err tree_open(const char *path, const struct tree_rules *rules, struct arena *arena,
			struct tree *tree);
void tree_close(struct tree *tree);

/* The entry of that path, or NULL. */
const struct tree_entry *tree_find(const struct tree *tree, struct span path);

/* How a path is looked up from the root, with a NUL; NULL when that is the file itself. */
MUST const char *tree_path(const struct tree *tree, struct span path, struct arena *arena);

/* Whether a path is one of the rules', or below one. */
bool tree_is_ignored(const struct tree_rules *rules, struct span path);
