/* Signing notes. */
#include "trust/log/note_sign.h"

#include <errno.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>

#include "trust/log/note.h"

static EVP_PKEY *read_secret(FILE *file)
{
	EVP_PKEY *key = PEM_read_PrivateKey(file, NULL, NULL, NULL);

	if (key && EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519)
		return key;
	EVP_PKEY_free(key);
	return NULL;
}

enum err note_signer_read(struct note_signer *signer, const char *path, enum note_kind kind,
			  struct span name, struct arena *arena)
{
	uint8_t *public = arena_alloc(arena, NOTE_ED25519_KEY);
	size_t n = NOTE_ED25519_KEY;
	FILE *file = fopen(path, "re");

	*signer = (struct note_signer){ 0 };
	if (!file)
		return err_set(ERR_IO, "%s: %s", path, strerror(errno));
	signer->secret = read_secret(file);
	(void)fclose(file); /* only read from */
	if (!signer->secret)
		return err_set(ERR_USAGE, "%s: it is no Ed25519 private key in PEM form", path);
	if (EVP_PKEY_get_raw_public_key(signer->secret, public, &n) != 1 ||
	    !note_key_make(kind, name, span_of(public, n), &signer->key))
		return err_set(ERR_USAGE, "the name of a key has no blanks and no '+'");
	return OK;
}

void note_signer_free(struct note_signer *signer)
{
	EVP_PKEY_free(signer->secret);
	signer->secret = NULL;
}

static bool sign(EVP_PKEY *secret, struct span message, uint8_t *out)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	size_t n = NOTE_ED25519_SIGNATURE;
	bool done = context && EVP_DigestSignInit(context, NULL, NULL, NULL, secret) == 1 &&
		    EVP_DigestSign(context, out, &n, message.p, message.n) == 1 &&
		    n == NOTE_ED25519_SIGNATURE;

	EVP_MD_CTX_free(context);
	return done;
}

enum err note_sign(const struct note_signer *signer, struct span text, uint64_t time,
		   struct arena *arena, struct span *line)
{
	uint8_t bytes[NOTE_TIME_SIZE + NOTE_ED25519_SIGNATURE];
	bool is_cosigner = signer->key.kind == NOTE_COSIGNATURE;
	struct span message = is_cosigner ? note_cosigned_text(text, time, arena) : text;
	size_t at = is_cosigner ? NOTE_TIME_SIZE : 0;

	for (unsigned i = 0; i < NOTE_TIME_SIZE; i++)
		bytes[i] = (uint8_t)(time >> (56 - 8 * i));
	if (!sign(signer->secret, message, bytes + at))
		return err_set(ERR_IO, "the key cannot sign");
	*line = note_line(&signer->key, span_of(bytes, at + NOTE_ED25519_SIGNATURE), arena);
	return OK;
}
