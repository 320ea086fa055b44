/* Signed notes, checkpoints and verifier keys: what is read has one spelling, and the known key has
 * signed one text only. */
#include <assert.h>

#include "trust/log/checkpoint.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void try_note(struct span file, const struct note_key *key, struct arena *arena)
{
	struct note_seal seal;
	struct note note;
	size_t at = 0;

	if (note_read(file, arena, &note) != REASON_NONE)
		return;
	assert(note.n > 0 && note.n <= NOTE_SIGNATURES_MAX);
	for (size_t i = 0; i < note.n; i++) {
		const struct note_key by = { .name = note.signature[i].name,
					     .id = note.signature[i].id };
		struct span line = note_line(&by, note.signature[i].bytes, arena);

		assert(span_eq(span_part(note.signatures, at, line.n), line));
		at += line.n;
	}
	assert(at == note.signatures.n);
	if (note_verify(&note, key, 1, &seal) == REASON_NONE)
		assert(seal.is_signed && span_is(note.text, "This is an example message.\n"));
}

static void try_checkpoint(struct span file, struct arena *arena)
{
	struct checkpoint checkpoint;
	struct span head;

	if (checkpoint_read(file, arena, &checkpoint) != REASON_NONE)
		return;
	head = checkpoint_text(checkpoint.origin, checkpoint.size, &checkpoint.root, arena);
	assert(head.n + checkpoint.extension.n == checkpoint.note.text.n);
	assert(span_eq(span_part(file, 0, head.n), head));
}

static void try_key(struct span text, struct arena *arena)
{
	struct note_key key;

	if (note_key_read(text, arena, &key) == REASON_NONE)
		assert(span_eq(note_key_write(&key, arena), text));
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static const char vkey[] =
		"example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
	struct arena arena;
	struct note_key key;
	enum reason reason;

	arena_init(&arena, MiB(64), NULL, NULL);
	reason = note_key_read(span_str(vkey), &arena, &key);
	assert(reason == REASON_NONE);
	try_note(span_of(p, n), &key, &arena);
	try_checkpoint(span_of(p, n), &arena);
	try_key(span_of(p, n), &arena);
	arena_free(&arena);
	return 0;
}
