/* Keys and signatures of minisign: Ed25519 with an id, a comment that is signed and one that is
 * not. */
#pragma once

#include "trust/key/key.h"

bool minisign_key_is(struct span file);
MUST bool minisign_key_read(struct span file, struct arena *arena, struct key *out);

/* Whether it is a signature file. */
bool minisign_signature_is(struct span file);

/* Whether `file` is a signature by that key over the message; `comment` is the trusted one. The id
 * of the key is only compared when the key has one. Fails with REASON_SIGNATURE_MALFORMED,
 * _KEY_OTHER, _ALGORITHM_OTHER, _SIGNATURE_WRONG. */
MUST enum reason minisign_verify(struct key *key, struct span file, struct span message,
				 struct arena *arena, struct span *comment);
