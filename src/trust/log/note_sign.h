/* Signing notes with an Ed25519 key. */
#pragma once

#include "trust/key/secret.h"
#include "trust/log/note_key.h"

struct note_signer {
	struct note_key key;
	struct secret_key secret;
};

/* Reads the secret key in the file of `source`, which says where its passphrase comes from. The
 * name is borrowed; free it with note_signer_free(), also after a failure. A key of another kind is
 * ERR_USAGE, as is a name that is none. */
MUST enum err note_signer_read(struct note_signer *signer, const struct passphrase_source *source,
			       enum note_kind kind, struct span name, struct arena *arena);
void note_signer_free(struct note_signer *signer);

/* The signature line for a text. A cosignature is made at `time` (POSIX seconds). */
MUST enum err note_sign(const struct note_signer *signer, struct span text, uint64_t time,
			struct arena *arena, struct span *line);
