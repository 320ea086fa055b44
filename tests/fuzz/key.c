/* Files of public keys and of plain signatures: a key that is read is written and read again as the
 * same, and no signature is by it. */
#include <assert.h>

#include "trust/key/minisign.h"
#include "trust/key/ssh.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void write_again(const struct key *key, struct arena *arena)
{
	struct span line = ssh_key_line(&key->public, arena);
	struct public_key again;

	assert(pem_read(key_pem(&key->public, arena), "PUBLIC KEY", arena, &line));
	assert(span_eq(line, key->public.spki));
	line = ssh_key_line(&key->public, arena);
	assert(ssh_key_read_line(line, arena, &again));
	assert(span_eq(again.spki, key->public.spki));
	public_key_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static const char known[] = "ssh-ed25519 "
				    "AAAAC3NzaC1lZDI1NTE5AAAAIOsA5dDVkmRGHSI7yYMnx3UThl/5P3po0avpRv"
				    "IxjXYE";
	static struct arena arena;
	struct span file = span_of(p, n), comment;
	struct key key;

	if (!arena.budget)
		arena_init(&arena, MiB(64), NULL, NULL);
	arena_reset(&arena);
	if (key_read(file, &arena, &key) == REASON_NONE)
		write_again(&key, &arena);
	public_key_free(&key.public);
	assert(key_read(span_str(known), &arena, &key) == REASON_NONE);
	assert(minisign_verify(&key, file, file, &arena, &comment) != REASON_NONE);
	assert(ssh_verify(&key.public, span_str("file"), file, file, &arena) != REASON_NONE);
	public_key_free(&key.public);
	return 0;
}
