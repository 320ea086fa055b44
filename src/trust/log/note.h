/*
 * Signed notes (C2SP signed-note): text, an empty line, and lines of signatures by named keys. Go's
 * checksum database, Rekor, tiled logs and their witnesses all speak them.
 *
 * The text is worth nothing until note_verify() says who signed it.
 */
#pragma once

#include "trust/log/note_key.h"

enum { NOTE_MAX = 1 << 20, NOTE_SIGNATURES_MAX = 100 };

struct note_signature {
	struct span name;
	uint32_t id;
	struct span bytes; /* behind the id; at least one */
};

struct note {
	struct span text;	/* with its last line end, without the empty line */
	struct span signatures; /* the lines as they are written */
	const struct note_signature *signature;
	size_t n;
};

/* Takes a note apart. The text is borrowed, the rest lives in the arena. Fails with
 * REASON_NOTE_MALFORMED or _TOO_LARGE. */
MUST enum reason note_read(struct span file, struct arena *arena, struct note *note);

/* What a key has to do with a note. */
struct note_seal {
	bool is_signed;
	uint64_t time; /* of its newest cosignature (POSIX seconds); 0 for other kinds */
};

/* Sets seals[i] to whether keys[i] has signed. Signatures by other keys are ignored; a signature in
 * the name and id of a known key that is not its own refuses the whole note
 * (REASON_NOTE_SIGNATURE_WRONG). REASON_NOTE_UNSIGNED: no key has signed. */
MUST enum reason note_verify(const struct note *note, const struct note_key *keys, size_t n_keys,
			     struct note_seal *seals);

/* A signature line of a note; `bytes` stand behind the id. */
MUST struct span note_line(const struct note_key *key, struct span bytes, struct arena *arena);
