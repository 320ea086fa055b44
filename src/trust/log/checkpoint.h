/*
 * Checkpoints (C2SP tlog-checkpoint): what a log says of its tree, as the text of a signed note:
 * origin, size, root hash, and lines that are not looked into.
 *
 * The origin names the log; the names of the keys need not be the same: Rekor v1 writes "NAME -
 * TREE" and signs as NAME.
 */
#pragma once

#include "trust/log/merkle.h"
#include "trust/log/note.h"

struct checkpoint {
	struct span origin; /* one line, any UTF-8 without control characters of ASCII; not empty */
	uint64_t size;
	struct merkle_hash root;
	struct span extension; /* lines behind the third, with their line ends; mostly empty */
	struct note note;
};

/* Reads a checkpoint and its signatures; texts are borrowed from the file. A tree of size 0 has the
 * root of the empty tree. Fails with REASON_NOTE_MALFORMED, _TOO_LARGE or REASON_CHECKPOINT_*.
 * Nothing of it is verified: note_verify(). */
MUST enum reason checkpoint_read(struct span file, struct arena *arena,
				 struct checkpoint *checkpoint);

/* The same of the text alone. */
MUST enum reason checkpoint_read_text(struct span text, struct arena *arena,
				      struct checkpoint *checkpoint);

/* The text of a checkpoint without extension. */
MUST struct span checkpoint_text(struct span origin, uint64_t size, const struct merkle_hash *root,
				 struct arena *arena);
