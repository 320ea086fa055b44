/*
 * Keys that sign notes (C2SP signed-note): a name, a kind, and an id of four bytes that follows
 * from both and the public key. Written as a verifier key, NAME+ID+KEY.
 */
#pragma once

#include "base/arena.h"
#include "trust/reason.h"

/* The kinds by their byte. */
enum note_kind {
	NOTE_ED25519 = 1,
	NOTE_ECDSA = 2,	      /* over SHA-256; P-256, P-384 or P-521 */
	NOTE_COSIGNATURE = 4, /* Ed25519 over a checkpoint and a time (C2SP tlog-cosignature) */
};

enum { NOTE_ED25519_KEY = 32, NOTE_ED25519_SIGNATURE = 64, NOTE_TIME_SIZE = 8, NOTE_ID_SIZE = 4 };

struct note_key {
	struct span name;
	enum note_kind kind;
	uint32_t id;
	struct span key; /* 32 bytes (RFC 8032); for ECDSA a SubjectPublicKeyInfo in DER */
};

/* Whether a key may have that name: UTF-8, not empty, without spaces and '+'. */
bool note_name_valid(struct span name);

/* A key with the id that belongs to it. Name and key are borrowed. False when the name is none, or
 * the key is none of that kind. */
MUST bool note_key_make(enum note_kind kind, struct span name, struct span key,
			struct note_key *out);

/* Reads a verifier key; the name is borrowed, the key lives in the arena. Fails with REASON_VKEY_*.
 */
MUST enum reason note_key_read(struct span text, struct arena *arena, struct note_key *out);

/* The verifier key as text. */
MUST struct span note_key_write(const struct note_key *key, struct arena *arena);

/* Whether the two have the same public key, whatever their names and kinds. */
bool note_key_same(const struct note_key *a, const struct note_key *b);

/* Whether `signature`, what stands behind the id in a note, was made by the key of that text. For a
 * cosignature `time` is when it was made (POSIX seconds), else 0. */
MUST bool note_key_verify(const struct note_key *key, struct span text, struct span signature,
			  uint64_t *time);

/* What a cosignature made at that time signs (C2SP tlog-cosignature, "Ed25519 signed message"). */
MUST struct span note_cosigned_text(struct span text, uint64_t time, struct arena *arena);

/* Lets libcrypto make ready what it makes on first use, before a process is locked (confine.h). */
void note_key_warm(void);
