/* Signing notes. */
#include "trust/log/note_sign.h"

#include "trust/log/note.h"

enum err note_signer_read(struct note_signer *signer, const struct passphrase_source *source,
			  enum note_kind kind, struct span name, struct arena *arena)
{
	const struct public_key *public = &signer->secret.public;
	enum err e;

	*signer = (struct note_signer){ 0 };
	e = secret_key_load(source, arena, &signer->secret);
	if (e != OK)
		return e;
	if (public->kind != KEY_ED25519)
		return err_set(ERR_USAGE, "%s: notes are signed with Ed25519, not with this key",
			       source->file);
	if (!note_key_make(kind, name, public->bits, &signer->key))
		return err_set(ERR_USAGE, "the name of a key has no blanks and no '+'");
	return OK;
}

void note_signer_free(struct note_signer *signer)
{
	secret_key_free(&signer->secret);
}

enum err note_sign(const struct note_signer *signer, struct span text, uint64_t time,
		   struct arena *arena, struct span *line)
{
	uint8_t bytes[NOTE_TIME_SIZE + NOTE_ED25519_SIGNATURE];
	bool is_cosigner = signer->key.kind == NOTE_COSIGNATURE;
	struct span message = is_cosigner ? note_cosigned_text(text, time, arena) : text, signature;
	size_t at = is_cosigner ? NOTE_TIME_SIZE : 0;
	enum err e = secret_key_sign(&signer->secret, message, arena, &signature);

	if (e != OK)
		return e;
	for (unsigned i = 0; i < NOTE_TIME_SIZE; i++)
		bytes[i] = (uint8_t)(time >> (56 - 8 * i));
	memcpy(bytes + at, signature.p, NOTE_ED25519_SIGNATURE);
	*line = note_line(&signer->key, span_of(bytes, at + NOTE_ED25519_SIGNATURE), arena);
	return OK;
}
